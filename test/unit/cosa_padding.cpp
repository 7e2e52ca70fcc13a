// CoSA on padded layers: the best version is found, whatever the others are.

#include <gtest/gtest.h>

#include <limits>

#include "mapper/cosa/padding.hpp"
#include "mapper/exact/padding.hpp"
#include "model/cost/evaluator.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright {
namespace {

/// Two prime bounds, of which twelve units cannot use much.
Spec prime_spec() {
  return test::make_spec(
      test::gemm_workload(11, 5, 8),
      test::make_architecture(4, 3, {{"Buffer", 1024}, {"Memory", std::nullopt}}));
}

double edp_of(const Spec& spec, const CosaResult& result) {
  Evaluator evaluator(spec);
  Evaluation evaluation;
  EXPECT_TRUE(result.has_mapping()) << result.reason;
  if (!result.has_mapping()) return std::numeric_limits<double>::infinity();
  EXPECT_TRUE(evaluator.evaluate(result.mapping, evaluation));
  return evaluation.edp_pj_cycles();
}

TEST(CosaPadding, IsAsGoodAsTheBestVersion) {
  const Spec spec = prime_spec();
  const CosaPaddingResult padded = map_padded_with_cosa(spec, 20, {});
  EXPECT_EQ(padded.problems, 4);
  EXPECT_EQ(padded.refused, 0);
  EXPECT_GE(padded.solved, 2);
  EXPECT_TRUE(padded.result.proven_optimal);
  EXPECT_LE(padded.result.bound, padded.result.objective);
  const double edp = edp_of(padded.spec, padded.result);
  EXPECT_LT(edp, 0.95 * edp_of(spec, map_with_cosa(spec)));
  const PaddingResult exact = find_padded_mapping(spec, 20, {});
  EXPECT_EQ(padded.spec.workload.bounds, exact.spec.workload.bounds);
  EXPECT_LE(edp, 1.05 * exact.result.cost.front());
}

TEST(CosaPadding, NoneIsTheLayerItself) {
  const Spec spec = prime_spec();
  const CosaPaddingResult padded = map_padded_with_cosa(spec, 0, {});
  EXPECT_EQ(padded.problems, 1);
  EXPECT_EQ(padded.solved, 1);
  EXPECT_EQ(padded.spec.workload.bounds, spec.workload.bounds);
  EXPECT_EQ(padded.result.mapping, map_with_cosa(spec).mapping);
}

TEST(CosaPadding, MinimizesTheObjective) {
  const Spec spec = prime_spec();
  CosaOptions options;
  options.objective = CosaObjective::energy;  // which more operations only raise
  EXPECT_EQ(map_padded_with_cosa(spec, 20, options).spec.workload.bounds, spec.workload.bounds);
  options.objective = CosaObjective::delay;
  EXPECT_NE(map_padded_with_cosa(spec, 20, options).spec.workload.bounds, spec.workload.bounds);
}

TEST(CosaPadding, MakesConstraintsPossible) {
  Spec spec = prime_spec();
  spec.constraints.levels.resize(2);
  spec.constraints.levels[0].spatial.exact[0] = {.value = 4, .place = {}};
  EXPECT_THROW(map_padded_with_cosa(spec, 5, {}), Error);
  const CosaPaddingResult padded = map_padded_with_cosa(spec, 20, {});
  ASSERT_TRUE(padded.result.has_mapping());
  EXPECT_EQ(padded.spec.workload.bounds[0], 12);
  EXPECT_GE(padded.refused, 1);
}

TEST(CosaPadding, SaysWhyNoVersionHasAMapping) {
  Spec spec = prime_spec();
  spec.architecture.storage[0].size_words = 2;
  spec.constraints.bypass = test::keep_only(spec.workload, {7, 7});
  const CosaPaddingResult padded = map_padded_with_cosa(spec, 20, {});
  EXPECT_EQ(padded.result.status, CosaStatus::infeasible);
  EXPECT_FALSE(padded.result.reason.empty());
}

TEST(CosaPadding, TooManyVersionsAreRefused) {
  const Spec spec = test::simba_spec({61, 61, 61, 61, 61, 61, 61});
  EXPECT_THROW(map_padded_with_cosa(spec, 100, {}), Error);
}

TEST(CosaPadding, EndsAtTheTimeLimitWithTheBestSoFar) {
  CosaOptions options;
  options.time_limit_seconds = 0.2;
  const CosaPaddingResult padded = map_padded_with_cosa(
      test::simba_spec({.r = 3, .s = 3, .p = 55, .q = 55, .c = 61, .k = 61}), 50, options);
  EXPECT_LT(padded.result.solve_seconds, 2);
  EXPECT_LT(padded.solved, padded.problems);
  EXPECT_FALSE(padded.result.proven_optimal);
}

TEST(CosaBetterThan, LeavesNothingWhereTheProgramIsNoBetter) {
  const Spec spec = prime_spec();
  const CosaResult result = map_with_cosa(spec);
  CosaOptions options;
  options.better_than = {result.program_energy_pj, result.program_latency_cycles};
  EXPECT_EQ(map_with_cosa(spec, options).status, CosaStatus::infeasible);
  options.better_than = {result.program_energy_pj * 1.1, result.program_latency_cycles};
  const CosaResult again = map_with_cosa(spec, options);
  ASSERT_TRUE(again.has_mapping()) << again.reason;
  EXPECT_LE(again.objective, 1.1 * result.objective);
}

}  // namespace
}  // namespace tilewright
