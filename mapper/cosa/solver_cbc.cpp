#include "mapper/cosa/solver_cbc.hpp"

#include <Cbc_C_Interface.h>
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>

namespace tilewright::cosa {

namespace {

/// Of integers, rows and the objective: rounding the counts must not move the objective.
constexpr const char* tolerance = "1e-9";

/// CBC's bound is at least this where a cutoff has left nothing to search.
constexpr double no_bound = 1e40;

struct DeleteModel {
  void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};
using ModelHandle = std::unique_ptr<Cbc_Model, DeleteModel>;

void load(Cbc_Model* cbc, const Model& model) {
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    const Column& column = model.columns[c];
    Cbc_addCol(cbc, fmt::format("c{}", c).c_str(), column.lower, column.upper, column.cost,
               column.integer ? 1 : 0, 0, nullptr, nullptr);
  }
  for (std::size_t r = 0; r < model.rows.size(); ++r) {
    const Row& row = model.rows[r];
    std::vector<int> columns;
    std::vector<double> coefficients;
    for (const Term& term : row.terms) {
      columns.push_back(term.column);
      coefficients.push_back(term.coefficient);
    }
    Cbc_addRow(cbc, fmt::format("r{}", r).c_str(), static_cast<int>(columns.size()), columns.data(),
               coefficients.data(), 'L', row.upper);
    Cbc_setRowLower(cbc, static_cast<int>(r), row.lower);
    Cbc_setRowUpper(cbc, static_cast<int>(r), row.upper);
  }
}

/// Fewer cuts and heuristics at the root, where they took more time than the search.
void trust_relaxation(Cbc_Model* cbc) {
  Cbc_setParameter(cbc, "strategy", "0");
  Cbc_setParameter(cbc, "passCuts", "0");
  for (const char* cuts : {"gomoryCuts", "knapsackCuts", "probingCuts", "cliqueCuts",
                           "flowCoverCuts", "mixedIntegerRoundingCuts"}) {
    Cbc_setParameter(cbc, cuts, "off");
  }
}

void configure(Cbc_Model* cbc, const SolveLimits& limits) {
  Cbc_setObjSense(cbc, 1);
  Cbc_setLogLevel(cbc, 0);
  Cbc_setParameter(cbc, "slogLevel", "0");
  Cbc_setAllowableGap(cbc, limits.absolute_gap);
  Cbc_setAllowableFractionGap(cbc, 0);
  if (limits.absolute_gap ==
      0) {  // CBC would call a gap of 1e-5 optimal, and not end at a wider one
    Cbc_setParameter(cbc, "increment", tolerance);
    Cbc_setParameter(cbc, "integerTolerance", tolerance);
    Cbc_setParameter(cbc, "primalTolerance", tolerance);
  }
  if (limits.cutoff < unbounded) Cbc_setCutoff(cbc, limits.cutoff);
  if (limits.most_nodes > 0) Cbc_setMaximumNodes(cbc, static_cast<int>(limits.most_nodes));
  if (limits.tight_relaxation) trust_relaxation(cbc);
  if (limits.time_limit_seconds > 0) {
    Cbc_setParameter(cbc, "timeMode", "elapsed");
    Cbc_setMaximumSeconds(cbc, limits.time_limit_seconds);
  }
}

/// CBC calls a program infeasible, too, when its time runs out before the first relaxation is
/// solved: that claim counts only within the time.
SolveStatus status_of(Cbc_Model* cbc, bool out_of_time) {
  if (Cbc_isProvenOptimal(cbc) != 0) return SolveStatus::optimal;
  const bool has_solution = Cbc_bestSolution(cbc) != nullptr;
  if (!has_solution && Cbc_getBestPossibleObjValue(cbc) > no_bound) return SolveStatus::infeasible;
  if (out_of_time || Cbc_isSecondsLimitReached(cbc) != 0 || Cbc_isNodeLimitReached(cbc) != 0) {
    return SolveStatus::limit;
  }
  if (Cbc_isProvenInfeasible(cbc) != 0) return SolveStatus::infeasible;
  return SolveStatus::failed;
}

}  // namespace

SolveResult solve_with_cbc(const Model& model, const SolveLimits& limits) {
  const ModelHandle cbc(Cbc_newModel());
  load(cbc.get(), model);
  configure(cbc.get(), limits);
  const auto start = std::chrono::steady_clock::now();
  Cbc_solve(cbc.get());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const bool out_of_time =
      limits.time_limit_seconds > 0 && elapsed.count() >= limits.time_limit_seconds;

  SolveResult result;
  result.status = status_of(cbc.get(), out_of_time);
  result.nodes = Cbc_getNodeCount(cbc.get());
  if (result.status == SolveStatus::infeasible) return result;
  result.bound = Cbc_getBestPossibleObjValue(cbc.get());
  const double* values = Cbc_bestSolution(cbc.get());
  if (values == nullptr && result.status == SolveStatus::optimal) {
    // A program without integers has no incumbent, only the relaxation's solution.
    values = Cbc_getColSolution(cbc.get());
    result.bound = Cbc_getObjValue(cbc.get());
  }
  if (values == nullptr) return result;
  result.objective = Cbc_getObjValue(cbc.get());
  result.values.assign(values, values + model.columns.size());
  return result;
}

}  // namespace tilewright::cosa
