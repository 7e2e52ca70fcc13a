// Does each back end keep the contract of the solver interface?

#include <gtest/gtest.h>

#include <random>

#include "mapper/cosa/published/program.hpp"
#include "mapper/cosa/solver.hpp"
#include "model/spec/error.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright::cosa {
namespace {

class CosaSolver : public ::testing::TestWithParam<SolverBackend> {
 protected:
  SolveResult run(const Model& model, double time_limit_seconds = 0) {
    return solve(GetParam(), model, {.time_limit_seconds = time_limit_seconds});
  }
};

Model knapsack() {
  Model model;
  model.columns = {{0, 3, true, -5}, {0, 3, true, -4}, {0, unbounded, false, -0.5}};
  model.rows = {{-unbounded, 7.5, {{0, 3}, {1, 2}, {2, 1}}}};
  return model;
}

TEST_P(CosaSolver, FindsAMixedIntegerOptimum) {
  const SolveResult result = run(knapsack());
  ASSERT_EQ(result.status, SolveStatus::optimal);
  EXPECT_NEAR(result.objective, -13.25, 1e-9);
  EXPECT_NEAR(result.bound, -13.25, 1e-6);
  ASSERT_EQ(result.values.size(), 3U);
  EXPECT_NEAR(result.values[0], 1, 1e-6);
  EXPECT_NEAR(result.values[1], 2, 1e-6);
  EXPECT_NEAR(result.values[2], 0.5, 1e-6);
}

TEST_P(CosaSolver, KeepsRangesAndLowerBounds) {
  Model model = knapsack();
  model.columns[1].lower = 3;
  model.rows.push_back({1, 1, {{0, 1}, {2, 1}}});
  const SolveResult result = run(model);
  ASSERT_EQ(result.status, SolveStatus::optimal);
  EXPECT_NEAR(result.objective, -12.5, 1e-9);
}

TEST_P(CosaSolver, SolvesAProgramWithoutIntegers) {
  Model model;
  model.columns = {{0, 5, false, -1}};
  model.rows = {{-unbounded, 3, {{0, 2}}}};
  const SolveResult result = run(model);
  ASSERT_EQ(result.status, SolveStatus::optimal);
  EXPECT_NEAR(result.objective, -1.5, 1e-9);
  EXPECT_NEAR(result.bound, -1.5, 1e-9);
}

TEST_P(CosaSolver, ProvesInfeasibility) {
  Model model = knapsack();
  model.rows.push_back({1.25, 1.75, {{0, 1}}});
  EXPECT_EQ(run(model).status, SolveStatus::infeasible);
}

TEST_P(CosaSolver, AnswersTheEmptyProgram) {
  const SolveResult result = run({});
  EXPECT_EQ(result.status, SolveStatus::optimal);
  EXPECT_EQ(result.objective, 0);
  EXPECT_EQ(result.bound, 0);
  Model contradiction;
  contradiction.rows = {{1, 2, {}}};
  EXPECT_EQ(run(contradiction).status, SolveStatus::infeasible);
}

/// A market split problem: far too hard to finish.
Model hard_program() {
  std::mt19937 random(1);
  Model model;
  for (int c = 0; c < 60; ++c) {
    model.columns.push_back({0, 1, true, static_cast<double>(random() % 100) - 120});
  }
  for (int r = 0; r < 6; ++r) {
    Row row;
    double sum = 0;
    for (int c = 0; c < 60; ++c) {
      row.terms.push_back({c, static_cast<double>(random() % 100)});
      sum += row.terms.back().coefficient;
    }
    row.upper = sum / 2;
    row.lower = row.upper - 1;
    model.rows.push_back(row);
  }
  return model;
}

/// A program whose optimum takes long to prove, with solutions near it that are easily found.
Model many_knapsacks() {
  std::mt19937 random(2);
  Model model;
  for (int c = 0; c < 60; ++c) {
    model.columns.push_back({0, 1, true, -60 - static_cast<double>(random() % 40)});
  }
  for (int r = 0; r < 5; ++r) {
    Row row;
    double sum = 0;
    for (int c = 0; c < 60; ++c) {
      row.terms.push_back({c, 40 + static_cast<double>(random() % 60)});
      sum += row.terms.back().coefficient;
    }
    row.upper = sum / 2;
    model.rows.push_back(row);
  }
  return model;
}

TEST_P(CosaSolver, StopsAtTheTimeLimitWithABound) {
  const SolveResult result = run(hard_program(), 0.2);
  EXPECT_EQ(result.status, SolveStatus::limit);
  EXPECT_LT(result.bound, 0);
  if (!result.values.empty()) {
    EXPECT_LE(result.bound, result.objective);
  }
}

TEST_P(CosaSolver, EndsWithinTheGap) {
  constexpr double gap = 60;  // of about 2000
  const SolveResult result = solve(GetParam(), many_knapsacks(), {.absolute_gap = gap});
  ASSERT_EQ(result.status, SolveStatus::optimal);
  ASSERT_FALSE(result.values.empty());
  EXPECT_LE(result.objective, result.bound + gap + 1e-6);
  const SolveResult nearer = solve(GetParam(), many_knapsacks(), {.absolute_gap = 5});
  ASSERT_EQ(nearer.status, SolveStatus::optimal);
  EXPECT_LE(nearer.objective, nearer.bound + 5 + 1e-6);
  EXPECT_LE(result.bound, nearer.objective + 1e-6);
  EXPECT_LE(nearer.bound, result.objective + 1e-6);
}

TEST_P(CosaSolver, OnlyBetterSolutionsThanTheCutoffCount) {
  const SolveResult better = solve(GetParam(), knapsack(), {.cutoff = -13});
  ASSERT_EQ(better.status, SolveStatus::optimal);
  EXPECT_NEAR(better.objective, -13.25, 1e-6);
  EXPECT_EQ(solve(GetParam(), knapsack(), {.cutoff = -13.5}).status, SolveStatus::infeasible);
}

TEST_P(CosaSolver, ACutoffBelowTheRelaxationIsInfeasible) {
  EXPECT_EQ(solve(GetParam(), knapsack(), {.cutoff = -100}).status, SolveStatus::infeasible);
}

TEST_P(CosaSolver, StopsAtTheNodeLimitWithABound) {
  const SolveResult result = solve(GetParam(), hard_program(), {.most_nodes = 20});
  EXPECT_EQ(result.status, SolveStatus::limit);
  EXPECT_LT(result.bound, 0);
  EXPECT_LE(result.nodes, 2000);
  if (!result.values.empty()) {
    EXPECT_LE(result.bound, result.objective);
  }
}

TEST_P(CosaSolver, FindsTheSameWithoutTheCutsForWeakRelaxations) {
  const SolveResult result = solve(GetParam(), knapsack(), {.tight_relaxation = true});
  ASSERT_EQ(result.status, SolveStatus::optimal);
  EXPECT_NEAR(result.objective, -13.25, 1e-6);
}

TEST_P(CosaSolver, FindsTheOptimumThatAPresolveCutsOff) {
  // The presolve of HiGHS 1.15 proves 160.1879 for this program.
  const Workload workload = test::gemm_workload(100, 56, 128);
  const Spec spec = test::make_spec(
      workload,
      test::make_architecture(
          32, 16, {{"L0", 2, 8, 16}, {"L1", 1, 8, 16}, {"L2", 256, 8, 4}, {"L3", std::nullopt}}),
      test::keep_only(workload, {3, 4, 3, 7}));
  const CosaOptions options;
  const SolveResult result = run(build_program(derive_problem(spec, options), options).model);
  ASSERT_EQ(result.status, SolveStatus::optimal);
  EXPECT_NEAR(result.objective, 159.707628, 1e-6);
}

TEST_P(CosaSolver, PrintsNothing) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  run(knapsack());
  run(hard_program(), 0.05);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

INSTANTIATE_TEST_SUITE_P(Backends, CosaSolver, ::testing::ValuesIn(solver_backends()),
                         [](const auto& backend) { return std::string(backend.param.name); });

TEST(CosaSolvers, AreFoundByName) {
  EXPECT_EQ(find_solver("cbc").name, "cbc");
  EXPECT_EQ(find_solver({}).name, solver_backends().front().name);
  EXPECT_THROW(find_solver("gurobi"), Error);
}

}  // namespace
}  // namespace tilewright::cosa
