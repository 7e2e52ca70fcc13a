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

std::int64_t children_of(std::span<const NestLoop> loops) {
  std::int64_t children = 1;
  for (const NestLoop& loop : loops) children *= loop.bound;
  return children;
}

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
  if (!space_.separable || problem_.fetches_all(level, space_index_)) {
    append_rests(problem_, space_, outside, key_);
  }
  const auto [found, added] = memory_.facts.try_emplace(key_);
  if (added) found->second = find(with_strides(loops, shape), outside, level);
  return found->second;
}

SpreadFacts SpreadRules::find(std::span<const NestLoop> loops, Shape outside, int level) {
  SpreadFacts facts;
  if (loops.empty()) return facts;
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  ends_.clear();
  for (const NestLoop& loop : loops) ends_.push_back(loop.bound);
  facts.children = children_of(loops);
  children_.assign(space_.projection, loops, ends_, {description.fanout_x, description.fanout_y});
  facts.groups = 0;
  const auto groups = children_.groups(description.multicasts(space_index_), false);
  for (const GroupCount& group : groups) {
    facts.groups += group.groups;
    facts.most_served = std::max(facts.most_served, group.multicast);
  }
  facts.uniform = groups.size() == 1;
  // Separable tiles are identical or apart, and leave their place when they move: links serve those
  // only that fetch at every visit.
  if ((!space_.separable || problem_.fetches_all(level, space_index_)) &&
      !contains(description.directives.no_link_transfer, space_index_)) {
    facts.links = may_reach(differences(loops, level), outside, level);
  }
  facts.profile = profile(loops, !description.network_costs);
  return facts;
}

// A move that moves nothing fetches nothing, but where every visit does, or under the rule of 2024.
NeighbourDifferences SpreadRules::differences(std::span<const NestLoop> loops, int level) const {
  NeighbourDifferences neighbours = neighbour_differences(
      space_.projection, loops, problem_.levels[static_cast<std::size_t>(level)].fanout_x);
  const bool still_moves_count = problem_.fetches_all(level, space_index_) ||
                                 problem_.options.model.timeloop == TimeloopYear::y2024;
  const auto of_no_use = [&](const RankVector& vector) {
    return !still_moves_count &&
           std::all_of(vector.begin(), vector.begin() + space_.projection.rank_count(),
                       [](std::int64_t distance) { return distance == 0; });
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

// Loops that do not move the data space are alike.
std::uint32_t SpreadRules::profile(std::span<const NestLoop> loops, bool all_alike) {
  key_.clear();
  for (const NestLoop& loop : loops) {
    const bool idle = all_alike && (space_.relevant >> loop.dimension & 1U) == 0;
    const std::int64_t kind = (idle ? -1 : loop.dimension) * 3 + static_cast<int>(loop.kind);
    const bool joins = idle && !key_.empty() && key_[key_.size() - 3] == kind;
    if (joins) {
      key_[key_.size() - 2] *= loop.bound;
    } else {
      key_.insert(key_.end(), {kind, loop.bound, idle ? 0 : loop.stride});
    }
  }
  const auto next = static_cast<std::uint32_t>(memory_.profiles.size() + 1);
  return memory_.profiles.try_emplace(key_, next).first->second;
}

}  // namespace tilewright::exact
