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

void configure(Highs& highs, double time_limit_seconds) {
  highs.setOptionValue("output_flag", false);
  highs.setOptionValue("threads", 1);
  // The presolve of HiGHS 1.15 cuts off the optimum of some of these programs (test/unit:
  // CosaSolver.FindsTheOptimumThatAPresolveCutsOff).
  highs.setOptionValue("presolve", "off");
  highs.setOptionValue("mip_rel_gap", 0.0);
  highs.setOptionValue("mip_abs_gap", 0.0);
  highs.setOptionValue("mip_feasibility_tolerance", tolerance);
  highs.setOptionValue("primal_feasibility_tolerance", tolerance);
  if (time_limit_seconds > 0) highs.setOptionValue("time_limit", time_limit_seconds);
}

SolveStatus status_of(HighsModelStatus status) {
  switch (status) {
    case HighsModelStatus::kModelEmpty:
    case HighsModelStatus::kOptimal:
      return SolveStatus::optimal;
    case HighsModelStatus::kInfeasible:
      return SolveStatus::infeasible;
    case HighsModelStatus::kTimeLimit:
      return SolveStatus::time_limit;
    default:
      return SolveStatus::failed;
  }
}

}  // namespace

SolveResult solve_with_highs(const Model& model, double time_limit_seconds) {
  Highs highs;
  configure(highs, time_limit_seconds);
  load(highs, model);
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
