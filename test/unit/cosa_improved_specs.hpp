#pragma once
// What the tests of CoSA's improved program share: inputs, and ways to fix its columns.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "mapper/cosa/improved/counts.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright::test {

inline constexpr std::int64_t big_words = std::int64_t{1} << 40;

/// `levels` storage levels, all large, one instance of each.
inline Architecture plain_architecture(int levels) {
  std::vector<LevelShape> shapes;
  for (int l = 0; l + 1 < levels; ++l) shapes.push_back({"L" + std::to_string(l), big_words});
  shapes.push_back({"Memory", std::nullopt});
  return make_architecture(1, 1, shapes);
}

/// Fixes a column of the program.
inline void fix(cosa::Model& model, int column, double value) {
  model.columns[static_cast<std::size_t>(column)].lower = value;
  model.columns[static_cast<std::size_t>(column)].upper = value;
}

/// The most that a form can be (the least with `sign` 1).
inline double extreme(cosa::Model model, const cosa::Linear& form, double sign) {
  for (cosa::Column& column : model.columns) column.cost = 0;
  for (const auto& [column, coefficient] : form.coefficients()) {
    model.columns[static_cast<std::size_t>(column)].cost = sign * coefficient;
  }
  const cosa::SolveResult result = solve(cosa::solver_backends().front(), model, {});
  EXPECT_EQ(result.status, cosa::SolveStatus::optimal);
  return form.constant() + sign * result.objective;
}

inline double least(const cosa::Model& model, const cosa::Linear& form) {
  return extreme(model, form, 1);
}
inline double most(const cosa::Model& model, const cosa::Linear& form) {
  return extreme(model, form, -1);
}

/// How often a prime divides a number.
inline int times_divided(std::int64_t number, std::int64_t prime) {
  int times = 0;
  for (; number % prime == 0; number /= prime) ++times;
  return times;
}

inline std::vector<std::int64_t> divisors_of(std::int64_t number) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= number; ++d) {
    if (number % d == 0) divisors.push_back(d);
  }
  return divisors;
}

/// Fixes all counts: `bound(level, kind, dimension)` says the iterations of each loop.
inline void fix_loops(
    cosa::Model& model, const cosa::improved::Facts& facts, const cosa::improved::Counts& counts,
    const std::function<std::int64_t(int level, LoopKind kind, int dimension)>& bound) {
  for (const cosa::CountColumn& count : counts.columns()) {
    const cosa::PrimeFactor& factor = facts.factors[static_cast<std::size_t>(count.factor)];
    fix(model, count.column,
        times_divided(bound(count.level, count.kind, factor.dimension), factor.prime));
  }
}

}  // namespace tilewright::test
