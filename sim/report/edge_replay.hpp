#pragma once
// Plays one edge from the first to the last position and adds up its words: exactly, or with the
// model's approximations switched on one after the other.

#include <cstdint>
#include <span>

#include "model/nest/timeloop_year.hpp"
#include "model/spec/mapping.hpp"
#include "sim/flow/flow_nest.hpp"

namespace tilewright::sim {

/// The model's approximations in the order in which they are switched on; each with those before.
enum class Approximation {
  none,
  boxes,          ///< tiles are bounding boxes
  stride_rule,    ///< a tile that moves by another step than before is loaded anew
  extrapolation,  ///< the second iteration stands for the later ones, the first child for all
};

/// Words along an edge. Up to the stride rule at all parents and children together; with
/// extrapolation at one parent and its children.
struct EdgeTotals {
  double parent = 0;        ///< down from parents, once per group, untouched results included
  double child = 0;         ///< to children, with links
  double link = 0;          ///< between children
  double fresh_parent = 0;  ///< of these, first visits of results, which bring nothing down
  double fresh_child = 0;
  double fresh_link = 0;
  double returned = 0;  ///< up to parents
};

/// Everything that the plays of one mapping share.
struct ReplayInput {
  const Workload& workload;
  const Mapping& mapping;
  std::span<const Fanout> fanouts;
  TimeloopYear year = TimeloopYear::y2025;
  std::int64_t most_steps = std::int64_t{1} << 26;  ///< beyond: Error
};

EdgeTotals replay_edge(FlowNest& nest, const ReplayInput& input, const Edge& edge,
                       Approximation approximation);

}  // namespace tilewright::sim
