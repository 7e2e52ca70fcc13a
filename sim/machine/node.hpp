#pragma once
// A node of the network: a processing element with its own buffers, played in phases
// (sim/phase). It works on a step of the outer loops when all tiles for it have come, and gives up
// tiles, and sends results away, when it has used them for the last time.

#include <cstdint>
#include <vector>

#include "sim/machine/feed.hpp"
#include "sim/machine/parts.hpp"
#include "sim/machine/returns.hpp"
#include "sim/machine/tile_sequence.hpp"
#include "sim/phase/phase_player.hpp"

namespace tilewright::sim {

/// One data space's way into the nodes, and out of them (null: it is only read).
struct NodeEdge {
  Feed* feed = nullptr;
  Returns* returns = nullptr;
};

class Node final {
 public:
  /// `first_loop`: the innermost loop whose advance changes a tile that comes from outside. All
  /// arguments must outlive this.
  Node(Parts& parts, PhasePlayer& player, const std::vector<NodeEdge>& edges, int first_loop,
       int level, int id);

  /// Does all steps whose tiles have come.
  void poke();

  bool done() const { return done_; }
  const Stamp& end() const { return end_; }
  const Stamp& first_operation() const { return first_operation_; }
  const Stamp& last_operation() const { return last_operation_; }
  const Counts& counts() const { return counts_; }  ///< of the levels inside, all nodes together
  void add_blocked(std::vector<Blocked>& blocked) const;

 private:
  bool ready() const;
  bool changes(const NodeEdge& edge, int loop) const;
  void play_step();
  void give_up(const NodeEdge& edge, const Stamp& when);
  void record_step(const Stamp& idle_from, const Stamp& arrival, int late_space);

  Parts& parts_;
  PhasePlayer& player_;
  PhaseModel& model_;
  const std::vector<NodeEdge>& edges_;
  int first_loop_;
  int level_;
  int id_;
  TileSequence steps_;
  std::vector<std::int64_t> tiles_;  // by edge: index of the tile that the next step needs
  PhaseModel::State<Stamp> state_;
  Counts counts_;
  bool done_ = false;
  Stamp first_operation_;
  Stamp last_operation_;
  Stamp end_;
};

}  // namespace tilewright::sim
