#pragma once
// From counts to cost, for one data space in the network below one storage level.

#include <vector>

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/nest/tile.hpp"

namespace tilewright {

/// The records of partial sums that travelled twice, of all mappings so far. Timeloop's mapper
/// never clears them: a record lasts until a mapping has one with the same multicast and scatter,
/// and costs energy in each mapping until then. Only a faithful repetition of its searches wants
/// that.
struct NetworkHistory {
  std::vector<AccessRecord> ingresses;
  std::vector<AccessRecord> distributed;
};

/// Fills the traffic of one data space through one network. `reduces`: the storage level above
/// adds partial sums itself; where it does not, these travel twice. `history` may be null.
void count_network(const NetworkCosts& costs, const Tile& tile, bool read_write, bool reduces,
                   NetworkTraffic& traffic, NetworkHistory* history);

}  // namespace tilewright
