// Constraints of version 0.4: inside nodes and in lists, macros, and what the model makes of them.

#include "model/spec/nodes_maximize.hpp"
#include "test/unit/spec_nodes_samples.hpp"

namespace tilewright::test {
namespace {

TEST(SpecNodesConstraints, StandInTheNode) {
  const Spec spec = nodes_spec(
      constrained("Buffer",
                  "temporal: {factors: [R=3, P<=4, C>=2], permutation: [K, P], rmw_first_update: "
                  "[Outputs]}, dataspace: {keep: [Inputs], bypass: [Weights]}"));
  EXPECT_EQ(temporal_of(spec, "Buffer"), "R=3 P<=4 C>=2 | KP");
  EXPECT_EQ(bypass_of(spec, "Buffer"), "wI.");
  EXPECT_EQ(spec.constraints.directives.at(2).rmw_first_update, 4U);
}

TEST(SpecNodesConstraints, SpatialOnesMoveToTheFanOutLevel) {
  const Spec spec = nodes_spec(constrained(
      "Column",
      "spatial: {factors: K=8 C=1, permutation: [K], split: 1 + 1, no_link_transfer: ['*']}"));
  EXPECT_EQ(spatial_of(spec, "inter_Column_spatial"), "C=1 K=8 | CK | split 2");
  EXPECT_EQ(spec.constraints.directives.at(1).no_link_transfer, 7U);
}

TEST(SpecNodesConstraints, StandInLists) {
  const Spec spec = nodes_spec(
      constrained("Buffer", "temporal: {factors: [R=3]}") +
      "constraints:\n  version: 0.4\n  targets:\n"
      "    - {target: Buffer, type: temporal, factors: [C=2, R=3], permutation: RP}\n"
      "    - {target: Column, type: spatial, factors: [K=4]}\n"
      "extra_mapping_constraints: {targets: [{target: DRAM, type: dataspace, keep: ['*']}]}\n"
      "mapping: [{target: Register, type: temporal, factors: [P=2]}]\n");
  EXPECT_EQ(temporal_of(spec, "Buffer"), "R=3 C=2 | RP");
  EXPECT_EQ(spatial_of(spec, "inter_Column_spatial"), "K=4 |");
  EXPECT_EQ(bypass_of(spec, "DRAM"), "WIO");
  EXPECT_EQ(temporal_of(spec, "Register"), "P=2 |");
}

TEST(SpecNodesConstraints, MayBeSaidTwice) {
  const std::string same = "factors: [R=3], permutation: [R, P], default_max_factor: 4";
  const Spec spec = nodes_spec(constrained("Buffer", "temporal: {" + same + "}") +
                               "mapping: [{target: Buffer, type: temporal, " + same + "}]\n");
  EXPECT_EQ(temporal_of(spec, "Buffer"), "R=3 R<=4 P<=4 C<=4 K<=4 | RP");
}

TEST(SpecNodesConstraints, UnitDimensionsGoInnermost) {
  const std::string text =
      constrained("Buffer", "temporal: {factors: [C=1, P<=1], permutation: K}");
  const Spec spec = nodes_spec(replaced(text, "R: 3,", "R: 1,"));
  EXPECT_EQ(temporal_of(spec, "Buffer"), "C=1 P<=1 | RPCK");
  EXPECT_EQ(temporal_of(spec, "DRAM"), "| R") << "also where the user constrains nothing";
}

struct MacroCase {
  const char* macro;
  const char* expected;
};

TEST(SpecNodesConstraints, MacrosOfLoops) {
  // Weights are [C, K, R], Inputs [C, R + P], Outputs [K, P].
  for (const MacroCase& test : std::vector<MacroCase>{
           {"factors_only: [C=2]", "R=1 P=1 C=2 K=1 |"},
           {"factors_only: [], factors: [R=3]", "R=3 P=1 C=1 K=1 |"},
           {"factors_only: [C=2, K=-1]", "R=1 P=1 C=2 |"},
           {"no_iteration_over_dataspaces: [Outputs]", "P=1 K=1 |"},
           {"no_iteration_over_dataspaces: ['*']", "R=1 P=1 C=1 K=1 |"},
           {"must_iterate_over_dataspaces: [Outputs]", "R=1 C=1 |"},
           {"maximize_dims: [K, C], maximize_dims_capacity: 16", "C=2 K=8 |"},
           {"maximize_dims: [[P], [K]], maximize_dims_capacity: 32", "P=16 K=2 |"},
           {"maximize_dims: [[P]], factors: [R=3], maximize_dims_capacity: 14", "R=3 P=4 |"},
       }) {
    const Spec spec =
        nodes_spec(constrained("Buffer", "temporal: {" + std::string(test.macro) + "}"));
    const std::string text = temporal_of(spec, "Buffer");
    EXPECT_EQ(text.substr(0, text.find('|') + 1), test.expected) << test.macro;
  }
}

TEST(SpecNodesConstraints, MaximizeFillsTheFanOutWithWhatIsLeft) {
  const std::string text = constrained("Column", "spatial: {maximize_dims: [[K, C]]}");
  EXPECT_EQ(spatial_of(nodes_spec(text), "inter_Column_spatial"), "C=1 K=8 | C");
  const Spec spec =
      nodes_spec(text + "constraints: [{target: DRAM, type: temporal, factors: [K=4]}]\n");
  EXPECT_EQ(spatial_of(spec, "inter_Column_spatial"), "C=4 K=2 |");
}

TEST(SpecNodesConstraints, FillCapacity) {
  using Sizes = std::vector<std::int64_t>;
  EXPECT_EQ(reader::fill_capacity({8, 4}, 16), (Sizes{8, 2}));
  EXPECT_EQ(reader::fill_capacity({7, 6}, 6), (Sizes{1, 6}));
  EXPECT_EQ(reader::fill_capacity({13}, 8), (Sizes{7})) << "passes of 7 and 6 use 6.5 on average";
  EXPECT_EQ(reader::fill_capacity({12}, 8), (Sizes{8})) << "2 * 2, then 2 of the 3 that are left";
  EXPECT_EQ(reader::fill_capacity({5, 3}, 1), (Sizes{1, 1}));
  EXPECT_EQ(reader::fill_capacity({}, 8), Sizes{});
}

TEST(SpecNodesConstraints, MacrosOfDataSpaces) {
  for (const MacroCase& test : std::vector<MacroCase>{{"keep: ['*']", "WIO"},
                                                      {"keep_only: [Inputs]", "wIo"},
                                                      {"keep_only: []", "wio"},
                                                      {"bypass_only: [Inputs]", "WiO"}}) {
    const Spec spec =
        nodes_spec(constrained("Buffer", "dataspace: {" + std::string(test.macro) + "}"));
    EXPECT_EQ(bypass_of(spec, "Buffer"), test.expected) << test.macro;
  }
}

const std::string whole_mapping = R"(mapping:
  - {target: DRAM, type: temporal, factors: [P=4, C<=4], permutation: [P]}
  - {target: Buffer, type: temporal, factors: [R=3, P=4, C=4]}
  - {target: Buffer, type: dataspace, bypass: [Weights]}
  - {target: Column, type: spatial, factors: [K=8]}
)";

TEST(SpecNodesConstraints, AreAMappingWhenTheyFixAllFactors) {
  const Spec spec = nodes_spec(conv_problem + small_nodes + whole_mapping);
  ASSERT_TRUE(spec.mapping.has_value());
  EXPECT_FALSE(spec.mapping_fault.has_value());
  const auto nests = to_level_nests(*spec.mapping, 4);
  EXPECT_EQ(nests[2].keep, 6U);
  EXPECT_EQ(nests[1].spatial, (std::vector<Loop>{{3, LoopKind::spatial_x, 8, 8}}));
}

TEST(SpecNodesConstraints, AreNoMappingOtherwise) {
  const Spec spec = nodes_spec(conv_problem + small_nodes + replaced(whole_mapping, "R=3", "R=1"));
  EXPECT_FALSE(spec.mapping.has_value());
  ASSERT_TRUE(spec.mapping_fault.has_value());
  EXPECT_NE(std::string(spec.mapping_fault->what()).find("dimension R"), std::string::npos);
  EXPECT_EQ(temporal_of(spec, "Buffer"), "R=1 P=4 C=4 | R");
}

TEST(SpecNodesConstraints, EmptyMappingOfTheFrontEndIsNone) {
  const Spec spec = nodes_spec(conv_problem + small_architecture + "mapping: []\n");
  EXPECT_FALSE(spec.mapping.has_value());
  EXPECT_TRUE(spec.mapping_fault.has_value());
}

}  // namespace
}  // namespace tilewright::test
