#pragma once
// The model's traffic of one data space before and after it is rounded: the top of the ladder from
// the exact play to the model.

#include <cstdint>
#include <vector>

#include "model/nest/loop_nest.hpp"
#include "model/nest/tile.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::sim {

/// Words per utilized instance of a level.
struct LevelTraffic {
  double reads = 0;
  double fills = 0;
  double updates = 0;
};

/// First visits of results, per instance of the level: what its children take and what it takes.
struct FirstVisits {
  double by_children = 0;
  double own = 0;
};

/// The traffic of one data space by level, from what the nest analysis counts between neighbouring
/// levels (`tiles` by level): bypassed levels hand their children's accesses on as averages.
/// `first_visits` by level.
std::vector<LevelTraffic> bypassed_traffic(const LoopNest& nest, const Mapping& mapping,
                                           int data_space, bool read_write,
                                           const std::vector<Tile>& tiles,
                                           const std::vector<FirstVisits>& first_visits);

/// The same as the model rounds it: an instance's share of the tensor stands for its first visits,
/// words of links are spread over all instances, and counts are whole.
std::vector<LevelTraffic> rounded_traffic(const LoopNest& nest, const Mapping& mapping,
                                          int data_space, bool read_write,
                                          const std::vector<Tile>& tiles);

}  // namespace tilewright::sim
