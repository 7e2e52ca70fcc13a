#pragma once
// The intermediate result of the nest analysis: what one storage level does with one data space.

#include <cstdint>
#include <vector>

#include "model/cost/evaluation.hpp"

namespace tilewright {

/// One data space at one storage level, per instance of the level. The traffic is what NestAnalysis
/// counts as if every level kept every data space; TileAccesses turns it into what
/// remains after bypassing.
struct Tile {
  std::int64_t size_words = 0;      ///< held between two fills; in the end 0 where it is not kept
  std::int64_t children_words = 0;  ///< of all children together; 0 where there is no spatial loop
  std::vector<AccessRecord> records;      ///< words to (or from) the children, ascending
  std::vector<AccessRecord> distributed;  ///< words that children forward (M:N networks)
  double link_transfers = 0;              ///< words that children pass to each other

  std::int64_t share_words = 0;           ///< of the tile, where an M:N network spreads it
  std::int64_t partition_size_words = 0;  ///< share of the tensor that an instance ever holds
  double instances = 0;                   ///< utilized, average over time
  std::int64_t fanout = 1;                ///< children in use
  double child_accesses = 0;              ///< words that the children read or write
  double parent_accesses = 0;  ///< this instance's share of what the parent sends or receives
  double peer_accesses = 0;    ///< words passed on to or taken from neighbours

  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  double temporal_reductions = 0;
};

/// Adds words to the record with the same multicast and scatter, keeping the order.
void add_record(std::vector<AccessRecord>& records, const AccessRecord& added);

/// The whole nest.
struct NestCounts {
  std::vector<std::vector<Tile>> tiles;  ///< [data space][storage level]
  double operations_per_instance = 0;    ///< of compute
  std::int64_t compute_instances = 1;    ///< utilized, average over time, rounded down
  std::int64_t temporal_iterations = 1;  ///< product of all temporal bounds
};

}  // namespace tilewright
