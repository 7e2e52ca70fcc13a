#pragma once
// From the traffic of a loop nest to the traffic of storage levels, for one data space: partition
// sizes, shares of the parent's accesses, distributed multicast, bypass, neighbours' accesses,
// and the split into reads, fills and updates.

#include <vector>

#include "test/property/nest_execution.hpp"

namespace tilewright::test {

/// One data space at one storage level, per instance of the level.
struct TileTraffic {
  bool kept = false;
  bool no_coalesce = false;
  bool rmw_first_update = false;
  bool distributes = false;       ///< the level's network forwards between the children
  std::int64_t shape = 0;         ///< words of the tile; 0 where the data space is not stored
  std::int64_t size = 0;          ///< words that one instance holds of it
  std::int64_t spatial_size = 0;  ///< words at the spatial loops of the block; 0 without
  std::int64_t partition_size = 0;
  double content_accesses = 0;
  double parent_access_share = 0;
  double peer_accesses = 0;
  double link_transfers = 0;
  std::int64_t replication = 0;
  std::int64_t fanout = 0;
  Records records;
  Records distributed;
  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  double temporal_reductions = 0;
};

/// Processes the levels of one data space, innermost first. False where Timeloop gives up: a
/// distributed multicast with several fan-out patterns.
bool process_tiles(std::vector<TileTraffic>& tiles, bool read_write);

}  // namespace tilewright::test
