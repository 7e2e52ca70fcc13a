#include "mapper/cosa/cosa.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "mapper/cosa/program.hpp"

namespace tilewright {

namespace {

/// How far the solver's objective may be from the recomputed one.
constexpr double objective_tolerance = 1e-6;

CosaStatus status_of(const cosa::SolveResult& solution) {
  switch (solution.status) {
    case cosa::SolveStatus::optimal:
      return CosaStatus::optimal;
    case cosa::SolveStatus::infeasible:
      return CosaStatus::infeasible;
    case cosa::SolveStatus::time_limit:
      return solution.values.empty() ? CosaStatus::no_solution : CosaStatus::feasible;
    case cosa::SolveStatus::failed:
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
std::string check_claims(const cosa::SolveResult& solution, double objective) {
  const double error = objective - solution.objective;
  const bool optimal = solution.status == cosa::SolveStatus::optimal;
  if (error > objective_tolerance || (optimal && error < -objective_tolerance)) {
    return fmt::format("objective {} instead of the claimed {}", objective, solution.objective);
  }
  if (solution.bound > objective + objective_tolerance) {
    return fmt::format("objective {} is better than the bound {}", objective, solution.bound);
  }
  return {};
}

void accept(const cosa::Problem& problem, const CosaOptions& options, const cosa::Program& program,
            const cosa::SolveResult& solution, CosaResult& result) {
  const cosa::Placement placement = cosa::read_solution(problem, program, solution.values);
  const cosa::CheckReport report = cosa::check_placement(problem, options, placement);
  if (!report.failure.empty()) return reject(result, report.failure);
  const std::string wrong_claim = check_claims(solution, report.breakdown.objective);
  if (!wrong_claim.empty()) return reject(result, wrong_claim);
  Mapping mapping = cosa::placement_mapping(problem, placement);
  const std::string wrong_mapping = cosa::check_mapping_of(problem, placement, mapping);
  if (!wrong_mapping.empty()) return reject(result, wrong_mapping);

  result.mapping = std::move(mapping);
  result.breakdown = report.breakdown;
  result.objective = report.breakdown.objective;
  result.proven_optimal = result.status == CosaStatus::optimal;
  result.bound = std::min(solution.bound, result.objective);
}

void solve(const Spec& spec, const CosaOptions& options, CosaResult& result) {
  const cosa::SolverBackend& solver = cosa::find_solver(options.solver);
  result.solver = solver.name;
  const cosa::Problem problem = cosa::derive_problem(spec, options);
  result.reason = cosa::reason_for_infeasibility(problem, spec);
  if (!result.reason.empty()) {
    result.status = CosaStatus::infeasible;
    return;
  }
  const cosa::Program program = cosa::build_program(problem, options);
  result.columns = static_cast<int>(program.model.columns.size());
  result.rows = static_cast<int>(program.model.rows.size());
  const cosa::SolveResult solution = cosa::solve(solver, program.model, options.time_limit_seconds);
  result.nodes = solution.nodes;
  result.bound = solution.bound;
  result.status = status_of(solution);
  result.reason = reason_for(result.status);
  if (result.has_mapping()) accept(problem, options, program, solution, result);
}

}  // namespace

std::string_view to_text(CosaStatus status) {
  switch (status) {
    case CosaStatus::optimal:
      return "optimal";
    case CosaStatus::feasible:
      return "feasible";
    case CosaStatus::infeasible:
      return "infeasible";
    case CosaStatus::no_solution:
      return "no solution";
    case CosaStatus::internal_error:
      break;
  }
  return "internal error";
}

CosaResult map_with_cosa(const Spec& spec, const CosaOptions& options) {
  check_cosa_options(options);
  const auto start = std::chrono::steady_clock::now();
  CosaResult result;
  solve(spec, options, result);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  result.solve_seconds = elapsed.count();
  return result;
}

}  // namespace tilewright
