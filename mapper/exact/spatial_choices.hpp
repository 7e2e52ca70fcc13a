#pragma once
// The ways to spread a storage level's work over the instances below it.

#include <cstdint>
#include <vector>

#include "mapper/exact/lattice.hpp"
#include "mapper/space/mapspace.hpp"
#include "model/nest/loop_nest.hpp"

namespace tilewright::exact {

/// The spatial loops of one level without their order.
struct SpatialChoice {
  std::vector<std::int64_t> factors;  ///< by dimension
  std::uint32_t offset = 0;           ///< in the lattice
  std::int64_t product = 1;           ///< children in use
  /// The orders and splits over X and Y that the mapspace has, innermost loop first, X loops before
  /// Y loops, without loops of bound 1. Only dimension, kind and bound are set.
  std::vector<std::vector<NestLoop>> arrangements;
};

/// All choices at a tiling level (which must be spatial), by ascending offset. `all_arrangements`:
/// else one of each choice is enough.
std::vector<SpatialChoice> spatial_choices(const Mapspace& space, int tiling_level,
                                           const Lattice& lattice, bool all_arrangements);

/// The only choice where nothing can be spread.
SpatialChoice no_spatial_choice(int dimension_count);

}  // namespace tilewright::exact
