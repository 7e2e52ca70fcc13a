#include "sim/phase/recorder.hpp"

#include <algorithm>
#include <tuple>

namespace tilewright::sim {

std::vector<Interval> Recorder::take() {
  std::stable_sort(intervals_.begin(), intervals_.end(), [](const Interval& a, const Interval& b) {
    return std::tie(a.track, a.begin) < std::tie(b.track, b.begin);
  });
  return std::move(intervals_);
}

}  // namespace tilewright::sim
