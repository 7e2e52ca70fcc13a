// Is the mapping file what Timeloop writes, and complete where Timeloop's own loses something?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/report/report.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;

std::string yaml_of(const ReportExample& example) {
  return map_yaml(example.workload, example.architecture, example.mapping);
}

TEST(MapYaml, KeepsThenFactorsInnermostFirst) {
  EXPECT_EQ(yaml_of(gemm_example()), R"(mapping:
  - target: L0
    type: datatype
    keep:
      []
    bypass:
      - A
      - B
      - Z
  - target: L1
    type: datatype
    keep:
      - A
      - B
      - Z
    bypass:
      []
  - target: L0
    type: temporal
    factors: M8 N6 K5
    permutation: KMN
  - target: L1
    type: spatial
    factors: M2 N2 K1
    permutation: MNK
    split: 0
  - target: L1
    type: temporal
    factors: M1 N1 K6
    permutation: KMN)");
}

TEST(MapYaml, KeepsResidualsAndTheSplit) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b111}, Loop{1, LoopKind::spatial_y, 2, 2},
                           Loop{0, LoopKind::spatial_x, 29, 1}, Storage{0, 0b111},
                           Loop{2, LoopKind::temporal, 30, 30}};
  EXPECT_THAT(yaml_of(example), HasSubstr("factors: M29,1 N2 K1\n"
                                          "    permutation: MNK\n"
                                          "    split: 1\n"));
}

TEST(MapYaml, KeepsReuseDirectives) {
  ReportExample example = gemm_example();
  example.mapping.directives.resize(2);
  example.mapping.directives[0].no_coalesce = 0b001;
  example.mapping.directives[0].no_temporal_reuse = 0b010;
  example.mapping.directives[1].no_link_transfer = 0b001;
  example.mapping.directives[1].no_multicast = 0b011;
  example.mapping.directives[1].rmw_first_update = 0b100;
  const std::string text = yaml_of(example);
  EXPECT_THAT(text, HasSubstr("    no_coalesce:\n      - A\n  - target: L1\n    type: datatype\n"));
  EXPECT_THAT(text, HasSubstr("    permutation: KMN\n    no_reuse:\n      - B\n"));
  EXPECT_THAT(text, HasSubstr("    split: 0\n    no_link_transfer:\n      - A\n"
                              "    no_reuse:\n      - A\n      - B\n"));
  EXPECT_THAT(text, HasSubstr("    rmw_first_update:\n      - Z"));
}

TEST(MapYaml, TwoLoopsOverADimensionInOneNestAreAnError) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b111}, Storage{0, 0b111}, Loop{2, LoopKind::temporal, 5, 5},
                           Loop{2, LoopKind::temporal, 6, 6}};
  EXPECT_THROW(yaml_of(example), Error);
}

}  // namespace
}  // namespace tilewright::test
