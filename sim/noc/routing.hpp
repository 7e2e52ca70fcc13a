#pragma once
// Dimension-ordered routing on a mesh: first along the row (X) to the destination's column, then
// along the column (Y). The routes of a multicast form a tree, since two routes from one router
// that part never meet again.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tilewright::sim {

/// The connections of a router: its neighbours, then its ports (the local one first).
enum Direction { east, west, south, north, first_port };

/// Connections that a router can have: a ConnectionSet has one bit for each.
constexpr int max_connections = 32;
using ConnectionSet = std::uint32_t;

constexpr ConnectionSet connection_bit(int connection) { return ConnectionSet{1} << connection; }

/// The connection at the other end of a link between neighbours.
constexpr Direction opposite(Direction direction) {
  constexpr std::array<Direction, 4> opposites = {west, east, north, south};
  return opposites[direction];
}

/// Where a port is connected.
struct PortPlace {
  int router = 0;
  int connection = first_port;
};

/// The outputs that a message takes at each router on its way.
class RoutingTree {
 public:
  RoutingTree() = default;

  /// The outputs at a router on the way. Not empty.
  ConnectionSet outputs_at(int router) const;

 private:
  friend class Routing;
  struct Branching {
    int router;
    ConnectionSet outputs;
  };
  std::vector<Branching> branchings_;  // ascending router
};

/// Makes the trees of one mesh.
class Routing {
 public:
  Routing(int columns, int rows);

  /// The tree from a router to one or several places.
  RoutingTree make_tree(int source_router, std::span<const PortPlace> destinations);

 private:
  void add_route(int source_router, const PortPlace& destination);
  void add_output(int router, int connection);

  int columns_;
  std::vector<ConnectionSet> outputs_;  // of the tree in the making, by router
  std::vector<int> routers_;            // of the tree in the making
};

}  // namespace tilewright::sim
