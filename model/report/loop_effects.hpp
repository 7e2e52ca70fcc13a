#pragma once
// What does each loop of a mapping do to each data space: which words stay where they are, which
// are fetched once more, which are shared between instances? The answer of the nest analysis's own
// rule of temporal reuse (model/nest/reuse.hpp), for reports.

#include <array>
#include <cstdint>
#include <vector>

#include "model/nest/timeloop_year.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// What the steps of a loop do to a data space's tile in the next inner level that keeps it. Where
/// there is none, the tile is the word of one operation, which is never kept.
enum class LoopEffect : std::uint8_t {
  absent,  ///< the loop stands outside all levels that keep the data space
  next,    ///< temporal: other words take the tile's place
  again,   ///< temporal: words come back that inner loops had replaced
  slides,  ///< temporal: a part of the tile stays, only the rest is fetched
  stays,   ///< temporal: the whole tile stays, nothing is fetched
  split,   ///< spatial: each instance has words of its own
  shared,  ///< spatial: all instances have the same words: multicast, or partial sums added up
  copied,  ///< spatial: the same words, but each instance fetches (drains) them for itself
};

/// A loop with its effect on each data space.
struct LoopEffects {
  Loop loop;
  std::array<LoopEffect, max_data_spaces> effects{};
};

/// The loops of each storage level, outermost first, without those of bound 1. Factors count as
/// perfect: residuals change how often an effect takes place, not which it is. Throws Error when
/// the mapping is not even, or a count exceeds 2^63.
std::vector<std::vector<LoopEffects>> loop_effects(const Mapping& mapping, const Workload& workload,
                                                   int level_count, TimeloopYear year);

}  // namespace tilewright
