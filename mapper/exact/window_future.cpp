#include "mapper/exact/window_future.hpp"

#include <algorithm>

namespace tilewright::exact {

namespace {

// Looks through the orders of future loops; gives up, and says yes, after so many.
constexpr int most_visits = 2'000;

class FutureSearch {
 public:
  FutureSearch(const Space& space, const Lattice& lattice, std::span<const std::int64_t> shape,
               std::int64_t most_children)
      : most_growth_(most_children),
        space_(space),
        projection_(space.projection),
        extents_(shape.begin(), shape.end()),
        divisors_(shape.size(), {1}) {
    for (int d = 0; d < lattice.dimension_count(); ++d) {
      const std::int64_t rest = lattice.bound(d) / shape[static_cast<std::size_t>(d)];
      rests_.push_back(rest);
      const DimensionMask bit = DimensionMask{1} << d;
      if (rest == 1 || (space.leaving & bit) != 0) continue;
      if ((space.relevant & bit) == 0) {
        idle_ = true;
        continue;
      }
      movers_.push_back(d);
      for (const Lattice::Factor& factor : lattice.factors(d)) {
        if (factor.value <= rest) divisors_[static_cast<std::size_t>(d)].push_back(factor.value);
      }
      for (const Projection::Mover& mover : projection_.movers(d)) {
        only_forwards_ = only_forwards_ && mover.words > 0;
      }
    }
  }

  bool anything() const { return idle_ || !movers_.empty(); }

  void add_target(const RankVector& displacement) { targets_.push_back(displacement); }

  // `moved`: by the loops so far, from their second to their first iteration.
  bool reaches(const RankVector& moved) {
    if (--visits_left_ < 0) return true;
    if (!within_reach(moved)) return false;
    if (idle_ && hits(projection_.zero(), moved)) return true;
    for (const int d : movers_) {
      const std::int64_t rest = rests_[static_cast<std::size_t>(d)];
      if (rest == 1) continue;
      const bool may_go_on = may_reach_beyond(d, moved);
      for (const std::int64_t growth : growths(d)) {
        if (growth == rest || growth > most_growth_) break;
        if (rest % growth != 0) continue;
        RankVector own = projection_.zero();
        projection_.move(d, extents_[static_cast<std::size_t>(d)] * growth, own);
        if (hits(own, moved) || (may_go_on && reaches_beyond(d, growth, own, moved))) return true;
      }
    }
    return false;
  }

 private:
  bool hits(const RankVector& own, const RankVector& moved) const {
    return std::any_of(targets_.begin(), targets_.end(), [&](const RankVector& target) {
      for (int r = 0; r < projection_.rank_count(); ++r) {
        const auto rank = static_cast<std::size_t>(r);
        if (own[rank] - moved[rank] != target[rank]) return false;
      }
      return true;
    });
  }

  // The loop has been placed with each possible bound.
  bool reaches_beyond(int d, std::int64_t growth, const RankVector& own, const RankVector& moved) {
    const auto dimension = static_cast<std::size_t>(d);
    const std::int64_t extent = extents_[dimension];
    const std::int64_t rest = rests_[dimension];
    RankVector next = moved;
    for (int r = 0; r < projection_.rank_count(); ++r) {
      next[static_cast<std::size_t>(r)] += own[static_cast<std::size_t>(r)];
    }
    const std::int64_t most_growth = most_growth_;
    most_growth_ /= growth;
    bool found = false;
    for (const std::int64_t bound : growths(d)) {
      if (found || bound > rest / growth) break;
      if (bound == 1 || rest / growth % bound != 0) continue;
      extents_[dimension] = extent * growth * bound;
      rests_[dimension] = rest / growth / bound;
      found = reaches(next);
    }
    extents_[dimension] = extent;
    rests_[dimension] = rest;
    most_growth_ = most_growth;
    return found;
  }

  // After any loop of `d`.
  bool may_reach_beyond(int d, const RankVector& moved) const {
    if (!only_forwards_) return true;
    RankVector next = moved;
    projection_.move(d, extents_[static_cast<std::size_t>(d)], next);
    return within_reach(next);
  }

  // Divisors of the bound, ascending.
  const std::vector<std::int64_t>& growths(int d) const {
    return divisors_[static_cast<std::size_t>(d)];
  }

  // When all loops move forwards, what has been moved only grows: some loop must reach as far.
  bool within_reach(const RankVector& moved) const {
    if (!only_forwards_) return true;
    const auto covers = [&](const RankVector& target, const RankVector& farthest) {
      for (int r = 0; r < projection_.rank_count(); ++r) {
        const auto rank = static_cast<std::size_t>(r);
        if (moved[rank] + target[rank] > farthest[rank]) return false;
      }
      return true;
    };
    for (const RankVector& target : targets_) {
      if (idle_ && covers(target, projection_.zero())) return true;
      for (const int d : movers_) {
        const auto dimension = static_cast<std::size_t>(d);
        if (rests_[dimension] == 1) continue;
        RankVector farthest = projection_.zero();
        projection_.move(d, extents_[dimension] * (rests_[dimension] / 2), farthest);
        if (covers(target, farthest)) return true;
      }
    }
    return false;
  }

  std::int64_t most_growth_;  // children that spatial loops may still spread a dimension over
  const Space& space_;
  const Projection& projection_;
  std::vector<std::int64_t> extents_;
  std::vector<std::int64_t> rests_;
  std::vector<int> movers_;
  std::vector<std::vector<std::int64_t>> divisors_;  // by dimension
  std::vector<RankVector> targets_;
  bool idle_ = false;  // some dimension that does not move the data space has loops left
  bool only_forwards_ = true;
  int visits_left_ = most_visits;
};

// Children that are compared one by one where their numbers and places do not agree.
constexpr std::int64_t most_children = 4096;

RankVector negative(const Projection& projection, RankVector vector) {
  for (int rank = 0; rank < projection.rank_count(); ++rank) {
    vector[static_cast<std::size_t>(rank)] = -vector[static_cast<std::size_t>(rank)];
  }
  return vector;
}

void add_both(const Projection& projection, const RankVector& difference,
              std::vector<RankVector>& differences) {
  for (int rank = 0; rank < projection.rank_count(); ++rank) {
    const bool single = (projection.single_ranks() >> rank & 1U) != 0;
    if (single && difference[static_cast<std::size_t>(rank)] != 0) return;
  }
  for (const RankVector& added : {difference, negative(projection, difference)}) {
    const auto same = [&](const RankVector& other) {
      return std::equal(added.begin(), added.begin() + projection.rank_count(), other.begin());
    };
    if (std::none_of(differences.begin(), differences.end(), same)) differences.push_back(added);
  }
}

// Children are numbered in the columns that are used, but placed in all of them.
void compare_places(const Projection& projection, std::span<const NestLoop> loops,
                    std::int64_t columns, std::vector<RankVector>& differences) {
  std::vector<RankVector> places = {projection.zero()};
  for (const NestLoop& loop : loops) {
    const std::size_t inner = places.size();
    for (std::int64_t i = 1; i < loop.bound; ++i) {
      for (std::size_t child = 0; child < inner; ++child) {
        places.push_back(places[child]);
        projection.move(loop.dimension, loop.stride * i, places.back());
      }
    }
  }
  const auto compare = [&](std::size_t a, std::size_t b) {
    if (b >= places.size()) return;
    RankVector difference = places[b];
    for (int rank = 0; rank < projection.rank_count(); ++rank) {
      difference[static_cast<std::size_t>(rank)] -= places[a][static_cast<std::size_t>(rank)];
    }
    add_both(projection, difference, differences);
  };
  const auto row = static_cast<std::size_t>(columns);
  for (std::size_t child = 0; child < places.size(); ++child) {
    if ((child + 1) % row != 0) compare(child, child + 1);
    compare(child, child + row);
  }
}

}  // namespace

NeighbourDifferences neighbour_differences(const Projection& projection,
                                           std::span<const NestLoop> loops, std::int64_t columns) {
  NeighbourDifferences result;
  std::int64_t used_columns = 1;
  std::int64_t count = 1;
  std::vector<RankVector> steps;  // from one child to the next along X and along Y
  RankVector restart = projection.zero();
  LoopKind kind = LoopKind::spatial_x;
  for (const NestLoop& loop : loops) {
    count *= loop.bound;
    if (loop.kind == LoopKind::spatial_x) used_columns *= loop.bound;
    if (loop.kind != kind) restart = projection.zero();
    kind = loop.kind;
    RankVector step = negative(projection, restart);
    projection.move(loop.dimension, loop.stride, step);
    projection.move(loop.dimension, loop.stride * (loop.bound - 1), restart);
    steps.push_back(step);
  }
  if (columns == used_columns || count == used_columns) {
    for (const RankVector& step : steps) add_both(projection, step, result.differences);
  } else if (count > most_children) {
    result.any = true;
  } else {
    compare_places(projection, loops, columns, result.differences);
  }
  return result;
}

bool may_reach_neighbours(const Space& space, const Lattice& lattice,
                          const NeighbourDifferences& neighbours,
                          std::span<const std::int64_t> shape, std::int64_t most_children) {
  FutureSearch search(space, lattice, shape, most_children);
  if (!search.anything()) return false;
  if (neighbours.any) return true;
  for (const RankVector& difference : neighbours.differences) search.add_target(difference);
  return search.reaches(space.projection.zero());
}

bool may_come_back(const Space& space, const Lattice& lattice, const Transit& transit,
                   std::span<const NestLoop> loops, std::span<const std::int64_t> shape,
                   std::int64_t columns, std::int64_t most_children) {
  const Projection& projection = space.projection;
  FutureSearch search(space, lattice, shape, most_children);
  if (!search.anything()) return false;
  RankVector moved = projection.zero();
  for (const NestLoop& loop : loops) projection.move(loop.dimension, loop.stride, moved);
  if (!transit.always_all) {
    search.add_target(projection.zero());
    RankVector first = projection.zero();
    projection.move(loops.front().dimension, loops.front().stride, first);
    search.add_target(first);
  }
  if (!transit.spread.empty()) {
    const NeighbourDifferences neighbours =
        neighbour_differences(projection, transit.spread, columns);
    if (neighbours.any) return true;
    for (const RankVector& difference : neighbours.differences) search.add_target(difference);
  }
  return search.reaches(moved);
}

}  // namespace tilewright::exact
