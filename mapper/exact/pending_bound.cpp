#include "mapper/exact/pending_bound.hpp"

#include <algorithm>

#include "mapper/exact/window_returns.hpp"

namespace tilewright::exact {

PendingBound::PendingBound(const Account& account, const BoundCosts& costs, int space,
                           SpaceMemory& memory)
    : account_(account),
      problem_(account.problem()),
      costs_(costs),
      space_(problem_.spaces[at(space)]),
      data_space_(problem_.data_spaces[at(space)]),
      space_index_(space),
      simple_(!space_.separable && !space_.read_write),
      memory_(memory) {
  for (const Level& level : problem_.levels) {
    counted_ = counted_ && !contains(level.uncounted, space);
  }
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    const auto movers = space_.projection.movers(d);
    simple_ = simple_ && movers.size() <= 1 && (movers.empty() || movers.front().words > 0);
  }
}

double PendingBound::energy_pj(const Status& status, int next, Shape shape, double content) {
  if (!counted_) return 0;
  double total = status.has_content ? passing_pj(status, next, content) : 0;
  if (!simple_) return total;
  for (std::size_t i = 0; i < status.transits.size(); ++i) {
    const Transit& transit = status.transits[i];
    if (transit.first_loop < 0 || transit.child < 0 || transit.always_all) continue;
    const double words = run_words(status, transit, shape) * transit.scale.value() *
                         problem_.iterations_outside(space_, shape);
    total += account_.least_pj(transit.child, Access::fill, words, transit.child_units);
    if (transit.counted) continue;  // neighbours may pass words on
    total +=
        reads_pj(transit, i + 1 == status.transits.size(), next, words / transit.passed.value());
  }
  return total;
}

// Each network that the content has to pass serves so many children with one word at most.
double PendingBound::passing_pj(const Status& status, int next, double content) const {
  for (const Transit& transit : status.transits) {
    if (transit.child >= 0 || transit.slot == 0) return 0;
    content /= static_cast<double>(transit.most_served) * transit.passed.value();
    const bool last = &transit == &status.transits.back();
    if (transit.parent >= 0 || last) return reads_pj(transit, last, next, content);
  }
  return 0;
}

// Of words that arrive from a transit, at its parent or at the levels passed so far.
double PendingBound::reads_pj(const Transit& transit, bool last, int next, double arriving) const {
  const Access access = space_.read_write ? Access::update : Access::read;
  if (transit.parent >= 0) {
    return account_.least_pj(transit.parent, access, arriving, transit.parent_units);
  }
  const std::vector<int>& kept = costs_.kept(at(space_index_));
  const auto parent = std::lower_bound(kept.begin(), kept.end(), next);
  if (!last || parent == kept.end()) return 0;
  // Networks that are still to come, and instances that round down.
  arriving /= costs_.most_served(next, *parent);
  const auto instances = static_cast<double>(problem_.instances(*parent));
  return costs_.per_word(*parent, access) * std::max(0.0, arriving - instances);
}

double PendingBound::tile_words(const RankVector& extents) const {
  double words = 1;
  for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
    words *= static_cast<double>(extents[at(rank)]);
  }
  return words;
}

// New words when the tile moves forwards.
double PendingBound::step_words(const RankVector& extents, const RankVector& step) const {
  double kept = 1;
  for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
    kept *= static_cast<double>(std::max<std::int64_t>(0, extents[at(rank)] - step[at(rank)]));
  }
  return tile_words(extents) - kept;
}

RankVector PendingBound::displacement(const NestLoop& loop) const {
  RankVector result = space_.projection.zero();
  space_.projection.move(loop.dimension, loop.stride, result);
  return result;
}

double PendingBound::run_words(const Status& status, const Transit& transit, Shape shape) {
  const auto loops = std::span(status.loops).subspan(at(transit.first_loop));
  key_.clear();
  for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
    key_.push_back(transit.extents[at(rank)]);
  }
  append_key(loops, key_);
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((space_.relevant & ~space_.leaving) >> d & 1U) key_.push_back(shape[at(d)]);
  }
  const auto [found, added] = memory_.runs.try_emplace(key_, 0);
  if (added) found->second = count_run(loops, transit, shape);
  return found->second;
}

// The recursion of docs/exact.md, section 2, less what loops still to come may save.
double PendingBound::count_run(std::span<const NestLoop> loops, const Transit& transit,
                               Shape shape) const {
  const int ranks = space_.projection.rank_count();
  const RankVector first = displacement(loops.front());
  const double tile = tile_words(transit.extents);
  const double step = step_words(transit.extents, first);
  double words = tile + static_cast<double>(loops.front().bound - 1) * step;
  RankVector moved = first;
  for (const NestLoop& loop : loops.subspan(1)) {
    const RankVector own = displacement(loop);
    bool same = true;
    bool as_first = true;
    for (int rank = 0; rank < ranks; ++rank) {
      const std::int64_t jump = own[at(rank)] - moved[at(rank)];
      same = same && jump == 0;
      as_first = as_first && jump == first[at(rank)];
      moved[at(rank)] += own[at(rank)];
    }
    const double saved = same ? tile : as_first ? tile - step : 0;
    const auto bound = static_cast<double>(loop.bound);
    words = bound * words - (bound - 1) * saved;
  }
  return words - most_returned(first, moved, transit, shape);
}

// A single loop can only make up for moves along one rank.
double PendingBound::most_returned(const RankVector& first, const RankVector& moved,
                                   const Transit& transit, Shape shape) const {
  int along = -1;
  for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
    if (moved[at(rank)] == 0) continue;
    if (along >= 0) return 0;
    along = rank;
  }
  const Rank& terms = data_space_.ranks[at(along)];
  std::vector<std::int64_t> extents;
  std::vector<std::int64_t> rests;
  for (const ProjectionTerm& term : terms) {
    extents.push_back(shape[at(term.dimension)]);
    rests.push_back(problem_.lattice.bound(term.dimension) / extents.back());
  }
  const WindowReturns returns(problem_.lattice, terms, tile_words(transit.extents),
                              step_words(transit.extents, first), first[at(along)],
                              problem_.children_outside.front());
  return returns.most_saved(extents, rests, moved[at(along)]);
}

}  // namespace tilewright::exact
