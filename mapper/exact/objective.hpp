#pragma once
// Costs compared: one metric, or one after the other.

#include <vector>

#include "mapper/exact/exact.hpp"

namespace tilewright::exact {

/// Two numbers that differ by rounding only are equal. Costs are compared with this margin.
bool clearly_less(double a, double b);

class Objective {
 public:
  explicit Objective(std::vector<ExactMetric> metrics) : metrics_(std::move(metrics)) {}

  const std::vector<ExactMetric>& metrics() const { return metrics_; }
  std::vector<double> cost(double energy_pj, double latency_cycles) const;
  /// No cost at all reaches this.
  std::vector<double> infinite() const;

  /// True when `a` is less than `b`: in the first metric in which they are not equal.
  static bool less(const std::vector<double>& a, const std::vector<double>& b);
  /// True when some metric of the cost is more than its limit.
  static bool exceeds(const std::vector<double>& cost, const std::vector<double>& limits);

 private:
  std::vector<ExactMetric> metrics_;
};

}  // namespace tilewright::exact
