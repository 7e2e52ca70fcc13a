#pragma once
// Takes results of one edge back to the parent. Holders with the same words form a reduction group:
// along each row of the mesh partial sums go from neighbour to neighbour, then down the last
// column, packet by packet, each one adding its own; the last one sends the sum to the parent.

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "sim/machine/feed.hpp"
#include "sim/machine/parts.hpp"
#include "sim/machine/tile_sequence.hpp"

namespace tilewright::sim {

class Returns {
 public:
  /// `feed` brought the tiles and is told when holders are free again. Both outlive this.
  Returns(Parts& parts, Feed& feed);

  /// Called when a tile has returned completely.
  void set_on_return(std::function<void()> on_return) { on_return_ = std::move(on_return); }

  /// A holder has worked on its next tile for the last time, at `when` (in the present cycle).
  void leave(int holder, const Stamp& when);

  /// Tiles that are back in the parent, counted from the first without a gap.
  std::int64_t returned() const { return returned_; }
  const Stamp& last_return() const { return last_return_; }
  /// Nothing is on its way.
  bool idle() const { return departures_.empty(); }
  const EdgeCounts& counts() const { return counts_; }
  void add_blocked(std::vector<Blocked>& blocked) const;

 private:
  /// A holder's place in its group's tree.
  struct Member {
    int holder = 0;
    int next = -1;              // member that it sends to; -1: the parent
    std::vector<int> previous;  // members that send to it
    bool ready = false;
    Stamp when;  // own words ready, and what came from others
    int transfer = -1;
    std::int64_t supplied = 0;             // bits
    std::map<int, std::int64_t> received;  // bits, by sending member
  };
  struct ReductionGroup {
    SharedWords shared;
    std::vector<Member> members;
  };
  struct Departure {
    std::vector<ReductionGroup> groups;
    std::vector<int> sends_left;  // by holder
    int groups_left = 0;
    int holders_left = 0;
    Position last;  // of the tile
    Position next;  // position after it; empty: the end
    Stamp when;
  };

  Departure& departure(std::int64_t index);
  void create_departure();
  std::vector<Member> make_tree(const std::vector<int>& holders) const;
  void start(std::int64_t index, int group, int member);
  void supply(std::int64_t index, int group, int member);
  void finish_send(std::int64_t index, int group, int member);
  void release(std::int64_t index, int holder);
  void finish_departures();

  Parts& parts_;
  Feed& feed_;
  TileSequence sequence_;
  std::int64_t created_ = 0;
  std::map<std::int64_t, Departure> departures_;  // by tile
  std::vector<std::int64_t> left_;                // by holder: tiles that it has left
  std::int64_t returned_ = 0;
  Stamp last_return_;
  EdgeCounts counts_;
  std::function<void()> on_return_;
};

}  // namespace tilewright::sim
