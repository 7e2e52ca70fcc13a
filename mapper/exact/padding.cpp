#include "mapper/exact/padding.hpp"

#include <algorithm>

#include "mapper/exact/objective.hpp"
#include "mapper/exact/work_limit.hpp"

namespace tilewright {

namespace {

using exact::Objective;

class PaddedSearch {
 public:
  PaddedSearch(const Spec& spec, const ExactOptions& options)
      : options_(options), objective_(options.objective), limit_(options), least_(spec) {
    best_.spec = spec;
  }

  PaddingResult run(const std::vector<LayerBounds>& problems) {
    best_.problems = static_cast<std::int64_t>(problems.size());
    for (const LayerBounds& bounds : problems) {
      const std::vector<double> least = least_cost(bounds);
      if (known() && exact::clearly_less(best_.result.cost.front(), least.front())) continue;
      if (limit_.reached()) {
        leave_open(least.front());
      } else {
        solve(bounds, least.front());
      }
    }
    if (best_.solved == best_.refused && first_error_) throw Error(*first_error_);
    finish();
    return std::move(best_);
  }

 private:
  bool known() const { return best_.result.mapping.has_value(); }

  std::vector<double> least_cost(const LayerBounds& bounds) const {
    return objective_.cost(least_.energy_pj(bounds), least_.latency_cycles(bounds));
  }

  void solve(const LayerBounds& bounds, double least) {
    Spec spec = best_.spec;
    spec.workload.bounds = bounds;
    ExactOptions options = options_;
    options.time_limit_s = limit_.seconds_left();
    if (known()) {
      options.upper_bound = best_.result.cost.front();
      options.incumbent_tries = 0;
    }
    ++best_.solved;
    try {
      ExactResult result = find_exact_mapping(spec, options);
      exact::add(statistics_, result.statistics);
      if (!result.proven()) leave_open(std::max(least, result.lower_bound.front()));
      if (relaxations_.empty()) relaxations_ = result.relaxations;
      take(std::move(result), std::move(spec));
    } catch (const Error& error) {
      ++best_.refused;
      if (!first_error_) first_error_ = error;
    }
  }

  void take(ExactResult result, Spec spec) {
    if (!result.mapping) return;
    if (known() && !Objective::less(result.cost, best_.result.cost)) return;
    best_.result = std::move(result);
    best_.spec = std::move(spec);
  }

  /// A problem about which no more is known than that it costs this at least.
  void leave_open(double least) { open_bound_ = std::min(open_bound_.value_or(least), least); }

  void finish() {
    ExactResult& result = best_.result;
    result.lower_bound.resize(options_.objective.size());
    if (known()) {
      result.status = open_bound_ ? ExactStatus::bounded : ExactStatus::optimal;
      result.lower_bound = result.cost;
      if (open_bound_) {
        result.lower_bound.assign(result.cost.size(), 0);
        result.lower_bound.front() = std::min(*open_bound_, result.cost.front());
      }
    } else {
      result.status = open_bound_ ? ExactStatus::no_mapping : ExactStatus::infeasible;
    }
    result.relaxations = relaxations_;
    result.statistics = statistics_;
    result.statistics.seconds = limit_.seconds();
  }

  const ExactOptions& options_;
  const Objective objective_;
  const exact::WorkLimit limit_;
  const CompulsoryCost least_;
  PaddingResult best_;
  ExactStatistics statistics_;
  std::vector<std::string> relaxations_;  // of problems that stay open
  std::optional<double> open_bound_;
  std::optional<Error> first_error_;
};

}  // namespace

PaddingResult find_padded_mapping(const Spec& spec, double most_percent,
                                  const ExactOptions& options) {
  return PaddedSearch(spec, options).run(padded_problems(spec.workload, most_percent));
}

}  // namespace tilewright
