#include "mapper/exact/pareto.hpp"

#include <algorithm>

#include "mapper/exact/work_limit.hpp"

namespace tilewright {

namespace {

/// Fewer cycles, by more than what counts as equal.
double clearly_fewer(std::int64_t cycles) {
  const auto count = static_cast<double>(cycles);
  return std::min(count - 1, count * (1 - 3e-9));
}

}  // namespace

ParetoFront find_pareto_front(const Spec& spec, const ExactOptions& options) {
  const exact::WorkLimit limit(options);
  ParetoFront front;
  ExactOptions next = options;
  next.objective = {ExactMetric::energy, ExactMetric::delay};
  while (true) {
    next.time_limit_s = limit.seconds_left();
    ExactResult result = find_exact_mapping(spec, next);
    exact::add(front.statistics, result.statistics);
    if (!result.relaxations.empty()) {
      throw Error("no Pareto front can be proven where costs are only bounded from below: " +
                      result.relaxations.front(),
                  "remove this from the input, or minimize one objective");
    }
    if (result.status != ExactStatus::optimal) {
      front.complete = result.status == ExactStatus::infeasible;
      break;
    }
    next.most_cycles = clearly_fewer(result.evaluation.cycles);
    next.lower_bound = result.cost.front();
    next.incumbent_tries = 0;  // it knows no limit of the cycles
    front.points.push_back({std::move(*result.mapping), std::move(result.evaluation)});
  }
  front.statistics.seconds = limit.seconds();
  return front;
}

}  // namespace tilewright
