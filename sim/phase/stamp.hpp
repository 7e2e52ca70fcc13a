#pragma once
// A point in time that knows how it came about: the critical path that led to it, as time by cause.
//
// Time advances in ticks, a fixed number per cycle, so that transfers at any bandwidth take whole
// numbers. Stamps are compared by time and then by causes, a total order that adding a duration
// keeps. So (later, after) is a max-plus algebra with whole numbers: results do not depend on how
// steps are grouped, which is what lets repeated phases be played once.

#include <algorithm>
#include <array>
#include <cstdint>

namespace tilewright::sim {

/// What time can be spent on. Numbers from `first_fill` on belong to levels.
inline constexpr int max_causes = 28;
using Causes = std::array<std::int64_t, max_causes>;

struct Stamp {
  std::int64_t ticks = 0;
  Causes causes{};  ///< ticks by cause; they add up to `ticks`

  bool operator==(const Stamp&) const = default;
  bool operator<(const Stamp& other) const {
    return ticks != other.ticks ? ticks < other.ticks : causes < other.causes;
  }

  Stamp& operator+=(const Stamp& duration) {
    ticks += duration.ticks;
    for (int cause = 0; cause < max_causes; ++cause) {
      causes[static_cast<std::size_t>(cause)] += duration.causes[static_cast<std::size_t>(cause)];
    }
    return *this;
  }
};

/// The later of two points in time.
inline const Stamp& later(const Stamp& a, const Stamp& b) { return a < b ? b : a; }

/// `ticks` after a point in time, spent on `cause`.
inline Stamp after(Stamp stamp, std::int64_t ticks, int cause) {
  stamp.ticks += ticks;
  stamp.causes[static_cast<std::size_t>(cause)] += ticks;
  return stamp;
}

}  // namespace tilewright::sim
