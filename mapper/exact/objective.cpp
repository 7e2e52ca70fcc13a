#include "mapper/exact/objective.hpp"

#include <cmath>
#include <limits>

namespace tilewright::exact {

namespace {

constexpr double equal = 1e-9;

double metric_of(ExactMetric metric, double energy_pj, double latency_cycles) {
  switch (metric) {
    case ExactMetric::energy:
      return energy_pj;
    case ExactMetric::delay:
      return latency_cycles;
    case ExactMetric::edp:
      return energy_pj * latency_cycles;
  }
  return 0;
}

}  // namespace

std::vector<double> Objective::cost(double energy_pj, double latency_cycles) const {
  std::vector<double> cost;
  for (const ExactMetric metric : metrics_) {
    cost.push_back(metric_of(metric, energy_pj, latency_cycles));
  }
  return cost;
}

std::vector<double> Objective::infinite() const {
  return std::vector<double>(metrics_.size(), std::numeric_limits<double>::infinity());
}

bool Objective::less(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isinf(b[i])) return !std::isinf(a[i]);
    const double margin = equal * std::abs(b[i]);
    if (a[i] < b[i] - margin) return true;
    if (a[i] > b[i] + margin) return false;
  }
  return false;
}

}  // namespace tilewright::exact
