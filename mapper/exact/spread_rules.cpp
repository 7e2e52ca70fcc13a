#include "mapper/exact/spread_rules.hpp"

#include <algorithm>

namespace tilewright::exact {

namespace {

void append_loops(std::span<const NestLoop> loops, Key& key) {
  for (const NestLoop& loop : loops) {
    key.push_back(loop.dimension * 3 + static_cast<int>(loop.kind));
    key.push_back(loop.bound);
  }
}

}  // namespace

std::vector<NestLoop> with_strides(std::span<const NestLoop> loops, Shape shape) {
  std::vector<NestLoop> result(loops.begin(), loops.end());
  for (NestLoop& loop : result) loop.stride = shape[static_cast<std::size_t>(loop.dimension)];
  return result;
}

void append_rests(const Problem& problem, const Space& space, Shape shape, Key& key) {
  std::int64_t idle = 0;
  for (int d = 0; d < problem.dimension_count(); ++d) {
    const std::int64_t extent = shape[static_cast<std::size_t>(d)];
    if ((space.relevant >> d & 1U) == 0) {
      idle = extent < problem.lattice.bound(d) ? 1 : idle;
    } else if ((space.leaving >> d & 1U) == 0) {
      key.push_back(extent);
    }
  }
  key.push_back(idle);
}

SpreadRules::SpreadRules(const Problem& problem, int space, SpreadMemory& memory)
    : problem_(problem),
      space_(problem.spaces[static_cast<std::size_t>(space)]),
      space_index_(space),
      memory_(memory) {}

const SpreadFacts& SpreadRules::facts(std::span<const NestLoop> loops, Shape shape, int level) {
  std::vector<std::int64_t> outside(shape.begin(), shape.end());
  for (const NestLoop& loop : loops)
    outside[static_cast<std::size_t>(loop.dimension)] *= loop.bound;
  key_ = {level};
  append_loops(loops, key_);
  append_rests(problem_, space_, outside, key_);
  const auto [found, added] = memory_.facts.try_emplace(key_);
  if (added) found->second = find(with_strides(loops, shape), outside, level);
  return found->second;
}

SpreadFacts SpreadRules::find(std::span<const NestLoop> loops, Shape outside, int level) {
  SpreadFacts facts;
  if (loops.empty()) return facts;
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  ends_.clear();
  for (const NestLoop& loop : loops) {
    ends_.push_back(loop.bound);
    facts.children *= loop.bound;
  }
  children_.assign(space_.projection, loops, ends_, {description.fanout_x, description.fanout_y});
  facts.groups = 0;
  multicast_ = !contains(description.directives.no_multicast, space_index_);
  for (const GroupCount& group : children_.groups(multicast_, false)) {
    facts.groups += group.groups;
    facts.most_served = std::max(facts.most_served, group.multicast);
  }
  facts.uniform = children_.groups(multicast_, false).size() == 1;
  // Separable tiles are identical or apart, and leave their place when they move: links serve those
  // only that fetch at every visit.
  NeighbourDifferences neighbours;
  if ((!space_.separable || problem_.fetches_all(level, space_index_)) &&
      !contains(description.directives.no_link_transfer, space_index_)) {
    neighbours = differences(loops, level);
  }
  facts.links = may_reach(neighbours, outside, level);
  if (!facts.links) neighbours = {};
  facts.profile = profile(loops, neighbours, !description.network_costs);
  return facts;
}

// Those that matter: where a move leads away, no tile is like one before; and one that moves
// nothing fetches nothing, but where every visit does, or under the rule of 2024.
NeighbourDifferences SpreadRules::differences(std::span<const NestLoop> loops, int level) const {
  NeighbourDifferences neighbours = neighbour_differences(
      space_.projection, loops, problem_.levels[static_cast<std::size_t>(level)].fanout_x);
  const bool still_moves_count = problem_.fetches_all(level, space_index_) ||
                                 problem_.options.model.timeloop == TimeloopYear::y2024;
  const auto of_no_use = [&](const RankVector& vector) {
    bool moves = still_moves_count;
    for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
      if (vector[static_cast<std::size_t>(rank)] == 0) continue;
      if ((space_.projection.single_ranks() >> rank & 1U) != 0) return true;
      moves = true;
    }
    return !moves;
  };
  auto& list = neighbours.differences;
  list.erase(std::remove_if(list.begin(), list.end(), of_no_use), list.end());
  return neighbours;
}

// Many arrangements have the same differences between neighbours.
bool SpreadRules::may_reach(const NeighbourDifferences& neighbours, Shape outside, int level) {
  if (!neighbours.any && neighbours.differences.empty()) return false;
  Key key = {level, neighbours.any ? 1 : 0};
  for (const RankVector& difference : neighbours.differences) {
    key.insert(key.end(), difference.begin(), difference.begin() + space_.projection.rank_count());
  }
  append_rests(problem_, space_, outside, key);
  const auto [found, added] = memory_.reaches.try_emplace(key, false);
  if (added) {
    found->second =
        may_reach_neighbours(space_, problem_.lattice, neighbours, outside,
                             problem_.children_outside[static_cast<std::size_t>(level)]);
  }
  return found->second;
}

std::uint32_t SpreadRules::profile(std::span<const NestLoop> loops,
                                   const NeighbourDifferences& neighbours, bool any_order) {
  key_.clear();
  if (!any_order || neighbours.any) {
    append_loops(loops, key_);
    for (const NestLoop& loop : loops) key_.push_back(loop.stride);
  } else {
    key_.push_back(-1);
    append_groups(children_.groups(multicast_, false));
    auto differences = neighbours.differences;
    const auto ranks = space_.projection.rank_count();
    std::sort(differences.begin(), differences.end(), [&](const auto& a, const auto& b) {
      return std::lexicographical_compare(a.begin(), a.begin() + ranks, b.begin(),
                                          b.begin() + ranks);
    });
    for (const RankVector& difference : differences) {
      key_.insert(key_.end(), difference.begin(), difference.begin() + ranks);
      const auto links = children_.find_links(children_, difference, multicast_, false);
      key_.push_back(links ? links->linked : -1);
      if (links) append_groups(links->groups);
    }
  }
  const auto next = static_cast<std::uint32_t>(memory_.profiles.size() + 1);
  return memory_.profiles.try_emplace(key_, next).first->second;
}

void SpreadRules::append_groups(std::span<const GroupCount> groups) {
  key_.push_back(static_cast<std::int64_t>(groups.size()));
  for (const GroupCount& group : groups) {
    key_.push_back(group.multicast);
    key_.push_back(group.groups);
  }
}

}  // namespace tilewright::exact
