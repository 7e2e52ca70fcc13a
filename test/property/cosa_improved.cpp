// The improved formulation of CoSA on random inputs with all kinds of constraints: its mappings are
// valid, keep the constraints, and cost little more than the exact mapper's.

#include <gtest/gtest.h>

#include <cmath>

#include "mapper/cosa/cosa.hpp"
#include "mapper/exact/exact.hpp"
#include "model/cost/evaluator.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_brute_force.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_check.hpp"
#include "test/property/mapspace_enumeration.hpp"

namespace tilewright::test {
namespace {

struct Statistics {
  int feasible = 0;
  int missed = 0;
  double log_ratios = 0;  // of costs to the optimum
};

void expect_valid(const Spec& spec, const CosaResult& result, std::uint64_t seed) {
  EXPECT_EQ(find_fault(spec, result.mapping, 0), "")
      << "seed " << seed << '\n'
      << case_text(spec) << exact_case_text(spec) << mapping_text(result.mapping);
  EXPECT_LE(result.bound, result.objective * (1 + 1e-9)) << "seed " << seed;
}

void compare(const Spec& spec, CosaObjective objective, ExactMetric metric, std::uint64_t seed,
             Statistics& statistics) {
  ExactOptions exact_options;
  exact_options.objective = {metric};
  const ExactResult exact = find_exact_mapping(spec, exact_options);
  CosaOptions options;
  options.objective = objective;
  const CosaResult result = map_with_cosa(spec, options);
  if (exact.status == ExactStatus::infeasible) {
    EXPECT_FALSE(result.has_mapping()) << "seed " << seed;
    return;
  }
  if (exact.status != ExactStatus::optimal) return;
  ++statistics.feasible;
  if (!result.has_mapping()) {
    ++statistics.missed;
    return;
  }
  expect_valid(spec, result, seed);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  ASSERT_TRUE(evaluator.evaluate(result.mapping, evaluation)) << "seed " << seed;
  const double cost = objective == CosaObjective::edp      ? evaluation.edp_pj_cycles()
                      : objective == CosaObjective::energy ? evaluation.energy_pj
                                                           : static_cast<double>(evaluation.cycles);
  EXPECT_GE(cost, exact.cost.front() * (1 - 1e-9)) << "seed " << seed;
  statistics.log_ratios += std::log(cost / exact.cost.front());
}

void compare_all(CosaObjective objective, ExactMetric metric, double most_ratio) {
  Statistics statistics;
  const int cases = case_count(150, 25);
  for (int i = 0; i < cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(i) + 1;
    const Spec spec = random_exact_case(seed);
    try {
      compare(spec, objective, metric, seed, statistics);
    } catch (const Error&) {
      continue;  // the exact mapper does not cover it
    }
  }
  ASSERT_GT(statistics.feasible, cases / 4);
  const double found = statistics.feasible - statistics.missed;
  const double ratio = std::exp(statistics.log_ratios / found);
  testing::Test::RecordProperty("feasible", statistics.feasible);
  testing::Test::RecordProperty("missed", statistics.missed);
  testing::Test::RecordProperty("ratio", std::to_string(ratio));
  EXPECT_EQ(statistics.missed, 0);
  EXPECT_LE(ratio, most_ratio);
}

TEST(CosaImproved, IsNearTheLeastEnergyDelayProduct) {
  compare_all(CosaObjective::edp, ExactMetric::edp, 1.07);
}

TEST(CosaImproved, IsNearTheLeastEnergy) {
  compare_all(CosaObjective::energy, ExactMetric::energy, 1.04);
}

TEST(CosaImproved, IsNearTheLeastDelay) {
  compare_all(CosaObjective::delay, ExactMetric::delay, 1.04);
}

}  // namespace
}  // namespace tilewright::test
