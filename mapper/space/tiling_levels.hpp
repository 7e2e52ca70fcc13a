#pragma once
// The groups of loops that an even mapping has: one temporal group per storage level and, inside
// of it, one spatial group where the level has a fan-out.

#include <cstdint>
#include <string>
#include <vector>

#include "model/spec/architecture.hpp"

namespace tilewright {

struct TilingLevel {
  int storage = 0;  ///< the storage level that the loops belong to
  bool spatial = false;
  std::int64_t fanout_x = 1;  ///< of spatial levels: instances below one instance of the level
  std::int64_t fanout_y = 1;

  bool two_dimensional() const { return fanout_x > 1 && fanout_y > 1; }
};

/// All tiling levels, innermost first.
std::vector<TilingLevel> tiling_levels(const Architecture& architecture);

/// "GlobalBuffer (spatial)".
std::string name_of(const TilingLevel& level, const Architecture& architecture);

}  // namespace tilewright
