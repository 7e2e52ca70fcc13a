#pragma once
// How the children of an edge are reached: which directives hold between the levels, and who is
// whose mesh neighbour.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/flow/flow_nest.hpp"

namespace tilewright::sim {

/// How the children of one parent are connected.
struct ChildNetwork {
  bool whole_tiles = false;  ///< the whole tile moves in every step
  bool links = false;        ///< mesh neighbours pass words to each other
  std::int64_t columns = 1;  ///< of the grid in which the children stand, row by row
  std::int64_t rows = 1;
  std::vector<std::int64_t> branch;  ///< by child: children share words only within a branch
};

/// The network of an edge. `fanouts` by level; empty: as the mapping uses them.
ChildNetwork find_network(const FlowNest& nest, const Mapping& mapping, const Edge& edge,
                          bool is_result, std::span<const Fanout> fanouts);

/// The edges of all data spaces as TileFlow::edges(). Throws Error when one is kept nowhere.
std::vector<Edge> find_edges(const Workload& workload, const FlowNest& nest);

}  // namespace tilewright::sim
