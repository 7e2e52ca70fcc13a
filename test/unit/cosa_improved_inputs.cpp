// Inputs at the edges of what CoSA's improved formulation takes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>

#include "mapper/cosa/cosa.hpp"
#include "mapper/cosa/improved/keep_choice.hpp"
#include "mapper/cosa/improved/rounds.hpp"
#include "mapper/exact/exact.hpp"
#include "model/cost/evaluator.hpp"
#include "test/unit/cosa_improved_specs.hpp"

namespace tilewright {
namespace {

using ::testing::HasSubstr;

constexpr std::array objectives = {CosaObjective::edp, CosaObjective::energy, CosaObjective::delay};

CosaOptions options_for(CosaObjective objective) {
  CosaOptions options;
  options.objective = objective;
  return options;
}

double cost_of(const Evaluation& evaluation, CosaObjective objective) {
  const auto cycles = static_cast<double>(evaluation.cycles);
  return objective == CosaObjective::energy  ? evaluation.energy_pj
         : objective == CosaObjective::delay ? cycles
                                             : evaluation.energy_pj * cycles;
}

/// Valid, with finite figures; returns the model's cost.
double expect_mapped(const Spec& spec, CosaObjective objective) {
  const CosaResult result = map_with_cosa(spec, options_for(objective));
  EXPECT_TRUE(result.has_mapping()) << result.reason;
  if (!result.has_mapping()) return 0;
  for (const double figure :
       {result.objective, result.bound, result.program_energy_pj, result.program_latency_cycles}) {
    EXPECT_TRUE(std::isfinite(figure) && figure >= 0) << figure;
  }
  EXPECT_LE(result.bound, result.objective);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  EXPECT_TRUE(evaluator.evaluate(result.mapping, evaluation))
      << describe(evaluation.rejection, spec.architecture);
  return cost_of(evaluation, objective);
}

/// Also within `percent` of the optimum.
void expect_near_optimum(const Spec& spec, double percent) {
  static constexpr std::array metrics = {ExactMetric::edp, ExactMetric::energy, ExactMetric::delay};
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    SCOPED_TRACE(to_text(objectives[i]));
    ExactOptions options;
    options.objective = {metrics[i]};
    const ExactResult exact = find_exact_mapping(spec, options);
    ASSERT_EQ(exact.status, ExactStatus::optimal);
    const double cost = expect_mapped(spec, objectives[i]);
    EXPECT_LE(cost, exact.cost.front() * (1 + percent / 100));
  }
}

/// Neighbours pass no words on, which the program does not know.
Spec without_links(Spec spec) {
  spec.constraints.directives.resize(spec.architecture.storage.size());
  for (ReuseDirectives& directives : spec.constraints.directives) {
    directives.no_link_transfer = all_data_spaces(spec.workload.data_space_count());
  }
  return spec;
}

Architecture small_chip() {
  return test::make_architecture(4, 1, {{"Buffer", 64}, {"Memory", std::nullopt}});
}

TEST(CosaInputs, ALayerOfOneOperation) {
  expect_near_optimum(test::make_spec(test::gemm_workload(1, 1, 1), small_chip()), 1);
  expect_near_optimum(test::simba_spec({.w_stride = 2}), 1);
}

TEST(CosaInputs, OneStorageLevel) {
  expect_near_optimum(
      without_links(test::make_spec(test::gemm_workload(12, 10, 8),
                                    test::make_architecture(4, 2, {{"Memory", std::nullopt}}))),
      3);
}

TEST(CosaInputs, ALargePrimeBound) {
  expect_near_optimum(test::make_spec(test::gemm_workload(9973, 6, 4), small_chip()), 3);
}

TEST(CosaInputs, ABoundOfTwentyPrimes) {
  expect_near_optimum(test::make_spec(test::gemm_workload(1 << 20, 4, 3), small_chip()), 3);
}

TEST(CosaInputs, ALongStridedWindow) {
  const Spec spec =
      test::make_spec(test::conv_workload({.r = 16, .p = 256, .w_stride = 3}), small_chip());
  for (const CosaObjective objective : objectives) expect_mapped(spec, objective);
}

/// Z[M] += A[M,K] B[K] C[M] D[M,K].
Workload five_spaces() {
  Workload workload = test::gemm_workload(12, 1, 10);
  workload.data_spaces[1].ranks.pop_back();
  workload.data_spaces[2].ranks.pop_back();
  DataSpace c = workload.data_spaces[2];
  c.name = "C";
  c.read_write = false;
  DataSpace d = workload.data_spaces[0];
  d.name = "D";
  workload.data_spaces.insert(workload.data_spaces.begin(), {c, d});
  return workload;
}

TEST(CosaInputs, FiveDataSpaces) {
  ASSERT_EQ(five_spaces().data_spaces.size(), 5U);
  Architecture chip = small_chip();
  chip.storage[0].size_words = 20;
  expect_near_optimum(test::make_spec(five_spaces(), chip), 5);
}

TEST(CosaInputs, EnergiesOfZero) {
  Spec spec = test::make_spec(test::gemm_workload(12, 10, 8), small_chip());
  spec.architecture.compute.energy_pj = 0;
  for (StorageLevel& level : spec.architecture.storage) level.vector_access_energy_pj = 0;
  for (const CosaObjective objective : objectives) {
    SCOPED_TRACE(to_text(objective));
    const CosaResult result = map_with_cosa(spec, options_for(objective));
    ASSERT_TRUE(result.has_mapping()) << result.reason;
    EXPECT_EQ(result.program_energy_pj, 0);
    EXPECT_NEAR(result.objective, objective == CosaObjective::delay ? 240 : 0, 1e-6);
    EXPECT_LE(result.bound, result.objective);
    expect_mapped(spec, objective);
  }
}

TEST(CosaInputs, BuffersOfAWord) {
  const Workload workload = test::gemm_workload(4, 6, 8);
  const Spec spec = test::make_spec(
      workload, test::make_architecture(1, 1, {{"L0", 1}, {"L1", 1}, {"Memory", std::nullopt}}),
      test::keep_only(workload, {4, 2, 7}));
  expect_near_optimum(spec, 1);
}

TEST(CosaInputs, ABufferWithoutRoomIsInfeasible) {
  Spec spec = test::make_spec(test::gemm_workload(4, 6, 8), small_chip());
  spec.constraints.bypass = test::keep_only(spec.workload, {7, 7});
  spec.architecture.storage[0].size_words = 2;
  const CosaResult result = map_with_cosa(spec, {});
  EXPECT_EQ(result.status, CosaStatus::infeasible);
  EXPECT_THAT(result.reason, HasSubstr("no mapping satisfies"));
  spec.architecture.storage[0].multiple_buffering = 4;  // not a whole word
  EXPECT_EQ(map_with_cosa(spec, {}).status, CosaStatus::infeasible);
}

TEST(CosaInputs, ADataSpaceThatIsKeptNowhereIsInfeasible) {
  const Workload workload = test::gemm_workload(4, 6, 8);
  const CosaResult result =
      map_with_cosa(test::make_spec(workload, small_chip(), test::keep_only(workload, {5, 5})), {});
  EXPECT_EQ(result.status, CosaStatus::infeasible);
  EXPECT_FALSE(result.has_mapping());
  EXPECT_EQ(result.reason, "data space 'B' is bypassed at every level");
}

TEST(CosaInputs, AFactorThatNoLoopCanHaveIsInfeasible) {
  Spec spec = test::make_spec(test::gemm_workload(4, 6, 8), small_chip());
  spec.constraints.levels.resize(2);
  spec.constraints.levels[0].spatial.at_least[0] = {.value = 3, .place = {}};
  spec.constraints.levels[0].spatial.at_least[1] = {.value = 2, .place = {}};
  EXPECT_EQ(map_with_cosa(spec, {}).status, CosaStatus::infeasible);  // whatever is kept
  spec.constraints.bypass = test::keep_only(spec.workload, {7, 7});
  const CosaResult result = map_with_cosa(spec, {});
  EXPECT_EQ(result.status, CosaStatus::infeasible);
  EXPECT_FALSE(result.reason.empty());
}

TEST(CosaInputs, AFactorThatDoesNotDivideIsAnError) {
  Spec spec = test::make_spec(test::gemm_workload(4, 6, 8), small_chip());
  spec.constraints.levels.resize(2);
  spec.constraints.levels[0].temporal.exact[1] = {.value = 4, .place = {}};
  EXPECT_THROW(map_with_cosa(spec, {}), Error);
}

TEST(CosaInputs, TheTimeLimitIsKept) {
  CosaOptions options;
  options.time_limit_seconds = 0.02;
  // Free keep bits on many levels: much to choose before the first program is solved.
  Spec spec = test::simba_spec({.r = 3, .s = 3, .p = 56, .q = 56, .c = 64, .k = 64, .n = 4});
  spec.constraints.bypass.clear();
  const auto start = std::chrono::steady_clock::now();
  const CosaResult result = map_with_cosa(spec, options);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_LT(elapsed.count(), 1);
  EXPECT_NE(result.status, CosaStatus::infeasible);
  EXPECT_NE(result.status, CosaStatus::internal_error);
  EXPECT_FALSE(result.proven_optimal && elapsed.count() > 0.5);
}

TEST(CosaInputs, TheSameInputGivesTheSameMapping) {
  const Spec spec = test::simba_spec({.r = 3, .s = 3, .p = 14, .q = 14, .c = 32, .k = 32});
  EXPECT_EQ(map_with_cosa(spec, {}).mapping, map_with_cosa(spec, {}).mapping);
}

TEST(CosaInputs, EverySolverFindsTheSameObjective) {
  const Spec spec = test::make_spec(test::gemm_workload(12, 10, 8), small_chip());
  std::vector<double> found;
  for (const cosa::SolverBackend& backend : cosa::solver_backends()) {
    CosaOptions options;
    options.gap_percent = 0.01;
    options.solver = backend.name;
    const CosaResult result = map_with_cosa(spec, options);
    ASSERT_EQ(result.status, CosaStatus::optimal) << result.reason;
    EXPECT_EQ(result.solver, backend.name);
    EXPECT_NEAR(result.objective / map_with_cosa(spec, {}).objective, 1, 0.021);
    found.push_back(result.objective);
  }
  EXPECT_NEAR(found.front() / found.back(), 1, 2e-4);
}

}  // namespace
}  // namespace tilewright

namespace tilewright::cosa::improved {
namespace {

/// Calls `visit` for each choice of all free bits.
template <class Visit>
void for_each_keep(const Facts& facts, const Visit& visit, const Keep& keep = {}) {
  if (keep.size() == facts.levels.size()) return visit(keep);
  const Level& level = facts.levels[keep.size()];
  const DataSpaceMask free = level.may_keep & ~level.always_keep;
  for (DataSpaceMask bits = 0; bits <= all_data_spaces(facts.space_count()); ++bits) {
    if ((bits & ~free) != 0) continue;
    Keep longer = keep;
    longer.push_back(level.always_keep | bits);
    for_each_keep(facts, visit, longer);
  }
}

double bound_of(const Facts& facts, const Keep& keep, const Weights& weights) {
  DataSpaceMask kept = 0;
  for (const DataSpaceMask level : keep) kept |= level;
  if (kept != all_data_spaces(facts.space_count())) return unbounded;
  Program program = build_program(facts, keep, weights);
  return relax(program, solver_backends().front()).objective;
}

void expect_the_best_bits(const Spec& spec) {
  const Facts facts(spec);
  const auto chosen = choose_keep(facts, {}, solver_backends().front(), Clock(0));
  ASSERT_FALSE(chosen.empty());
  double least = unbounded;
  int choices = 0;
  for_each_keep(facts, [&](const Keep& keep) {
    ++choices;
    least = std::min(least, bound_of(facts, keep, {}));
  });
  EXPECT_GE(choices, 8);
  EXPECT_LE(bound_of(facts, chosen.front(), {}), least + std::log2(1.03));
}

TEST(CosaKeep, IsTheBestOfAllWithinPercents) {
  const auto shapes = [](std::int64_t inner, std::int64_t outer) {
    return test::make_architecture(4, 1, {{"L0", inner}, {"L1", outer}, {"Memory", std::nullopt}});
  };
  expect_the_best_bits(test::make_spec(test::gemm_workload(12, 10, 8), shapes(4, 32)));
  expect_the_best_bits(test::make_spec(test::gemm_workload(12, 10, 8), shapes(2, 300)));
  expect_the_best_bits(
      test::make_spec(test::conv_workload({.r = 3, .p = 6, .c = 4, .k = 4}), shapes(2, 24)));
}

TEST(CosaKeep, FindsBitsWhereOnlySomeHaveRoom) {
  const Spec spec = test::make_spec(
      test::gemm_workload(12, 10, 8),
      test::make_architecture(4, 1, {{"L0", 1}, {"L1", 2}, {"Memory", std::nullopt}}));
  expect_the_best_bits(spec);
}

}  // namespace
}  // namespace tilewright::cosa::improved
