#include "mapper/cosa/solver_highs.hpp"

#include <Highs.h>

namespace tilewright::cosa {

namespace {

/// Of integers and rows: rounding the counts must not move the objective.
constexpr double tolerance = 1e-9;

void load(Highs& highs, const Model& model) {
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    const Column& column = model.columns[c];
    const auto index = static_cast<HighsInt>(c);
    highs.addVar(column.lower, column.upper);
    highs.changeColCost(index, column.cost);
    if (column.integer) highs.changeColIntegrality(index, HighsVarType::kInteger);
  }
  for (const Row& row : model.rows) {
    std::vector<HighsInt> columns;
    std::vector<double> coefficients;
    for (const Term& term : row.terms) {
      columns.push_back(term.column);
      coefficients.push_back(term.coefficient);
    }
    highs.addRow(row.lower, row.upper, static_cast<HighsInt>(columns.size()), columns.data(),
                 coefficients.data());
  }
}

/// A row in the place of a cutoff, which HiGHS does not have.
void add_cutoff(Highs& highs, const Model& model, double cutoff) {
  std::vector<HighsInt> columns;
  std::vector<double> costs;
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    if (model.columns[c].cost == 0) continue;
    columns.push_back(static_cast<HighsInt>(c));
    costs.push_back(model.columns[c].cost);
  }
  highs.addRow(-unbounded, cutoff, static_cast<HighsInt>(columns.size()), columns.data(),
               costs.data());
}

void configure(Highs& highs, const SolveLimits& limits) {
  highs.setOptionValue("output_flag", false);
  highs.setOptionValue("threads", 1);
  // The presolve of HiGHS 1.15 cuts off the optimum of some of these programs (test/unit:
  // CosaSolver.FindsTheOptimumThatAPresolveCutsOff).
  highs.setOptionValue("presolve", "off");
  highs.setOptionValue("mip_rel_gap", 0.0);
  highs.setOptionValue("mip_abs_gap", limits.absolute_gap);
  highs.setOptionValue("mip_feasibility_tolerance", tolerance);
  highs.setOptionValue("primal_feasibility_tolerance", tolerance);
  if (limits.time_limit_seconds > 0) highs.setOptionValue("time_limit", limits.time_limit_seconds);
  if (limits.most_nodes > 0) {
    highs.setOptionValue("mip_max_nodes", static_cast<HighsInt>(limits.most_nodes));
  }
}

SolveStatus status_of(HighsModelStatus status) {
  switch (status) {
    case HighsModelStatus::kModelEmpty:
    case HighsModelStatus::kOptimal:
      return SolveStatus::optimal;
    case HighsModelStatus::kInfeasible:
      return SolveStatus::infeasible;
    case HighsModelStatus::kTimeLimit:
    case HighsModelStatus::kSolutionLimit:
      return SolveStatus::limit;
    default:
      return SolveStatus::failed;
  }
}

}  // namespace

SolveResult solve_with_highs(const Model& model, const SolveLimits& limits) {
  Highs highs;
  configure(highs, limits);
  load(highs, model);
  if (limits.cutoff < unbounded) add_cutoff(highs, model, limits.cutoff);
  highs.run();

  SolveResult result;
  result.status = status_of(highs.getModelStatus());
  const HighsInfo& info = highs.getInfo();
  const bool is_mip = info.mip_node_count >= 0;
  result.nodes = is_mip ? static_cast<long>(info.mip_node_count) : 0;
  result.bound = is_mip ? info.mip_dual_bound : info.objective_function_value;
  if (info.primal_solution_status != kSolutionStatusFeasible) return result;
  result.objective = info.objective_function_value;
  result.values = highs.getSolution().col_value;
  return result;
}

}  // namespace tilewright::cosa
