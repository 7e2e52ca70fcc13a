#pragma once
// Costs compared: one metric, or one after the other.

#include <vector>

#include "mapper/exact/exact.hpp"

namespace tilewright::exact {

class Objective {
 public:
  explicit Objective(std::vector<ExactMetric> metrics) : metrics_(std::move(metrics)) {}

  const std::vector<ExactMetric>& metrics() const { return metrics_; }
  std::vector<double> cost(double energy_pj, double latency_cycles) const;
  /// No cost at all reaches this.
  std::vector<double> infinite() const;

  /// True when `a` is less than `b`; metrics that differ by rounding only are equal.
  static bool less(const std::vector<double>& a, const std::vector<double>& b);

 private:
  std::vector<ExactMetric> metrics_;
};

}  // namespace tilewright::exact
