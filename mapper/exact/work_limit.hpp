#pragma once
// The time limit and the statistics of work that calls the exact mapper several times.

#include <algorithm>
#include <chrono>

#include "mapper/exact/exact.hpp"

namespace tilewright::exact {

class WorkLimit {
 public:
  explicit WorkLimit(const ExactOptions& options)
      : options_(options), start_(std::chrono::steady_clock::now()) {}

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  /// For the next call; absent: no limit.
  std::optional<double> seconds_left() const {
    if (!options_.time_limit_s) return std::nullopt;
    return std::max(0.0, *options_.time_limit_s - seconds());
  }
  bool reached() const {
    return (options_.stop && options_.stop()) || seconds_left().value_or(1) <= 0;
  }

 private:
  const ExactOptions& options_;
  const std::chrono::steady_clock::time_point start_;
};

/// Adds all but the seconds in all.
inline void add(ExactStatistics& sum, const ExactStatistics& part) {
  sum.programs += part.programs;
  sum.labels += part.labels;
  sum.transitions += part.transitions;
  sum.configurations += part.configurations;
  sum.incumbent_seconds += part.incumbent_seconds;
}

}  // namespace tilewright::exact
