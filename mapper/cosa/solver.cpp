#include "mapper/cosa/solver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mapper/cosa/solver_cbc.hpp"
#include "model/spec/error.hpp"
#ifdef TILEWRIGHT_HAVE_HIGHS
#include "mapper/cosa/solver_highs.hpp"
#endif

namespace tilewright::cosa {

const std::vector<SolverBackend>& solver_backends() {
  static const std::vector<SolverBackend> backends = {
#ifdef TILEWRIGHT_HAVE_HIGHS
      {"highs", solve_with_highs},
#endif
      {"cbc", solve_with_cbc},
  };
  return backends;
}

const SolverBackend& find_solver(std::string_view name) {
  std::string known;
  for (const SolverBackend& backend : solver_backends()) {
    if (name.empty() || backend.name == name) return backend;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", backend.name);
  }
  throw Error(fmt::format("this build has no solver '{}'", name), "known: " + known);
}

SolveResult solve(const SolverBackend& solver, const Model& model, const SolveLimits& limits) {
  const bool empty_rows_hold = std::all_of(
      model.rows.begin(), model.rows.end(),
      [](const Row& row) { return !row.terms.empty() || (row.lower <= 0 && row.upper >= 0); });
  SolveResult result;
  result.status = empty_rows_hold ? SolveStatus::optimal : SolveStatus::infeasible;
  if (!empty_rows_hold) return result;
  if (!model.columns.empty()) return solver.solve(model, limits);
  result.bound = 0;
  return result;
}

}  // namespace tilewright::cosa
