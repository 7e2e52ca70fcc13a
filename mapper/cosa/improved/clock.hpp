#pragma once
// What is left of the time that a user allows.

#include <chrono>

namespace tilewright::cosa::improved {

/// Starts when it is made.
class Clock {
 public:
  /// 0: no limit.
  explicit Clock(double limit_seconds) : limit_(limit_seconds) {}
  bool limited() const { return limit_ > 0; }
  double left_seconds() const {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    return limit_ - elapsed.count();
  }
  bool over() const { return limited() && left_seconds() <= 0; }

 private:
  double limit_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace tilewright::cosa::improved
