#pragma once
// The constants of CoSA's mixed-integer program, derived from a Spec. Nothing here knows a
// dimension, a data space or a level by name; docs/cosa-published.md writes the rules of derivation
// down. Source of the program: Huang et al., "CoSA: Scheduling by Constrained Optimization for
// Spatial Accelerators", ISCA 2021, section III, and the program published with it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/cosa/factors.hpp"
#include "mapper/cosa/options.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::cosa {

/// What the paper's program multiplies into the weight of what streams past the global buffer.
inline constexpr double streaming_bonus = 1.01;
/// What it multiplies into the tile sizes and the spatial fan-out of the traffic.
inline constexpr double tile_traffic_scale = 0.99;

/// A rank of a data space whose coordinate is a sum of window dimensions (which also index an
/// output, P of P + R) and of halo dimensions (which do not, R of P + R).
struct SlidingRank {
  int data_space = 0;
  std::vector<int> window;
  std::vector<int> halo;
  int level = 0;  ///< the buffer whose capacity the halo is charged to
};

/// The constants. Levels count from the innermost; sizes are in words.
struct Problem {
  int dimension_count = 0;
  int data_space_count = 0;
  int level_count = 0;
  std::vector<PrimeFactor> factors;      ///< by dimension, then ascending
  std::vector<DataSpaceMask> relevance;  ///< by dimension: data spaces whose tile it enlarges
  std::vector<std::vector<std::int64_t>> stride;  ///< [data space][dimension], >= 1
  std::vector<SlidingRank> sliding_ranks;
  std::vector<DataSpaceMask> stored;   ///< by level
  std::vector<std::int64_t> fanout_x;  ///< by level
  std::vector<std::int64_t> fanout_y;
  /// [level][data space]; absent: no limit (backing store, no size, not stored).
  std::vector<std::vector<std::optional<std::int64_t>>> capacity;
  DataSpaceMask streamed = 0;  ///< data spaces that bypass the global buffer
  int bonus_level = -1;        ///< its utilization counts streaming_bonus times; -1: no level

  /// The outermost level.
  int backing_store() const { return level_count - 1; }
  /// The level whose loop order is optimized: the outermost one on the chip; -1: there is none.
  int global_buffer() const { return level_count - 2; }
  bool is_relevant(int dimension, int data_space) const {
    return contains(relevance[dimension], data_space);
  }
  /// log2 of what one factor `prime` of `dimension` multiplies the tile of `data_space` by: 0 where
  /// the dimension is not relevant, and the stride counts once for every factor, as published.
  double log2_growth(int data_space, int dimension, std::int64_t prime) const;
  double utilization_weight(int level) const { return level == bonus_level ? streaming_bonus : 1; }
};

/// Derives the constants. Throws Error when the `partition` option is not valid.
Problem derive_problem(const Spec& spec, const CosaOptions& options);

/// Why no mapping can exist, or an empty text.
std::string reason_for_infeasibility(const Problem& problem, const Spec& spec);

}  // namespace tilewright::cosa
