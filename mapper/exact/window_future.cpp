#include "mapper/exact/window_future.hpp"

#include <algorithm>

namespace tilewright::exact {

namespace {

// Looks through the orders of future loops; gives up, and says yes, after so many.
constexpr int most_visits = 2'000;

class FutureSearch {
 public:
  FutureSearch(const Space& space, const Lattice& lattice, std::span<const std::int64_t> shape)
      : space_(space), projection_(space.projection), extents_(shape.begin(), shape.end()) {
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
      for (std::int64_t growth = 1; growth < rest; ++growth) {
        if (rest % growth != 0) continue;
        RankVector own = projection_.zero();
        projection_.move(d, extents_[static_cast<std::size_t>(d)] * growth, own);
        if (hits(own, moved) || reaches_beyond(d, growth, own, moved)) return true;
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
    bool found = false;
    for (std::int64_t bound = 2; bound <= rest / growth && !found; ++bound) {
      if (rest / growth % bound != 0) continue;
      extents_[dimension] = extent * growth * bound;
      rests_[dimension] = rest / growth / bound;
      found = reaches(next);
    }
    extents_[dimension] = extent;
    rests_[dimension] = rest;
    return found;
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

  const Space& space_;
  const Projection& projection_;
  std::vector<std::int64_t> extents_;
  std::vector<std::int64_t> rests_;
  std::vector<int> movers_;
  std::vector<RankVector> targets_;
  bool idle_ = false;  // some dimension that does not move the data space has loops left
  bool only_forwards_ = true;
  int visits_left_ = most_visits;
};

}  // namespace

NeighbourDifferences neighbour_differences(const Projection& projection,
                                           std::span<const NestLoop> loops, std::int64_t columns) {
  NeighbourDifferences result;
  std::int64_t used_columns = 1;
  std::int64_t count = 1;
  RankVector restart = projection.zero();
  LoopKind kind = LoopKind::spatial_x;
  for (const NestLoop& loop : loops) {
    count *= loop.bound;
    if (loop.kind == LoopKind::spatial_x) used_columns *= loop.bound;
    if (loop.kind != kind) restart = projection.zero();
    kind = loop.kind;
    RankVector difference = projection.zero();
    for (int rank = 0; rank < projection.rank_count(); ++rank) {
      difference[static_cast<std::size_t>(rank)] = -restart[static_cast<std::size_t>(rank)];
    }
    projection.move(loop.dimension, loop.stride, difference);
    projection.move(loop.dimension, loop.stride * (loop.bound - 1), restart);
    result.differences.push_back(difference);
  }
  result.any = columns != used_columns && count != used_columns;
  return result;
}

bool may_come_back(const Space& space, const Lattice& lattice, const Transit& transit,
                   std::span<const NestLoop> loops, std::span<const std::int64_t> shape,
                   std::int64_t columns) {
  const Projection& projection = space.projection;
  FutureSearch search(space, lattice, shape);
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
    for (RankVector difference : neighbours.differences) {
      search.add_target(difference);
      for (int rank = 0; rank < projection.rank_count(); ++rank) {
        difference[static_cast<std::size_t>(rank)] = -difference[static_cast<std::size_t>(rank)];
      }
      search.add_target(difference);
    }
  }
  return search.reaches(moved);
}

}  // namespace tilewright::exact
