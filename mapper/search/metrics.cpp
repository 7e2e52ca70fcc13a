#include "mapper/search/metrics.hpp"

#include <cmath>

namespace tilewright {

namespace {

constexpr double tolerance = 0.001;

double cost(const Metric& metric, const Evaluation& evaluation) {
  switch (metric.kind) {
    case Metric::Kind::delay:
      return static_cast<double>(evaluation.cycles);
    case Metric::Kind::energy:
      return evaluation.energy_pj;
    case Metric::Kind::edp:
      return evaluation.edp_pj_cycles();
    case Metric::Kind::accesses:
      return static_cast<double>(
          evaluation.storage[static_cast<std::size_t>(metric.level)].accesses);
  }
  return 0;
}

// Relative to the incumbent; positive when the candidate is better.
double improvement(double candidate, double incumbent) {
  if (incumbent != 0) return (incumbent - candidate) / incumbent;
  return candidate == 0 ? 0 : (incumbent - candidate) / candidate;
}

}  // namespace

void find_costs(const std::vector<Metric>& metrics, const Evaluation& evaluation,
                std::vector<double>& costs) {
  costs.clear();
  for (const Metric& metric : metrics) costs.push_back(cost(metric, evaluation));
}

bool is_better(const std::vector<double>& candidate, const std::vector<double>& incumbent) {
  for (std::size_t metric = 0; metric < candidate.size(); ++metric) {
    const double gain = improvement(candidate[metric], incumbent[metric]);
    if (std::fabs(gain) > tolerance) return gain > 0;
  }
  return improvement(candidate.front(), incumbent.front()) > 0;
}

bool is_tie(const std::vector<double>& candidate, const std::vector<double>& incumbent) {
  for (std::size_t metric = 0; metric < candidate.size(); ++metric) {
    if (std::fabs(improvement(candidate[metric], incumbent[metric])) > tolerance) return false;
  }
  return improvement(candidate.front(), incumbent.front()) <= 0;
}

}  // namespace tilewright
