#pragma once
// The time that passes, and what is left of what a user allows.

#include <chrono>

namespace tilewright::cosa {

/// Starts when it is made.
class Clock {
 public:
  /// 0: no limit.
  explicit Clock(double limit_seconds) : limit_(limit_seconds) {}
  bool limited() const { return limit_ > 0; }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  double left_seconds() const { return limit_ - seconds(); }
  bool over() const { return limited() && left_seconds() <= 0; }

 private:
  double limit_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace tilewright::cosa
