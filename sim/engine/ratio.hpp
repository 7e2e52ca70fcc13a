#pragma once
// Exact ratios of two rates (bytes per cycle, cycles of one clock per cycle of another), and the
// roundings that conversions need. Nothing is lost over long runs: a time is always computed from
// the count since the start, never by adding up rounded steps.

#include <cstdint>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

/// numerator / denominator, both positive.
struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  Ratio inverse() const { return {denominator, numerator}; }
};

/// count * ratio, rounded up, for count >= 0. Throws Error when it does not fit into 64 bits.
inline std::int64_t scale_up(std::int64_t count, const Ratio& ratio) {
  const std::int64_t floor = multiply_divide(count, ratio.numerator, ratio.denominator);
  // The remainder is smaller than the denominator, thus it is zero if and only if it is zero
  // modulo 2^64.
  const bool exact =
      static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(ratio.numerator) ==
      static_cast<std::uint64_t>(floor) * static_cast<std::uint64_t>(ratio.denominator);
  return exact ? floor : checked_add(floor, 1);
}

}  // namespace tilewright::sim
