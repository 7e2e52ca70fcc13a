#pragma once
// Which data moves, how often? From a loop nest to the tile that each level holds and the words
// that pass each network, before anyone asks which levels are bypassed.

#include <cstdint>
#include <span>
#include <vector>

#include "model/nest/children.hpp"
#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"
#include "model/nest/reuse.hpp"
#include "model/nest/tile.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright {

/// What the analysis must know of the hardware: by level, the physical fan-out, and whether the
/// hops of its network matter (they are expensive to count).
struct FanoutInfo {
  std::int64_t x = 1;
  std::int64_t y = 1;
  bool want_hops = false;
};

/// Words of groups that get `words` each, as a record.
AccessRecord to_record(const GroupCount& group, double words);

/// Analyses perfect nests (all residuals equal the bounds) by counting the visits to each tile.
class NestAnalysis {
 public:
  NestAnalysis(const std::vector<Projection>& projections, const std::vector<FanoutInfo>& fanouts,
               TimeloopYear year);

  /// Sizes of all tiles, and the instances in use.
  void find_tiles(const LoopNest& nest, NestCounts& counts) const;

  /// The traffic between them; after find_tiles. `directives` has one entry per level or is empty.
  /// Throws Error when a count exceeds 2^63.
  void count_traffic(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
                     NestCounts& counts);

 private:
  /// One level's children of one data space.
  struct Feed {
    const LoopNest& nest;
    int level;
    const Projection& projection;
    std::int64_t child_words;  // held by one child
    bool always_all;           // a child fetches its tile anew at every visit
    bool multicast;
    bool links;
  };

  std::int64_t words_to_one_child(const Feed& feed);
  void build_schedule(const Feed& feed);
  void count_spatial(const Feed& feed, Tile& tile);
  void add_all_groups(const Feed& feed, std::int64_t words, Tile& tile);
  void count_with_links(const Feed& feed, Tile& tile);
  bool may_link(const Feed& feed);
  void assign_children(const Feed& feed);
  bool wants_hops(const Feed& feed) const {
    return fanouts_[static_cast<std::size_t>(feed.level)].want_hops;
  }

  const std::vector<Projection>& projections_;
  const std::vector<FanoutInfo>& fanouts_;
  ReuseSchedule schedule_;
  Children children_;
  std::vector<std::int64_t> ends_;
};

}  // namespace tilewright
