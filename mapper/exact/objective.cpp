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

bool clearly_less(double a, double b) {
  if (std::isinf(b)) return !std::isinf(a);
  return a < b - equal * std::abs(b);
}

bool Objective::less(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (clearly_less(a[i], b[i])) return true;
    if (clearly_less(b[i], a[i])) return false;
  }
  return false;
}

bool Objective::exceeds(const std::vector<double>& cost, const std::vector<double>& limits) {
  for (std::size_t i = 0; i < cost.size(); ++i) {
    if (clearly_less(limits[i], cost[i])) return true;
  }
  return false;
}

}  // namespace tilewright::exact
