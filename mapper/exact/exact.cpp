#include "mapper/exact/exact.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "mapper/exact/bound.hpp"
#include "mapper/exact/incumbent.hpp"
#include "mapper/exact/program.hpp"

namespace tilewright {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

using exact::Goal;
using exact::Objective;
using exact::Problem;
using exact::Program;

// The limit of the first round lies this much above the lower bound; then three times as much, ...
constexpr double first_slack = 0.01;
constexpr double slack_growth = 3;
constexpr double most_probing_slack = 0.5;

// With the least delay, energy tells good mappings from bad ones while they are built.
std::vector<ExactMetric> followed_metrics(std::vector<ExactMetric> objective) {
  if (objective == std::vector{ExactMetric::delay}) objective.push_back(ExactMetric::energy);
  return objective;
}

class ExactMapper {
 public:
  ExactMapper(const Spec& spec, const ExactOptions& options)
      : options_(options),
        start_(Clock::now()),
        problem_(spec, options),
        bound_(problem_),
        objective_(followed_metrics(options.objective)),
        evaluator_(spec, options.model) {}

  ExactResult run() {
    result_.lower_bound.assign(metrics().size(), 0);
    goal_.limits = objective_.infinite();
    if (options_.upper_bound) goal_.limits.front() = *options_.upper_bound;
    limit_cycles();
    take(exact::find_incumbent(problem_, objective_, options_.incumbent_tries));
    result_.statistics.incumbent_seconds = seconds_since(start_);
    bool proven = true;
    for (goal_.metric = 0; goal_.metric < options_.objective.size() && proven; ++goal_.metric) {
      if (goal_.metric == 0 && metrics().front() == ExactMetric::delay && probe()) break;
      proven = minimize();
      if (!result_.mapping) break;
      // The next metric decides between mappings that are as good as this one.
      goal_.limits[goal_.metric] = result_.cost[goal_.metric];
    }
    finish(proven);
    return std::move(result_);
  }

 private:
  const std::vector<ExactMetric>& metrics() const { return objective_.metrics(); }

  void limit_cycles() {
    if (!options_.most_cycles) return;
    const auto& metrics = options_.objective;
    const auto delay = std::find(metrics.begin(), metrics.end(), ExactMetric::delay);
    if (delay == metrics.end()) throw Error("a limit of the cycles needs delay in the objective");
    double& limit = goal_.limits[static_cast<std::size_t>(delay - metrics.begin())];
    limit = std::min(limit, *options_.most_cycles);
  }

  bool out_of_time() const {
    if (options_.stop && options_.stop()) return true;
    return options_.time_limit_s && seconds_since(start_) > *options_.time_limit_s;
  }

  void report() const {
    if (options_.progress) options_.progress(result_);
  }

  // Is there a mapping with the least delay that the bound knows, and not much more energy than the
  // least? Then the one of these with the least energy is the best in both.
  bool probe() {
    std::vector<Start> starts = list_starts();
    if (starts.empty()) return false;
    Goal goal = goal_;
    goal.metric = 1;
    goal.limits[0] = starts.front().least[0];
    if (exact::clearly_less(goal_.limits[0], goal.limits[0])) return false;
    double least = std::numeric_limits<double>::infinity();
    for (const Start& start : starts) {
      if (!Objective::exceeds(start.least, goal.limits)) least = std::min(least, start.least[1]);
    }
    for (double slack = first_slack; slack < most_probing_slack; slack *= slack_growth) {
      goal.limits[1] = least * (1 + slack);
      bool found = false;
      if (!run_round(starts, goal, found) || gap_) return false;
      if (!found) continue;
      result_.lower_bound = result_.cost;
      return true;
    }
    return false;
  }

  // Rounds with limits ever farther above the lower bound: what costs more than the limit need not
  // be followed, and the first round that finds a mapping has found the best one. Returns false
  // when stopped.
  bool minimize() {
    const std::size_t metric = goal_.metric;
    const std::vector<Start> starts = list_starts();
    if (starts.empty()) return true;
    double& lower_bound = result_.lower_bound[metric];
    lower_bound = starts.front().least[metric];
    if (metric == 0) lower_bound = std::max(lower_bound, options_.lower_bound.value_or(0));
    report();
    if (result_.mapping && !exact::clearly_less(lower_bound, result_.cost[metric])) {
      lower_bound = result_.cost[metric];
      return true;
    }
    set_needs();
    for (double slack = first_slack;; slack *= slack_growth) {
      Goal goal = goal_;
      if (result_.mapping) goal.limits[metric] = result_.cost[metric];
      const double most = goal.limits[metric];
      goal.limits[metric] = std::min(most, lower_bound * (1 + slack));
      const bool last = !exact::clearly_less(goal.limits[metric], most);
      const double limit = goal.limits[metric];
      bool found = false;
      if (!run_round(starts, goal, found)) return false;
      if (found || last) break;
      lower_bound = limit;
      report();
    }
    if (result_.mapping) lower_bound = result_.cost[metric];
    return !gap_;
  }

  void set_needs() {
    goal_.needs_energy = false;
    goal_.needs_cycles = false;
    for (std::size_t i = 0; i < metrics().size(); ++i) {
      if (i != goal_.metric && std::isinf(goal_.limits[i])) continue;
      goal_.needs_energy = goal_.needs_energy || metrics()[i] != ExactMetric::delay;
      goal_.needs_cycles = goal_.needs_cycles || metrics()[i] != ExactMetric::energy;
    }
  }

  /// A program that is worth a run.
  struct Start {
    std::int64_t units;
    std::vector<double> least;
  };

  // The ones with the least lower bounds first.
  std::vector<Start> list_starts() const {
    std::vector<Start> starts;
    for (const std::int64_t units : problem_.unit_counts) {
      const Program program(problem_, bound_, units, objective_, [] { return false; });
      starts.push_back({units, program.least_cost()});
      if (Objective::exceeds(starts.back().least, goal_.limits)) starts.pop_back();
    }
    std::stable_sort(starts.begin(), starts.end(), [this](const Start& a, const Start& b) {
      return a.least[goal_.metric] < b.least[goal_.metric];
    });
    return starts;
  }

  // Returns false when stopped.
  bool run_round(const std::vector<Start>& starts, Goal& goal, bool& found) {
    for (const Start& start : starts) {
      if (Objective::exceeds(start.least, goal.limits)) continue;
      Program program(problem_, bound_, start.units, objective_, [this] { return out_of_time(); });
      const Program::Outcome outcome = program.run(goal);
      count(program);
      if (outcome.mapping) {
        found = true;
        const std::vector<double> cost = take(outcome.mapping);
        gap_ = gap_ || exact::clearly_less(outcome.cost[goal.metric], cost[goal.metric]);
        goal.limits[goal.metric] = std::min(goal.limits[goal.metric], cost[goal.metric]);
      }
      if (!outcome.complete) return false;
    }
    return true;
  }

  void count(const Program& program) {
    ExactStatistics& statistics = result_.statistics;
    ++statistics.programs;
    statistics.labels += program.label_count();
    statistics.transitions += program.transition_count();
    statistics.configurations += program.configuration_count();
  }

  // Evaluates a mapping and keeps it if it is better.
  std::vector<double> take(const std::optional<Mapping>& mapping) {
    Evaluation evaluation;
    if (!mapping || !evaluator_.evaluate(*mapping, evaluation)) return objective_.infinite();
    std::vector<double> cost =
        objective_.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    if (Objective::exceeds(cost, goal_.limits)) return cost;
    if (result_.mapping && !Objective::less(cost, result_.cost)) return cost;
    result_.mapping = mapping;
    result_.evaluation = evaluation;
    result_.cost = cost;
    report();
    return cost;
  }

  void finish(bool proven) {
    result_.lower_bound.resize(options_.objective.size());
    if (result_.mapping) result_.cost.resize(options_.objective.size());
    if (result_.mapping) {
      result_.status = proven ? ExactStatus::optimal : ExactStatus::bounded;
    } else {
      result_.status = proven ? ExactStatus::infeasible : ExactStatus::no_mapping;
    }
    result_.statistics.seconds = seconds_since(start_);
  }

  const ExactOptions& options_;
  Clock::time_point start_;
  Problem problem_;
  exact::Bound bound_;
  Objective objective_;
  Evaluator evaluator_;
  Goal goal_;
  bool gap_ = false;  // a label promised less than its mapping costs
  ExactResult result_;
};

}  // namespace

std::string_view to_text(ExactMetric metric) {
  switch (metric) {
    case ExactMetric::energy:
      return "energy";
    case ExactMetric::delay:
      return "delay";
    case ExactMetric::edp:
      return "edp";
  }
  return "";
}

std::string_view to_text(ExactStatus status) {
  switch (status) {
    case ExactStatus::optimal:
      return "optimal";
    case ExactStatus::bounded:
      return "bounded";
    case ExactStatus::infeasible:
      return "infeasible";
    case ExactStatus::no_mapping:
      return "no mapping";
  }
  return "";
}

ExactResult find_exact_mapping(const Spec& spec, const ExactOptions& options) {
  return ExactMapper(spec, options).run();
}

}  // namespace tilewright
