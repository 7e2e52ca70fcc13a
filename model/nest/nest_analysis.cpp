#include "model/nest/nest_analysis.hpp"

#include <algorithm>
#include <cstdlib>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

std::span<const NestLoop> spatial_loops(const LoopNest& nest, const NestBlock& block) {
  return nest.loops().subspan(static_cast<std::size_t>(block.begin),
                              static_cast<std::size_t>(block.temporal - block.begin));
}

// Position of the innermost temporal loop from `first` outwards that moves the data space.
int first_moving_loop(const LoopNest& nest, int first, const Projection& projection) {
  const auto loops = nest.temporal_loops();
  while (first < static_cast<int>(loops.size()) &&
         !projection.depends_on(loops[static_cast<std::size_t>(first)].dimension)) {
    ++first;
  }
  return first;
}

// True when no two unrolled dimensions move the same rank, so that children which differ in a
// dimension that matters have different tiles.
bool all_moves_show(const LoopNest& nest, const NestBlock& block, const Projection& projection) {
  std::uint32_t moved = 0;
  const auto loops = spatial_loops(nest, block);
  for (auto loop = loops.begin(); loop != loops.end(); ++loop) {
    const bool again = std::any_of(loops.begin(), loop, [&](const NestLoop& inner) {
      return inner.dimension == loop->dimension;
    });
    if (again) continue;
    const std::uint32_t ranks = projection.moved_ranks(loop->dimension);
    if ((moved & ranks) != 0) return false;
    moved |= ranks;
  }
  return true;
}

// The only group size where all moves show: all children that differ in dimensions of no effect.
GroupCount only_group(const LoopNest& nest, const NestBlock& block, const Projection& projection) {
  GroupCount group{1, 1, 0, 0};
  for (const NestLoop& loop : spatial_loops(nest, block)) {
    (projection.depends_on(loop.dimension) ? group.groups : group.multicast) *= loop.bound;
  }
  return group;
}

void add_groups(std::span<const GroupCount> groups, std::int64_t words,
                std::vector<AccessRecord>& records) {
  for (const GroupCount& group : groups) {
    add_record(records, to_record(group, static_cast<double>(words)));
  }
}

}  // namespace

void add_record(std::vector<AccessRecord>& records, const AccessRecord& added) {
  const auto at = std::lower_bound(
      records.begin(), records.end(), added, [](const AccessRecord& a, const AccessRecord& b) {
        return a.multicast != b.multicast ? a.multicast < b.multicast : a.scatter < b.scatter;
      });
  if (at == records.end() || at->multicast != added.multicast || at->scatter != added.scatter) {
    records.insert(at, added);
    return;
  }
  at->accesses += added.accesses;
  at->hops += added.hops;
  at->unicast_hops += added.unicast_hops;
}

AccessRecord to_record(const GroupCount& group, double words) {
  const auto groups = static_cast<double>(group.groups);
  const double accesses = words * groups;
  return {group.multicast, group.groups, accesses, group.hops * accesses / groups,
          group.unicast_hops * accesses / groups};
}

NestAnalysis::NestAnalysis(const std::vector<Projection>& projections,
                           const std::vector<FanoutInfo>& fanouts, TimeloopYear year)
    : projections_(projections), fanouts_(fanouts), schedule_(year) {}

void NestAnalysis::find_tiles(const LoopNest& nest, NestCounts& counts) const {
  std::int64_t instances = 1;
  for (int level = nest.level_count() - 1; level >= 0; --level) {
    const NestBlock& block = nest.block(level);
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      counts.tiles[space][static_cast<std::size_t>(level)].instances =
          static_cast<double>(instances);
    }
    instances = checked_multiply(instances, block.children());
  }
  for (std::size_t space = 0; space < projections_.size(); ++space) {
    const Projection& projection = projections_[space];
    std::int64_t words = 1;
    for (int level = 0; level < nest.level_count(); ++level) {
      const NestBlock& block = nest.block(level);
      Tile& tile = counts.tiles[space][static_cast<std::size_t>(level)];
      tile.children_words = block.has_spatial() ? projection.words(nest.spatial_extents(level)) : 0;
      if (block.begin != block.end) words = projection.words(nest.extents(level));
      tile.size_words = words;
    }
  }
  counts.compute_instances = instances;
  counts.temporal_iterations = nest.iterations_from(0);
  counts.operations_per_instance = static_cast<double>(counts.temporal_iterations);
}

void NestAnalysis::count_traffic(const LoopNest& nest,
                                 const std::vector<ReuseDirectives>& directives,
                                 NestCounts& counts) {
  static const ReuseDirectives none;
  for (int level = 0; level < nest.level_count(); ++level) {
    const auto index = static_cast<std::size_t>(level);
    const ReuseDirectives& own = directives.empty() ? none : directives[index];
    const ReuseDirectives& child = directives.empty() || level == 0 ? none : directives[index - 1];
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      const auto data_space = static_cast<int>(space);
      std::vector<Tile>& tiles = counts.tiles[space];
      Tile& tile = tiles[index];
      tile.records.clear();
      tile.link_transfers = 0;
      // Compute units hold nothing: what they touch is fetched for each operation.
      const Feed feed{nest,
                      level,
                      projections_[space],
                      level == 0 ? 1 : tiles[index - 1].size_words,
                      level == 0 || contains(child.no_temporal_reuse, data_space),
                      !contains(own.no_multicast, data_space),
                      !contains(own.no_link_transfer, data_space)};
      if (nest.block(level).has_spatial()) {
        count_spatial(feed, tile);
      } else {
        tile.records.push_back({1, 1, static_cast<double>(words_to_one_child(feed)), 0, 0});
      }
    }
  }
}

// Words that one child fetches in all visits.
std::int64_t NestAnalysis::words_to_one_child(const Feed& feed) {
  int first = feed.nest.block(feed.level).first_temporal;
  if (!feed.always_all && !feed.projection.separable()) {
    build_schedule(feed);
    return schedule_.total_words();
  }
  if (!feed.always_all) first = first_moving_loop(feed.nest, first, feed.projection);
  return checked_multiply(feed.child_words, feed.nest.iterations_from(first));
}

void NestAnalysis::build_schedule(const Feed& feed) {
  RankVector extents;
  if (feed.level == 0) {
    extents.fill(1);
  } else {
    extents = feed.projection.rank_extents(feed.nest.extents(feed.level - 1));
  }
  const int first = feed.nest.block(feed.level).first_temporal;
  schedule_.build(feed.projection, extents,
                  feed.nest.temporal_loops().subspan(static_cast<std::size_t>(first)),
                  feed.always_all);
}

void NestAnalysis::count_spatial(const Feed& feed, Tile& tile) {
  // Separable tiles that move, move farther than any two children are apart.
  if (feed.links && (feed.always_all || !feed.projection.separable())) {
    count_with_links(feed, tile);
    return;
  }
  add_all_groups(feed, words_to_one_child(feed), tile);
}

// All children fetch `words` each.
void NestAnalysis::add_all_groups(const Feed& feed, std::int64_t words, Tile& tile) {
  const NestBlock& block = feed.nest.block(feed.level);
  if (feed.multicast && !wants_hops(feed) && all_moves_show(feed.nest, block, feed.projection)) {
    add_record(tile.records, to_record(only_group(feed.nest, block, feed.projection),
                                       static_cast<double>(words)));
    return;
  }
  assign_children(feed);
  add_groups(children_.groups(feed.multicast, wants_hops(feed)), words, tile.records);
}

void NestAnalysis::count_with_links(const Feed& feed, Tile& tile) {
  build_schedule(feed);
  std::int64_t unlinked_words = schedule_.total_words();
  if (!may_link(feed)) {
    add_all_groups(feed, unlinked_words, tile);
    return;
  }
  for (const Advance& advance : schedule_.find_advances()) {
    if (!advance.same_shape) continue;
    const auto links = children_.find_links(children_, schedule_.displacement(advance.loop),
                                            feed.multicast, wants_hops(feed));
    if (!links) continue;
    const std::int64_t words = checked_multiply(advance.words, advance.visits);
    unlinked_words -= words;
    tile.link_transfers += static_cast<double>(checked_multiply(words, links->linked));
    add_groups(links->groups, words, tile.records);
  }
  add_all_groups(feed, unlinked_words, tile);
}

// True when some step of the schedule moves the tiles by no more than two children are apart, and
// as far as two neighbours may be. (A leaving loop moves them farther.) Leaves the children
// assigned then.
bool NestAnalysis::may_link(const Feed& feed) {
  if (schedule_.first_leaving_loop() == 0) return false;
  RankVector reach = feed.projection.zero();
  for (const NestLoop& loop : spatial_loops(feed.nest, feed.nest.block(feed.level))) {
    for (const Projection::Mover& mover : feed.projection.movers(loop.dimension)) {
      reach[mover.rank] += std::abs(mover.words) * loop.stride * (loop.bound - 1);
    }
  }
  bool assigned = false;
  for (int loop = 0; loop < schedule_.first_leaving_loop(); ++loop) {
    const RankVector& displacement = schedule_.displacement(loop);
    bool within = true;
    for (int rank = 0; rank < feed.projection.rank_count(); ++rank) {
      within = within && std::abs(displacement[rank]) <= reach[rank];
    }
    if (!within) continue;
    if (!assigned) assign_children(feed);
    assigned = true;
    if (children_.neighbours_differ_by(displacement)) return true;
  }
  return false;
}

void NestAnalysis::assign_children(const Feed& feed) {
  const NestBlock& block = feed.nest.block(feed.level);
  const FanoutInfo& fanout = fanouts_[static_cast<std::size_t>(feed.level)];
  const auto loops = spatial_loops(feed.nest, block);
  ends_.clear();
  for (const NestLoop& loop : loops) ends_.push_back(loop.bound);
  children_.assign(feed.projection, loops, ends_,
                   {std::max(fanout.x, block.used_x), std::max(fanout.y, block.used_y)});
}

}  // namespace tilewright
