// The mappings that the real Timeloop's searches found must not cost less than the proven optimum.

#include "mapper/exact/exact.hpp"

#include <gtest/gtest.h>

#include <string>

#include "model/cost/evaluator.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

class GoldenOptimum : public testing::TestWithParam<std::string> {};

double cost_of(const Evaluation& evaluation, ExactMetric metric) {
  const auto cycles = static_cast<double>(evaluation.cycles);
  switch (metric) {
    case ExactMetric::energy:
      return evaluation.energy_pj;
    case ExactMetric::delay:
      return cycles;
    case ExactMetric::edp:
      return evaluation.energy_pj * cycles;
  }
  return 0;
}

TEST_P(GoldenOptimum, IsNotBeaten) {
  const auto folder = golden_dir() / GetParam();
  const Spec found = read_spec({(folder / "case.yaml").string(), (folder / "map.yaml").string()});
  ASSERT_TRUE(found.mapping.has_value());
  Evaluator evaluator(found);
  Evaluation evaluation;
  ASSERT_TRUE(evaluator.evaluate(*found.mapping, evaluation));
  const Spec spec = read_spec({(folder / "case.yaml").string()});
  for (const ExactMetric metric : {ExactMetric::edp, ExactMetric::energy, ExactMetric::delay}) {
    ExactOptions options;
    options.objective = {metric};
    options.time_limit_s = 3;
    const ExactResult best = find_exact_mapping(spec, options);
    const double cost = cost_of(evaluation, metric);
    EXPECT_LE(best.lower_bound.front(), cost * (1 + 1e-9)) << to_text(metric);
    EXPECT_GT(best.lower_bound.front(), 0) << to_text(metric);
    if (best.status == ExactStatus::bounded) continue;
    ASSERT_EQ(best.status, ExactStatus::optimal) << to_text(metric);
    EXPECT_LE(best.cost.front(), cost * (1 + 1e-9)) << to_text(metric);
  }
}

INSTANTIATE_TEST_SUITE_P(Mapper, GoldenOptimum, testing::ValuesIn(case_names("mapper")),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
