#include "mapper/exact/exact.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>

#include "mapper/exact/annealing.hpp"
#include "mapper/exact/bound.hpp"
#include "mapper/exact/incumbent.hpp"
#include "mapper/exact/program.hpp"
#include "mapper/exact/round_limits.hpp"

namespace tilewright {

namespace {

using exact::Goal;
using exact::Objective;
using exact::Problem;
using exact::Program;

// Energy up to which a mapping with the least delay is looked for first, above the least energy.
constexpr double most_probing = 1.5;
// Where labels promise less than their mappings cost: more rounds that look for better mappings.
constexpr int most_rounds_beyond = 2;
// A round with so many labels is long; changes that annealing tries after one.
constexpr std::int64_t many_labels = 15'000;
constexpr std::int64_t most_changes = 300'000;
constexpr double nothing_found = std::numeric_limits<double>::infinity();

// With the least delay, energy tells good mappings from bad ones while they are built.
std::vector<ExactMetric> followed_metrics(std::vector<ExactMetric> objective) {
  if (objective == std::vector{ExactMetric::delay}) objective.push_back(ExactMetric::energy);
  return objective;
}

class ExactMapper {
 public:
  ExactMapper(const Spec& spec, const ExactOptions& options)
      : options_(options),
        problem_(spec, options),
        objective_(followed_metrics(options.objective)),
        evaluator_(spec, options.model),
        memories_(static_cast<std::size_t>(std::max(1, options.threads)),
                  exact::Memory(problem_.spaces.size())) {}

  ExactResult run() {
    result_.lower_bound.assign(metrics().size(), 0);
    goal_.limits = objective_.infinite();
    if (options_.upper_bound) goal_.limits.front() = *options_.upper_bound;
    limit_cycles();
    take(exact::find_incumbent(problem_, objective_, options_.incumbent_tries));
    result_.statistics.incumbent_seconds = problem_.seconds();
    finish(prepare() && minimize_all());
    return std::move(result_);
  }

 private:
  /// A program that is worth a run.
  struct Start {
    std::int64_t units;
    std::vector<double> least;
  };

  const std::vector<ExactMetric>& metrics() const { return objective_.metrics(); }

  // Returns false when stopped.
  bool prepare() {
    result_.lower_bound.front() = least_of_operations();
    try {
      bound_ = std::make_unique<exact::Bound>(problem_);
    } catch (const exact::Stopped&) {
      return false;
    }
    return true;
  }

  // In the first metric, what the operations cost on all compute units at once.
  double least_of_operations() const {
    const auto& units = problem_.unit_counts;
    const double most_units = units.empty() ? 1 : static_cast<double>(units.front());
    const double least = objective_
                             .cost(problem_.operations * problem_.costs.compute.operation_pj,
                                   std::ceil(problem_.operations / most_units))
                             .front();
    return std::max(least, options_.lower_bound.value_or(0));
  }

  // Metric by metric. Returns false when something is not proven.
  bool minimize_all() {
    bool proven = true;
    for (goal_.metric = 0; goal_.metric < options_.objective.size() && proven; ++goal_.metric) {
      if (goal_.metric == 0 && metrics().front() == ExactMetric::delay && probe()) break;
      proven = minimize();
      if (!result_.mapping) break;
      // The next metric decides between mappings that are as good as this one.
      goal_.limits[goal_.metric] = result_.cost[goal_.metric];
    }
    return proven;
  }

  void limit_cycles() {
    if (!options_.most_cycles) return;
    const auto& metrics = options_.objective;
    const auto delay = std::find(metrics.begin(), metrics.end(), ExactMetric::delay);
    if (delay == metrics.end()) throw Error("a limit of the cycles needs delay in the objective");
    double& limit = goal_.limits[static_cast<std::size_t>(delay - metrics.begin())];
    limit = std::min(limit, *options_.most_cycles);
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
    exact::RoundLimits limits(least, least * most_probing);
    double promise = nothing_found;
    while (promise == nothing_found) {
      goal.limits[1] = limits.limit();
      const std::int64_t labels_before = result_.statistics.labels;
      if (!run_round(starts, goal, promise)) return false;
      if (limits.last()) break;
      limits.grow(static_cast<double>(result_.statistics.labels - labels_before));
    }
    if (promise == nothing_found || !result_.mapping ||
        Objective::exceeds(result_.cost, goal.limits) ||
        exact::clearly_less(promise, result_.cost[1])) {
      return false;
    }
    result_.lower_bound = result_.cost;
    return true;
  }

  // Rounds with limits ever farther above the lower bound: what costs more than the limit need not
  // be followed, and the first round that finds a mapping has found the best one, if it costs what
  // its label promised. Returns false when that is not so, or when stopped.
  bool minimize() {
    const std::size_t metric = goal_.metric;
    set_needs();
    std::vector<Start> starts = list_starts();
    if (starts.empty()) return true;
    if (!take_together(starts)) return false;
    double& lower_bound = result_.lower_bound[metric];
    lower_bound = starts.front().least[metric];
    if (metric == 0) lower_bound = std::max(lower_bound, options_.lower_bound.value_or(0));
    report();
    if (result_.mapping && !exact::clearly_less(lower_bound, result_.cost[metric])) {
      lower_bound = result_.cost[metric];
      return true;
    }
    exact::RoundLimits limits(lower_bound, most_cost());
    double promise = nothing_found;
    int rounds_beyond = 0;
    while (true) {
      Goal goal = goal_;
      const double limit = limits.limit();
      goal.limits[metric] = limit;
      const std::int64_t labels_before = result_.statistics.labels;
      if (!run_round(starts, goal, promise)) return false;
      if (rounds_beyond == 0 && (!limits.last() || promise != nothing_found)) {
        lower_bound = std::max(lower_bound, std::min(limit, promise));
      }
      report();
      if (limits.last() || !exact::clearly_less(limit, most_cost())) break;
      if (promise != nothing_found &&
          (!falls_short(promise) || rounds_beyond++ == most_rounds_beyond)) {
        break;
      }
      const std::int64_t labels = result_.statistics.labels - labels_before;
      limits.grow(static_cast<double>(labels));
      if (promise == nothing_found) improve(labels);
      limits.lower_most(most_cost());
    }
    if (promise != nothing_found && falls_short(promise)) {
      result_.relaxations = problem_.relaxations;
      return false;
    }
    if (result_.mapping) lower_bound = result_.cost[metric];
    return true;
  }

  // The best mapping costs more than a label promised.
  bool falls_short(double promise) const {
    return !result_.mapping || exact::clearly_less(promise, result_.cost[goal_.metric]);
  }

  // Of mappings that are worth looking for, in the metric that is minimized.
  double most_cost() const {
    return result_.mapping ? result_.cost[goal_.metric] : goal_.limits[goal_.metric];
  }

  // A better lower bound, and often the best mapping already, from a program that looks at all
  // numbers of units at once. Returns false when stopped.
  bool take_together(std::vector<Start>& starts) {
    if (goal_.needs_cycles || !problem_.scales() || starts.size() == 1) return true;
    const std::size_t metric = goal_.metric;
    exact::RoundLimits limits(starts.front().least[metric], most_cost());
    const Program::Shared shared{problem_, *bound_, objective_, memories_.front(),
                                 [this] { return problem_.out_of_time(); }};
    while (true) {
      Goal goal = goal_;
      goal.limits[metric] = limits.limit();
      Program program(shared, exact::any_units);
      const Program::Outcome outcome = program.run(goal);
      count(program);
      if (!outcome.complete) return false;
      const double least = outcome.mapping ? outcome.cost[metric] : limits.limit();
      for (Start& start : starts) start.least[metric] = std::max(start.least[metric], least);
      take(outcome.mapping);
      if (outcome.mapping || limits.last()) return true;
      result_.lower_bound[metric] = least;
      report();
      limits.grow(static_cast<double>(program.label_count()));
      improve(program.label_count());
      limits.lower_most(most_cost());
    }
  }

  // Looks longer for better mappings where rounds become long. After rounds that found none: their
  // labels do not depend on the number of threads.
  void improve(std::int64_t labels) {
    if (labels < many_labels || !result_.mapping) return;
    exact::Annealing annealing(problem_, objective_, *result_.mapping, ++improvements_);
    annealing.run(static_cast<std::uint64_t>(std::min(labels, most_changes)));
    take(annealing.best());
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

  // The ones with the least lower bounds first.
  std::vector<Start> list_starts() {
    std::vector<Start> starts;
    const Program::Shared shared{problem_, *bound_, objective_, memories_.front(), {}};
    for (const std::int64_t units : problem_.unit_counts) {
      const Program program(shared, units);
      starts.push_back({units, program.least_cost()});
      if (Objective::exceeds(starts.back().least, goal_.limits)) starts.pop_back();
    }
    std::stable_sort(starts.begin(), starts.end(), [this](const Start& a, const Start& b) {
      return a.least[goal_.metric] < b.least[goal_.metric];
    });
    return starts;
  }

  /// What the threads of a round share.
  struct Round {
    const std::vector<Start>& starts;
    Goal& goal;                                 // its limit falls with each mapping that is found
    double& promise;                            // the least cost of a label that is found
    std::vector<std::optional<Mapping>> found;  // by start
    std::size_t next = 0;
    bool complete = true;
    std::exception_ptr failure;
    std::mutex mutex;
  };

  // Returns false when stopped; lowers `promise` to what labels promise. The result does not depend
  // on the number of threads: a limit never leaves out what is as good as the best mapping, and of
  // equal ones the first start's counts.
  bool run_round(const std::vector<Start>& starts, Goal& goal, double& promise) {
    Round round{starts, goal, promise, {}, 0, true, nullptr, {}};
    round.found.resize(starts.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < memories_.size() && i < starts.size(); ++i) {
      threads.emplace_back([this, &round, i] { run_programs(round, i); });
    }
    run_programs(round, 0);
    for (std::thread& thread : threads) thread.join();
    if (round.failure != nullptr) std::rethrow_exception(round.failure);
    for (const auto& mapping : round.found) {
      take(mapping);
    }
    return round.complete;
  }

  void run_programs(Round& round, std::size_t thread) {
    try {
      const Program::Shared shared{problem_, *bound_, objective_, memories_[thread],
                                   [this] { return problem_.out_of_time(); }};
      std::unique_lock lock(round.mutex);
      while (round.next < round.starts.size() && round.complete) {
        const std::size_t index = round.next++;
        const Start& start = round.starts[index];
        const Goal goal = round.goal;
        if (Objective::exceeds(start.least, goal.limits)) continue;
        lock.unlock();
        Program program(shared, start.units);
        const Program::Outcome outcome = program.run(goal);
        lock.lock();
        count(program);
        round.complete = round.complete && outcome.complete;
        if (!outcome.mapping) continue;
        round.found[index] = outcome.mapping;
        round.promise = std::min(round.promise, outcome.cost[goal.metric]);
        note_cost(*outcome.mapping, round.goal);
      }
    } catch (...) {
      const std::lock_guard lock(round.mutex);
      round.failure = std::current_exception();
      round.complete = false;
    }
  }

  // Lowers the limit to what a found mapping really costs.
  void note_cost(const Mapping& mapping, Goal& goal) {
    const std::vector<double> cost = cost_of(mapping);
    if (Objective::exceeds(cost, goal.limits)) return;
    goal.limits[goal.metric] = std::min(goal.limits[goal.metric], cost[goal.metric]);
  }

  // Infinite for mappings that are not valid.
  std::vector<double> cost_of(const Mapping& mapping) {
    if (!problem_.allows(mapping) || !evaluator_.evaluate(mapping, evaluation_)) {
      return objective_.infinite();
    }
    return objective_.cost(evaluation_.energy_pj, static_cast<double>(evaluation_.cycles));
  }

  void count(const Program& program) {
    ExactStatistics& statistics = result_.statistics;
    ++statistics.programs;
    statistics.labels += program.label_count();
    statistics.transitions += program.transition_count();
    statistics.configurations += program.configuration_count();
  }

  // Evaluates a mapping and keeps it if it is better.
  void take(const std::optional<Mapping>& mapping) {
    if (!mapping) return;
    std::vector<double> cost = cost_of(*mapping);
    if (cost == objective_.infinite() || Objective::exceeds(cost, goal_.limits)) return;
    if (result_.mapping && !Objective::less(cost, result_.cost)) return;
    result_.mapping = mapping;
    result_.evaluation = evaluation_;
    result_.cost = std::move(cost);
    report();
  }

  void finish(bool proven) {
    result_.lower_bound.resize(options_.objective.size());
    if (result_.mapping) result_.cost.resize(options_.objective.size());
    if (result_.mapping) {
      result_.status = proven ? ExactStatus::optimal : ExactStatus::bounded;
    } else {
      result_.status = proven ? ExactStatus::infeasible : ExactStatus::no_mapping;
    }
    result_.statistics.seconds = problem_.seconds();
  }

  const ExactOptions& options_;
  Problem problem_;
  std::unique_ptr<exact::Bound> bound_;
  Objective objective_;
  Evaluator evaluator_;
  std::vector<exact::Memory> memories_;  // by thread
  std::uint64_t improvements_ = 100;     // seeds that find_incumbent() does not use
  Goal goal_;
  Evaluation evaluation_;
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
