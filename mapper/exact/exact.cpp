#include "mapper/exact/exact.hpp"

#include <chrono>
#include <cmath>

#include "mapper/exact/bound.hpp"
#include "mapper/exact/incumbent.hpp"
#include "mapper/exact/program.hpp"

namespace tilewright {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

using exact::Objective;
using exact::Problem;
using exact::Program;

class ExactMapper {
 public:
  ExactMapper(const Spec& spec, const ExactOptions& options)
      : options_(options),
        start_(Clock::now()),
        problem_(spec, options),
        bound_(problem_),
        objective_(options.objective),
        evaluator_(spec, options.model) {}

  ExactResult run() {
    limit_ = objective_.infinite();
    if (options_.upper_bound) limit_.front() = *options_.upper_bound;
    find_incumbent();
    bool complete = true;
    for (const std::int64_t units : problem_.unit_counts) {
      complete = run_program(units) && complete;
    }
    finish(complete);
    return std::move(result_);
  }

 private:
  bool out_of_time() const {
    return options_.time_limit_s && seconds_since(start_) > *options_.time_limit_s;
  }

  void find_incumbent() {
    take(exact::find_incumbent(problem_, objective_, options_.incumbent_tries));
    result_.statistics.incumbent_seconds = seconds_since(start_);
  }

  // Returns false when the program was stopped.
  bool run_program(std::int64_t units) {
    Program program(problem_, bound_, units, objective_, [this] { return out_of_time(); });
    const Program::Outcome outcome = program.run(limit_);
    ExactStatistics& statistics = result_.statistics;
    ++statistics.programs;
    statistics.labels += program.label_count();
    statistics.transitions += program.transition_count();
    statistics.configurations += program.configuration_count();
    if (outcome.mapping) {
      const std::vector<double> cost = take(outcome.mapping);
      if (Objective::less(*outcome.cost, cost)) gap_ = true;
    }
    return outcome.complete;
  }

  // Evaluates a mapping and keeps it if it is better.
  std::vector<double> take(const std::optional<Mapping>& mapping) {
    Evaluation evaluation;
    if (!mapping || !evaluator_.evaluate(*mapping, evaluation)) return objective_.infinite();
    const std::vector<double> cost =
        objective_.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    if (result_.mapping ? !Objective::less(cost, result_.cost) : Objective::less(limit_, cost)) {
      return cost;
    }
    result_.mapping = mapping;
    result_.evaluation = evaluation;
    result_.cost = cost;
    if (Objective::less(cost, limit_)) limit_ = cost;
    return cost;
  }

  void finish(bool complete) {
    const bool proven = complete && !gap_;
    result_.lower_bound.assign(options_.objective.size(), 0);
    if (result_.mapping) {
      result_.status = proven ? ExactStatus::optimal : ExactStatus::bounded;
      if (proven) result_.lower_bound = result_.cost;
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
  std::vector<double> limit_;
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
