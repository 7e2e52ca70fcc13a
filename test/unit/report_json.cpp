// Does the JSON hold the result, in a fixed order, whatever the names are?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/report/report.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string json_of(const ReportExample& example) {
  return evaluation_json(example.workload, example.architecture, example.costs, example.mapping,
                         example.evaluation);
}

TEST(EvaluationJson, HoldsTotalsLevelsNetworksAndMapping) {
  ReportExample example = gemm_example();
  example.evaluation.energy_pj = 1000.5;
  const std::string text = json_of(example);
  EXPECT_THAT(text, StartsWith("{\n  \"cycles\": 1440,\n  \"energy_pj\": 1000.5,\n"
                               "  \"edp_pj_cycles\": 1440720.0,\n  \"utilization\": 1.0,\n"));
  EXPECT_THAT(text, HasSubstr("\"total_operations\": 11328"));
  EXPECT_THAT(text, HasSubstr("\"name\": \"L0 <==> MAC\""));
  EXPECT_THAT(text, HasSubstr("\"updates\": 5760"));
  EXPECT_THAT(text, HasSubstr("{\n      \"loop\": \"K\",\n      \"kind\": \"temporal\",\n"
                              "      \"bound\": 6,\n      \"residual\": 6\n    }"));
}

TEST(EvaluationJson, NamesThatAreNoUtf8StayPrintable) {
  ReportExample example = gemm_example();
  example.architecture.storage[0].name = "L\xff";
  EXPECT_THAT(json_of(example), HasSubstr("\"name\": \"L\xEF\xBF\xBD\""));
}

}  // namespace
}  // namespace tilewright::test
