#pragma once
// Keeps the intervals of a run for pictures and traces, up to a number of them.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/simulation.hpp"

namespace tilewright::sim {

class Recorder {
 public:
  explicit Recorder(std::size_t limit) : limit_(limit) {}

  /// Notes an interval; nothing where it is empty or there are enough.
  void add(std::string track, std::string name, Cycle begin, Cycle end, bool wait = false) {
    if (begin >= end) return;
    if (intervals_.size() >= limit_) {
      cut_ = true;
      return;
    }
    intervals_.push_back({std::move(track), std::move(name), begin, end, wait});
  }
  std::size_t limit() const { return limit_; }
  bool wanted() const { return limit_ > 0; }
  bool cut() const { return cut_; }
  /// By track, then by time.
  std::vector<Interval> take();

 private:
  std::size_t limit_;
  bool cut_ = false;
  std::vector<Interval> intervals_;
};

}  // namespace tilewright::sim
