#include "mapper/cosa/improved/improved.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "mapper/cosa/improved/keep_choice.hpp"
#include "mapper/cosa/improved/read_back.hpp"
#include "mapper/cosa/improved/rounds.hpp"
#include "model/cost/evaluator.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::cosa::improved {

namespace {

/// Spent on each choice of kept data spaces, to see which one is worth the full effort.
constexpr Effort first_look = {.most_nodes = 100, .enough_nodes = 100, .most_rounds = 2};

/// A solution at the cutoff is within the gap.
constexpr double rounding_guard = 1e-9;

/// Exponent of the cost that is not minimized: it decides between equally good mappings.
constexpr double tie_break = 0.01;

/// Stands for an energy of 0, which has no logarithm.
constexpr double least_energy_pj = std::numeric_limits<double>::min();

Weights weights_of(CosaObjective objective) {
  switch (objective) {
    case CosaObjective::energy:
      return {.energy = 1, .latency = tie_break};
    case CosaObjective::delay:
      return {.energy = tie_break, .latency = 1};
    case CosaObjective::edp:
      break;
  }
  return {.energy = 1, .latency = 1};
}

double log2_cost(const Weights& weights, const ProgramCost& cost) {
  return weights.energy * std::log2(std::max(cost.energy_pj, least_energy_pj)) +
         weights.latency * std::log2(cost.latency_cycles);
}

std::string kept_nowhere(const Facts& facts) {
  for (int s = 0; s < facts.space_count(); ++s) {
    const bool somewhere = std::any_of(facts.levels.begin(), facts.levels.end(),
                                       [s](const Level& l) { return contains(l.may_keep, s); });
    if (somewhere) continue;
    return fmt::format("data space '{}' is bypassed at every level",
                       facts.spec.workload.data_spaces[s].name);
  }
  return {};
}

/// The best mapping so far, with the program that it is a solution of.
struct Best {
  Mapping mapping;
  double cost = 0;  ///< log2, by the model
  Program program;
  Solution solution;
  double bound = 0;  ///< log2, of the program
};

/// Takes the solutions of all rounds: the Evaluator says which are valid, and which is the best.
class Judge {
 public:
  Judge(const Facts& facts, const CosaOptions& options, const Weights& weights)
      : facts_(facts), weights_(weights), evaluator_(facts.spec, options.model) {}

  /// True if the solution's mapping is valid, and the program knows that it fits.
  bool take(const Program& program, const Solution& solution) {
    Mapping mapping = read_back(facts_, program, solution.columns);
    check_mapping(mapping, facts_.spec.workload, facts_.spec.architecture, {});
    ++evaluations_;
    if (!evaluator_.evaluate(mapping, evaluation_, Detail::totals)) return false;
    const double cost =
        log2_cost(weights_, {evaluation_.energy_pj, static_cast<double>(evaluation_.cycles)});
    if (!best_ || cost < best_->cost) {
      best_ = {std::move(mapping), cost, program, solution, -unbounded};
    }
    return solution.fits;
  }

  /// At the end of the rounds of a program. The programs of one choice are the same.
  void set_bound(const Program& program, double bound) {
    if (!best_ || best_->program.keep != program.keep) return;
    best_->bound = std::max(best_->bound, bound);
  }

  const std::optional<Best>& best() const { return best_; }
  int evaluations() const { return evaluations_; }

 private:
  const Facts& facts_;
  Weights weights_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  std::optional<Best> best_;
  int evaluations_ = 0;
};

/// In the order of the terms, those of one part added up.
CosaParts parts_of(const std::vector<LogSum>& sums, const std::vector<double>& columns,
                   double divisor_log2) {
  CosaParts parts;
  for (const LogSum& sum : sums) {
    for (const LogTerm& term : sum.terms) {
      const double value = std::exp2(term.exponent.value(columns) - divisor_log2);
      const auto same = std::find_if(parts.begin(), parts.end(),
                                     [&](const auto& part) { return part.first == term.part; });
      if (same == parts.end()) {
        parts.emplace_back(term.part, value);
      } else {
        same->second += value;
      }
    }
  }
  return parts;
}

/// Each limit of the latency in cycles; the most of those with one name.
CosaParts latency_parts(const Program& program, const std::vector<double>& columns) {
  CosaParts parts;
  for (const LogSum& sum : program.latency) {
    Linear rest = sum.bound;  // log2 latency and what the words are divided by
    double cycles = sum.value(columns) - rest.value(columns);
    for (const auto& [column, coefficient] : rest.coefficients()) {
      if (program.model.columns[column].cost != 0) cycles += coefficient * columns[column];
    }
    const std::string& name = sum.terms.front().part;
    const auto same = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& part) { return part.first == name; });
    if (same == parts.end()) {
      parts.emplace_back(name, std::exp2(cycles));
    } else {
      same->second = std::max(same->second, std::exp2(cycles));
    }
  }
  return parts;
}

void tell(const Best& best, double gap_log2, CosaObjective objective, CosaResult& result) {
  const std::vector<double>& columns = best.solution.columns;
  result.mapping = best.mapping;
  result.columns = static_cast<int>(best.program.model.columns.size());
  result.rows = static_cast<int>(best.program.model.rows.size());
  result.energy_parts_pj = parts_of({best.program.energy}, columns, 0);
  result.latency_parts_cycles = latency_parts(best.program, columns);
  double energy_pj = 0;
  for (const auto& [name, value] : result.energy_parts_pj) energy_pj += value;
  double latency_cycles = 0;
  for (const auto& [name, value] : result.latency_parts_cycles) {
    latency_cycles = std::max(latency_cycles, value);
  }
  result.program_energy_pj = energy_pj;
  result.program_latency_cycles = latency_cycles;
  result.objective = cost_of(objective, energy_pj, latency_cycles);
  const double above_bound = std::max(0.0, best.solution.objective - best.bound);
  result.bound = result.objective * std::exp2(-above_bound);
  result.proven_optimal = above_bound <= gap_log2 + rounding_guard;
  result.status = result.proven_optimal ? CosaStatus::optimal : CosaStatus::feasible;
}

void tell_failure(const RoundResult& rounds, int evaluations, CosaResult& result) {
  if (rounds.status == SolveStatus::infeasible) {
    result.status = CosaStatus::infeasible;
    result.reason = "no mapping satisfies the capacities, fan-outs and constraints";
  } else if (rounds.status == SolveStatus::failed) {
    result.status = CosaStatus::internal_error;
    result.reason = "the solver gave up without an answer";
  } else {
    result.status = CosaStatus::no_solution;
    result.reason = evaluations > 0
                        ? "the program's solutions are no valid mappings"
                        : "the time limit was reached before a mapping was found; allow more time";
  }
}

}  // namespace

void map(const Spec& spec, const CosaOptions& options, CosaResult& result) {
  const Clock clock(options.time_limit_seconds);
  const SolverBackend& solver = find_solver(options.solver);
  result.solver = solver.name;
  result.objective_unit = unit_of(options.objective);
  const Facts facts(spec);
  RoundResult rounds{.status = SolveStatus::infeasible};
  result.reason = kept_nowhere(facts);
  if (!result.reason.empty()) {
    result.status = CosaStatus::infeasible;
    return;
  }
  const Weights weights = weights_of(options.objective);
  const std::vector<Keep> keeps = choose_keep(facts, weights, solver, clock);
  if (keeps.empty()) {
    result.status = CosaStatus::no_solution;
    result.reason = "no choice of kept data spaces that was tried has a mapping";
    return;
  }
  const double gap_log2 = std::log2(1 + options.gap_percent / 100);
  Judge judge(facts, options, weights);
  const double most = options.better_than ? log2_cost(weights, *options.better_than) : unbounded;
  const auto solve_for = [&](const Keep& keep, const Effort& effort) {
    Program program = build_program(facts, keep, weights);
    const Relaxation relaxation = relax(program, solver);
    if (!relaxation.feasible) return;
    rounds =
        solve_in_rounds(program, relaxation, solver,
                        {.gap = gap_log2, .best = most, .effort = effort, .clock = clock},
                        [&](const Solution& solution) { return judge.take(program, solution); });
    judge.set_bound(program, rounds.bound);
    result.nodes += rounds.nodes;
    result.rounds += rounds.rounds;
  };
  if (keeps.size() > 1) {
    for (const Keep& keep : keeps) solve_for(keep, first_look);
  }
  solve_for(judge.best() ? judge.best()->program.keep : keeps.front(), {});
  result.evaluations = judge.evaluations();
  if (!judge.best()) return tell_failure(rounds, judge.evaluations(), result);
  tell(*judge.best(), gap_log2, options.objective, result);
}

}  // namespace tilewright::cosa::improved
