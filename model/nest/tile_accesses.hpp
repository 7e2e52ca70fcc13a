#pragma once
// From traffic between neighbouring levels to reads, fills and updates of the levels that really
// keep a data space: partition sizes, bypass, link transfers, partial sums.

#include <cstdint>
#include <vector>

#include "model/nest/loop_nest.hpp"
#include "model/nest/tile.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright {

/// Turns the traffic of one data space, with sizes and instances as the analysis left them in
/// `tiles` (by level), into accesses.
class TileAccesses {
 public:
  /// `distributes[l]`: the network below level l forwards between children (M:N).
  explicit TileAccesses(std::vector<bool> distributes);

  /// Completes `tiles`. Returns false when a distributed multicast is asked of a mapping with
  /// several multicast patterns; tiles are unspecified then.
  bool run(const LoopNest& nest, const std::vector<ReuseDirectives>& directives, int data_space,
           bool read_write, std::vector<Tile>& tiles) const;

 private:
  bool distribute(std::vector<Tile>& tiles) const;

  std::vector<bool> distributes_;
  bool any_distributes_;
};

}  // namespace tilewright
