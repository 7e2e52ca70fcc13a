#include "mapper/cosa/improved/rounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilewright::cosa::improved {

namespace {

/// A relaxation's sums may be short by this much; it bounds the loss, and saves rounds.
constexpr double relaxation_tolerance = 0.02;
constexpr int most_relaxations = 25;
/// Sums that are short by less get no more tangents.
constexpr double tangent_tolerance = 1e-7;
/// Capacities are compared as integers by the Evaluator; this only spares a row.
constexpr double capacity_tolerance = 1e-6;

/// Shares of one term in the tangents that are put around the relaxation's: they keep a solver from
/// making a term large which the relaxation leaves out.
constexpr std::array emphasized_shares = {0.2, 0.5};
/// Ways to share a buffer among two data spaces that its tangents are put at.
constexpr int buffer_shares = 16;

template <class Visit>
void for_each_sum(const Program& program, const Visit& visit) {
  visit(program.energy);
  for (const LogSum& sum : program.latency) visit(sum);
  for (const LogSum& sum : program.capacity) visit(sum);
}

/// Adds a tangent for each sum that a solution breaks by more than `tolerance`; returns how many.
int add_tangents(Program& program, const std::vector<double>& columns, double tolerance) {
  int added = 0;
  for_each_sum(program, [&](const LogSum& sum) {
    if (sum.shortfall(columns) <= tolerance) return;
    program.model.rows.push_back(sum.tangent(sum.shares(columns)));
    ++added;
  });
  return added;
}

void add_emphasized(Program& program, const LogSum& sum, const std::vector<double>& shares) {
  for (std::size_t t = 0; t < shares.size() && shares.size() > 1; ++t) {
    if (!sum.terms[t].exponent.has_columns()) continue;
    for (const double emphasized : emphasized_shares) {
      std::vector<double> shifted = shares;
      for (double& share : shifted) share *= 1 - emphasized;
      shifted[t] += emphasized;
      program.model.rows.push_back(sum.tangent(shifted));
    }
  }
}

void add_surroundings(Program& program, const std::vector<double>& columns) {
  add_emphasized(program, program.energy, program.energy.shares(columns));
  for (const LogSum& sum : program.latency) add_emphasized(program, sum, sum.shares(columns));
  for (const LogSum& sum : program.capacity) {
    if (sum.terms.size() != 2) {
      add_emphasized(program, sum, sum.shares(columns));
      continue;
    }
    for (int k = 1; k < buffer_shares; ++k) {
      const double share = static_cast<double>(k) / buffer_shares;
      program.model.rows.push_back(sum.tangent({share, 1 - share}));
    }
  }
}

/// What a solution's sums really are.
Solution solution_of(const Program& program, std::vector<double> columns) {
  Solution solution{.columns = std::move(columns)};
  for (std::size_t c = 0; c < solution.columns.size(); ++c) {
    if (!program.model.columns[c].integer) continue;
    solution.columns[c] = std::round(solution.columns[c]);
  }
  const auto raise = [&](const LogSum& sum) {
    const double lacking = sum.shortfall(solution.columns);
    if (lacking <= 0) return;
    for (const auto& [column, coefficient] : sum.bound.coefficients()) {
      if (program.model.columns[column].cost != 0)
        solution.columns[column] += lacking / coefficient;
    }
  };
  raise(program.energy);
  for (const LogSum& sum : program.latency) raise(sum);
  solution.objective = program.objective.value(solution.columns);
  solution.fits = std::all_of(
      program.capacity.begin(), program.capacity.end(),
      [&](const LogSum& sum) { return sum.shortfall(solution.columns) <= capacity_tolerance; });
  return solution;
}

}  // namespace

Relaxation relax(Program& program, const SolverBackend& solver, double give_up_above) {
  Relaxation relaxation;
  add_tangents(program, std::vector<double>(program.model.columns.size(), 0), -unbounded);
  for (int round = 0; round < most_relaxations; ++round) {
    Model relaxed = program.model;
    for (Column& column : relaxed.columns) column.integer = false;
    SolveResult result = solve(solver, relaxed, {});
    if (result.status != SolveStatus::optimal || result.objective > give_up_above) return {};
    relaxation.feasible = true;
    relaxation.objective = result.objective;
    relaxation.columns = std::move(result.values);
    if (add_tangents(program, relaxation.columns, relaxation_tolerance) == 0) break;
  }
  return relaxation;
}

RoundResult solve_in_rounds(Program& program, const Relaxation& relaxation,
                            const SolverBackend& solver, const RoundLimits& limits,
                            const std::function<bool(const Solution&)>& take) {
  RoundResult result{.status = SolveStatus::limit, .bound = relaxation.objective};
  add_surroundings(program, relaxation.columns);
  double best = limits.best;
  bool found = false;
  if (best - result.bound <= limits.gap) {
    result.status = SolveStatus::infeasible;
    return result;
  }
  SolveLimits ask{.absolute_gap = limits.gap / 2,
                  .most_nodes = limits.effort.most_nodes,
                  .tight_relaxation = true};
  for (; result.rounds < limits.effort.most_rounds && !limits.clock.over(); ++result.rounds) {
    if (best < unbounded && result.nodes >= limits.effort.enough_nodes) break;
    if (limits.clock.limited()) ask.time_limit_seconds = limits.clock.left_seconds();
    if (best < unbounded) ask.cutoff = best - limits.gap;
    SolveResult answer = solve(solver, program.model, ask);
    result.nodes += answer.nodes;
    if (answer.status == SolveStatus::infeasible) {
      result.bound = std::max(result.bound, best - limits.gap);
      result.status = found ? SolveStatus::optimal : SolveStatus::infeasible;
      break;
    }
    if (answer.status == SolveStatus::failed) {
      if (!found) result.status = SolveStatus::failed;
      break;
    }
    result.bound = std::max(result.bound, std::min(answer.bound, ask.cutoff));
    if (answer.values.empty()) {
      if (best < unbounded) break;
      ask.most_nodes *= 2;
      continue;
    }
    const Solution solution = solution_of(program, answer.values);
    if (take(solution)) {
      best = std::min(best, solution.objective);
      found = true;
    }
    add_tangents(program, answer.values, tangent_tolerance);
    if (best - result.bound <= limits.gap) {
      result.status = SolveStatus::optimal;
      ++result.rounds;
      break;
    }
  }
  return result;
}

}  // namespace tilewright::cosa::improved
