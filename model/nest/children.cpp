#include "model/nest/children.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

constexpr std::int64_t most_enumerated = std::int64_t{1} << 26;  // 1 GB of codes

// More than mappings have, so that vectors that change places rarely grow again.
constexpr std::size_t many_groups = 64;

}  // namespace

Children::Children() {
  groups_.reserve(many_groups);
  product_.reserve(many_groups);
}

void Children::assign(const Projection& projection, std::span<const NestLoop> loops,
                      std::span<const std::int64_t> ends, ChildGrid grid) {
  projection_ = &projection;
  loops_ = loops;
  ends_.assign(ends.begin(), ends.end());
  grid_ = grid;
  count_ = 1;
  for (const std::int64_t end : ends_) count_ = checked_multiply(count_, end);
  enumerated_ = false;
  differences_known_ = false;
  group_total_ = 0;
}

std::int64_t Children::group_total(bool multicast) {
  if (!multicast) return count_;
  if (group_total_ == 0) {
    for (const GroupCount& group : groups(true, false)) group_total_ += group.groups;
  }
  return group_total_;
}

std::span<const GroupCount> Children::groups(bool multicast, bool want_hops) {
  if (!want_hops) {
    if (!multicast) {
      groups_.assign(1, {1, count_, 0, 0});
      return groups_;
    }
    if (count_groups_in_closed_form()) return groups_;
  }
  enumerate();
  members_.resize(static_cast<std::size_t>(count_));
  std::iota(members_.begin(), members_.end(), 0);
  return count_groups(multicast, want_hops);
}

// Works where each unrolled dimension moves one rank and at most two move the same rank, or where
// no rank is moved by two. Returns false otherwise.
bool Children::count_groups_in_closed_form() {
  directions_.clear();
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    const NestLoop& loop = loops_[i];
    const auto same = std::find_if(directions_.begin(), directions_.end(), [&](const auto& other) {
      return other.dimension == loop.dimension;
    });
    if (same != directions_.end()) {
      if (loop.stride != same->stride * same->end) return false;
      same->end *= ends_[i];
    } else {
      directions_.push_back({loop.dimension, loop.stride, ends_[i]});
    }
  }
  groups_.assign(1, {1, 1, 0, 0});
  const int ranks = projection_->rank_count();
  std::array<std::array<std::int64_t, 2>, max_ranks> steps;
  std::array<std::array<std::int64_t, 2>, max_ranks> ends;
  std::array<int, max_ranks> movers;
  std::fill_n(movers.begin(), ranks, 0);
  bool crowded = false;        // a rank is moved by two dimensions
  bool several_ranks = false;  // a dimension moves several ranks
  for (const Direction& direction : directions_) {
    RankVector step = projection_->zero();
    projection_->move(direction.dimension, direction.stride, step);
    int moved = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      if (step[rank] == 0) continue;
      if (movers[rank] == 2) return false;
      if (moved == 0) {
        steps[rank][movers[rank]] = std::abs(step[rank]);
        ends[rank][movers[rank]] = direction.end;
      } else {
        several_ranks = true;
        steps[rank][movers[rank]] = 0;  // counted with the first rank that it moves
        ends[rank][movers[rank]] = 1;
      }
      if (++movers[rank] == 2) crowded = true;
      ++moved;
    }
    if (moved == 0) multiply(direction.end, 1);
  }
  if (crowded && several_ranks) return false;
  for (int rank = 0; rank < ranks; ++rank) {
    if (movers[rank] == 1) multiply(1, ends[rank][0]);
    if (movers[rank] == 2) multiply_by_rank(steps[rank], ends[rank]);
  }
  std::sort(groups_.begin(), groups_.end(),
            [](const auto& a, const auto& b) { return a.multicast < b.multicast; });
  return true;
}

// Every group becomes `groups` groups with `multicast` times the children.
void Children::multiply(std::int64_t multicast, std::int64_t groups) {
  for (GroupCount& group : groups_) {
    group.multicast *= multicast;
    group.groups *= groups;
  }
}

// Two dimensions move one rank by a*i + b*j. With a and b coprime, (i, j) and (i + b, j - a) meet;
// N(k) = (I - (k-1) b)(J - (k-1) a) pairs have k-1 successors, so the number of chains of exactly k
// pairs is N(k) - 2 N(k+1) + N(k+2).
void Children::multiply_by_rank(std::span<const std::int64_t> steps,
                                std::span<const std::int64_t> ends) {
  const std::int64_t divisor = std::gcd(steps[0], steps[1]);
  const std::int64_t a = steps[0] / divisor;
  const std::int64_t b = steps[1] / divisor;
  const auto pairs = [&](std::int64_t k) {
    // The comparison by division avoids an overflow for far-apart steps.
    if (k > 1 && (b >= (ends[0] + k - 2) / (k - 1) || a >= (ends[1] + k - 2) / (k - 1))) {
      return std::int64_t{0};
    }
    return (ends[0] - (k - 1) * b) * (ends[1] - (k - 1) * a);
  };
  product_.clear();
  for (std::int64_t k = 1; pairs(k) > 0; ++k) {
    const std::int64_t chains = pairs(k) - 2 * pairs(k + 1) + pairs(k + 2);
    if (chains == 0) continue;
    for (const GroupCount& group : groups_) {
      const std::int64_t multicast = group.multicast * k;
      const auto same = std::find_if(product_.begin(), product_.end(), [&](const auto& other) {
        return other.multicast == multicast;
      });
      if (same != product_.end()) {
        same->groups += group.groups * chains;
      } else {
        product_.push_back({multicast, group.groups * chains, 0, 0});
      }
    }
  }
  groups_.swap(product_);
}

// Gives each child the code of its displacement from child 0. Codes are equal exactly where the
// displacements are, and so are differences of codes.
void Children::enumerate() {
  if (enumerated_) return;
  if (count_ > most_enumerated) {
    throw Error(std::to_string(count_) + " instances are too many to follow one by one",
                "use at most " + std::to_string(most_enumerated) + " below one instance");
  }
  enumerated_ = true;
  reach_ = projection_->zero();
  codes_.assign(1, 0);
  for (const NestLoop& loop : loops_) {
    for (const Projection::Mover& mover : projection_->movers(loop.dimension)) {
      reach_[mover.rank] += std::abs(mover.words) * loop.stride * (loop.bound - 1);
    }
  }
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    RankVector step = projection_->zero();
    projection_->move(loops_[i].dimension, loops_[i].stride, step);
    Code code = 0;
    if (ends_[i] > 1) encode(step, code);
    const std::size_t inner = codes_.size();
    codes_.resize(inner * static_cast<std::size_t>(ends_[i]));
    for (std::size_t child = inner; child < codes_.size(); ++child) {
      codes_[child] = codes_[child - inner] + code;
    }
  }
}

// Returns false when the displacement is farther than any two children are apart.
bool Children::encode(const RankVector& displacement, Code& code) const {
  code = 0;
  Code weight = 1;
  for (int rank = 0; rank < projection_->rank_count(); ++rank) {
    if (std::abs(displacement[rank]) > reach_[rank]) return false;
    code += weight * displacement[rank];
    if (__builtin_mul_overflow(weight, Code{2} * reach_[rank] + 1, &weight)) {
      throw Error("the instances' tiles are too far apart to be compared",
                  "reduce the problem's bounds or coefficients");
    }
  }
  return true;
}

// Sorts members_ into groups of equal codes and counts these.
std::span<const GroupCount> Children::count_groups(bool multicast, bool want_hops) {
  groups_.clear();
  if (multicast) {
    std::sort(members_.begin(), members_.end(), [&](std::int64_t a, std::int64_t b) {
      const Code x = codes_[static_cast<std::size_t>(a)];
      const Code y = codes_[static_cast<std::size_t>(b)];
      return x != y ? x < y : a < b;
    });
  }
  std::size_t first = 0;
  while (first < members_.size()) {
    std::size_t end = first + 1;
    while (multicast && end < members_.size() &&
           codes_[static_cast<std::size_t>(members_[end])] ==
               codes_[static_cast<std::size_t>(members_[first])]) {
      ++end;
    }
    add_group(std::span(members_).subspan(first, end - first), want_hops);
    first = end;
  }
  std::sort(groups_.begin(), groups_.end(),
            [](const auto& a, const auto& b) { return a.multicast < b.multicast; });
  return groups_;
}

// Routes a word from the middle of the left edge along the row of columns, then up and down each
// column that has a member (docs/equations.md, section 9).
void Children::add_group(std::span<const std::int64_t> members, bool want_hops) {
  const auto multicast = static_cast<std::int64_t>(members.size());
  auto group = std::find_if(groups_.begin(), groups_.end(),
                            [&](const auto& other) { return other.multicast == multicast; });
  if (group == groups_.end()) group = groups_.insert(groups_.end(), {multicast, 0, 0, 0});
  ++group->groups;
  if (!want_hops) return;

  columns_.resize(static_cast<std::size_t>(grid_.columns));
  const double centre = static_cast<double>(grid_.rows - 1) / 2;
  std::int64_t farthest = 0;
  double unicast_hops = 0;
  for (const std::int64_t member : members) {  // ascending, so rows within a column are, too
    const std::int64_t x = member % grid_.columns;
    const std::int64_t y = member / grid_.columns;
    Column& column = columns_[static_cast<std::size_t>(x)];
    if (!column.used) column = {y, y, true};
    column.last_row = y;
    farthest = std::max(farthest, x);
    unicast_hops += static_cast<double>(x) + std::abs(static_cast<double>(y) - centre);
  }
  double hops = static_cast<double>(farthest);
  for (const std::int64_t member : members) {
    Column& column = columns_[static_cast<std::size_t>(member % grid_.columns)];
    if (!column.used) continue;
    hops += std::max(0.0, centre - static_cast<double>(column.first_row)) +
            std::max(0.0, static_cast<double>(column.last_row) - centre);
    column.used = false;
  }
  group->hops += hops;
  group->unicast_hops += unicast_hops;
}

bool Children::neighbours_differ_by(const RankVector& displacement) {
  if (!differences_known_) find_neighbour_differences();
  if (scrambled_) return true;
  const int ranks = projection_->rank_count();
  return std::any_of(differences_.begin(), differences_.end(), [&](const RankVector& difference) {
    bool forwards = true;
    bool backwards = true;
    for (int rank = 0; rank < ranks; ++rank) {
      const auto r = static_cast<std::size_t>(rank);
      forwards = forwards && difference[r] == displacement[r];
      backwards = backwards && difference[r] == -displacement[r];
    }
    return forwards || backwards;
  });
}

// From one child to the next one, a loop advances and the loops inside of it restart.
void Children::find_neighbour_differences() {
  differences_known_ = true;
  differences_.clear();
  std::int64_t used_columns = 1;
  RankVector restart = projection_->zero();
  LoopKind kind = LoopKind::spatial_x;
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    const NestLoop& loop = loops_[i];
    if (loop.kind == LoopKind::spatial_x) used_columns *= ends_[i];
    if (loop.kind != kind) restart = projection_->zero();
    kind = loop.kind;
    RankVector& difference = differences_.emplace_back();
    for (int rank = 0; rank < projection_->rank_count(); ++rank) difference[rank] = -restart[rank];
    projection_->move(loop.dimension, loop.stride, difference);
    projection_->move(loop.dimension, loop.stride * (ends_[i] - 1), restart);
  }
  scrambled_ = grid_.columns != used_columns && count_ != used_columns;
}

std::optional<Children::Links> Children::find_links(Children& previous,
                                                    const RankVector& displacement, bool multicast,
                                                    bool want_hops) {
  if (&previous == this && !neighbours_differ_by(displacement)) return std::nullopt;
  const std::int64_t all_groups = group_total(multicast);
  enumerate();
  previous.enumerate();
  find_unlinked(previous, displacement);
  const std::int64_t linked = count_ - static_cast<std::int64_t>(members_.size());
  if (linked == 0) return std::nullopt;
  const auto rest = count_groups(multicast, want_hops);
  std::int64_t rest_groups = 0;
  for (const GroupCount& group : rest) rest_groups += group.groups;
  if (rest_groups >= all_groups) return std::nullopt;
  return Links{linked, rest};
}

// Leaves in members_ the children that no neighbour can serve.
void Children::find_unlinked(const Children& previous, const RankVector& displacement) {
  members_.clear();
  Code moved = 0;
  const bool in_reach = encode(displacement, moved);
  const auto held = [&](std::int64_t child, std::int64_t neighbour) {
    return neighbour < previous.count_ && previous.codes_[static_cast<std::size_t>(neighbour)] -
                                                  codes_[static_cast<std::size_t>(child)] ==
                                              moved;
  };
  std::int64_t x = 0;
  std::int64_t y = 0;
  for (std::int64_t child = 0; child < count_; ++child) {
    const bool linked = in_reach && ((y > 0 && held(child, child - grid_.columns)) ||
                                     (y + 1 < grid_.rows && held(child, child + grid_.columns)) ||
                                     (x > 0 && held(child, child - 1)) ||
                                     (x + 1 < grid_.columns && held(child, child + 1)));
    if (!linked) members_.push_back(child);
    if (++x == grid_.columns) {
      x = 0;
      ++y;
    }
  }
}

}  // namespace tilewright
