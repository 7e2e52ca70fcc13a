#include "mapper/cosa/published/published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mapper/cosa/published/program.hpp"

namespace tilewright::cosa {

namespace {

/// How far the solver's objective may be from the recomputed one.
constexpr double objective_tolerance = 1e-6;

CosaStatus status_of(const SolveResult& solution) {
  switch (solution.status) {
    case SolveStatus::optimal:
      return CosaStatus::optimal;
    case SolveStatus::infeasible:
      return CosaStatus::infeasible;
    case SolveStatus::limit:
      return solution.values.empty() ? CosaStatus::no_solution : CosaStatus::feasible;
    case SolveStatus::failed:
      break;
  }
  return CosaStatus::internal_error;
}

std::string reason_for(CosaStatus status) {
  switch (status) {
    case CosaStatus::infeasible:
      return "no mapping satisfies the capacities and fan-outs";
    case CosaStatus::no_solution:
      return "the time limit was reached before a mapping was found; allow more time";
    case CosaStatus::internal_error:
      return "the solver gave up without an answer";
    default:
      return {};
  }
}

void reject(CosaResult& result, std::string reason) {
  result.status = CosaStatus::internal_error;
  result.reason = "the solver's solution does not pass the check: " + std::move(reason);
}

/// Compares the solver's claims with the recomputed objective. An incumbent at the time limit may
/// be better than claimed (its continuous columns need not be tight), an optimum may not differ.
std::string check_claims(const SolveResult& solution, double objective) {
  const double error = objective - solution.objective;
  const bool optimal = solution.status == SolveStatus::optimal;
  if (error > objective_tolerance || (optimal && error < -objective_tolerance)) {
    return fmt::format("objective {} instead of the claimed {}", objective, solution.objective);
  }
  if (solution.bound > objective + objective_tolerance) {
    return fmt::format("objective {} is better than the bound {}", objective, solution.bound);
  }
  return {};
}

void accept(const Problem& problem, const CosaOptions& options, const Program& program,
            const SolveResult& solution, CosaResult& result) {
  const Placement placement = read_solution(problem, program, solution.values);
  const CheckReport report = check_placement(problem, options, placement);
  if (!report.failure.empty()) return reject(result, report.failure);
  const std::string wrong_claim = check_claims(solution, report.breakdown.objective);
  if (!wrong_claim.empty()) return reject(result, wrong_claim);
  Mapping mapping = placement_mapping(problem, placement);
  const std::string wrong_mapping = check_mapping_of(problem, placement, mapping);
  if (!wrong_mapping.empty()) return reject(result, wrong_mapping);

  result.mapping = std::move(mapping);
  result.breakdown = report.breakdown;
  result.objective = report.breakdown.objective;
  result.proven_optimal = result.status == CosaStatus::optimal;
  result.bound = std::min(solution.bound, result.objective);
}

}  // namespace

void map_published(const Spec& spec, const CosaOptions& options, CosaResult& result) {
  const SolverBackend& solver = find_solver(options.solver);
  result.solver = solver.name;
  const Problem problem = derive_problem(spec, options);
  result.reason = reason_for_infeasibility(problem, spec);
  if (!result.reason.empty()) {
    result.status = CosaStatus::infeasible;
    return;
  }
  const Program program = build_program(problem, options);
  result.columns = static_cast<int>(program.model.columns.size());
  result.rows = static_cast<int>(program.model.rows.size());
  const SolveResult solution =
      solve(solver, program.model, {.time_limit_seconds = options.time_limit_seconds});
  result.nodes = solution.nodes;
  result.bound = solution.bound;
  result.status = status_of(solution);
  result.reason = reason_for(result.status);
  if (result.has_mapping()) accept(problem, options, program, solution, result);
}

}  // namespace tilewright::cosa
