#include "mapper/exact/status_rules.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/exact/window_future.hpp"

namespace tilewright::exact {

StatusRules::StatusRules(const Account& account, int space, SpaceMemory& memory)
    : account_(account),
      problem_(account.problem()),
      space_(problem_.spaces[static_cast<std::size_t>(space)]),
      space_index_(static_cast<std::size_t>(space)),
      words_(account, space),
      spreads_(problem_, space, memory.spreads),
      memory_(memory) {}

bool StatusRules::alive(const Status& status) {
  return std::any_of(status.transits.begin(), status.transits.end(),
                     [](const Transit& transit) { return transit.first_loop >= 0; });
}

bool StatusRules::linked(const Status& status) {
  return std::any_of(status.transits.begin(), status.transits.end(),
                     [](const Transit& transit) { return !transit.spread.empty(); });
}

bool StatusRules::waits(const Status& status) {
  return !status.transits.empty() && status.transits.back().reads_wait;
}

bool StatusRules::changed_by(const Status& status, int dimension) const {
  if (status.transits.empty()) return false;
  if ((space_.relevant & bit(dimension)) != 0) return true;
  return !space_.separable && std::any_of(status.transits.begin(), status.transits.end(),
                                          [this](const Transit& transit) {
                                            return transit.first_loop >= 0 ||
                                                   (notes_idle_loops(transit) && !transit.idle);
                                          });
}

// A loop that moves nothing, inside of all that do, makes neighbours' words come too late. Under
// the rule of 2024 its steps are remembered, too, and end the reuse at every move.
bool StatusRules::notes_idle_loops(const Transit& transit) const {
  return !transit.spread.empty() || problem_.options.model.timeloop == TimeloopYear::y2024;
}

bool StatusRules::moved_by(const Status& status, int dimension) const {
  return !status.transits.empty() && (space_.relevant & ~space_.leaving & bit(dimension)) != 0;
}

// The last transit's child gets nothing from neighbours, so its reads are known.
void StatusRules::charge_waiting(Status& status, Values& values) {
  Transit& last = status.transits.back();
  charge_reads(last.child, content(values), 0, last.child_share, last.child_units, values);
  content(values) = 0;
  status.has_content = false;
  last.reads_wait = false;
}

// Tiles that leave their place at each move are nowhere else then.
bool StatusRules::may_pass_on_tiles(const Transit& transit) const {
  return !space_.separable || transit.always_all;
}

// A transit of a tile at `shape`.
Transit StatusRules::opened(int slot, Shape shape, std::int64_t units) const {
  Transit transit;
  transit.slot = static_cast<std::int8_t>(slot);
  transit.child_units = units;
  transit.extents = space_.projection.rank_extents(shape);
  transit.always_all =
      slot < problem_.level_count() && problem_.fetches_all(slot, static_cast<int>(space_index_));
  if (transit.always_all) {
    transit.per_operation = {space_.projection.words(shape), 1};
    for (const std::int64_t extent : shape) {
      transit.per_operation = transit.per_operation / Rational{extent, 1};
    }
  }
  for (int rank = 0; rank < space_.projection.rank_count(); ++rank) {
    auto& extent = transit.extents[static_cast<std::size_t>(rank)];
    if ((space_.projection.single_ranks() >> rank & 1U) == 0) continue;
    transit.scale = transit.scale * Rational{extent, 1};
    extent = 1;
  }
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((space_.leaving & bit(d)) == 0) continue;
    transit.scale = transit.scale / Rational{shape[static_cast<std::size_t>(d)], 1};
  }
  return transit;
}

// Compute units fetch at every operation.
void StatusRules::open_bypassed(Status& status, int level, Shape shape, std::int64_t units,
                                Values& values) {
  Transit transit = opened(level, shape, units);
  if (transit.always_all && !space_.separable) {
    transit.first_loop = static_cast<int>(status.loops.size());
  }
  if (level > 0 && !status.reached && status.transits.empty() && !status.has_content) {
    content(values) = problem_.operations * status.per_operation.value();
    status.per_operation = {1, 1};
    status.has_content = true;
  }
  status.transits.push_back(transit);
}

bool StatusRules::spread(Status& status, int level, std::span<const NestLoop> loops,
                         const SpreadFacts& facts, Shape shape, std::int64_t units,
                         Values& values) {
  const bool from_here = !status.transits.empty() && status.transits.back().slot == level;
  const bool links = facts.links;
  if (!links && from_here && status.transits.back().reads_wait) charge_waiting(status, values);
  const bool network = problem_.levels[static_cast<std::size_t>(level)].network_costs;
  if (loops.empty() && !network) return true;
  std::int64_t repeating = 1;  // factors that do not lead away from the tile
  std::int64_t reducing = 1;
  for (const NestLoop& loop : loops) {
    if ((space_.leaving & bit(loop.dimension)) == 0) repeating *= loop.bound;
    if ((space_.relevant & bit(loop.dimension)) == 0) reducing *= loop.bound;
  }
  if (status.reduction != 0) {
    if (status.reduction % reducing != 0) return false;
    status.reduction /= reducing;
  }
  const bool counted =
      !status.done && (links || network || (!facts.uniform && !from_here && level > 0));
  if (counted && !from_here) open_bypassed(status, level, shape, units, values);
  for (Transit& transit : status.transits) transit.scale = transit.scale * Rational{repeating, 1};
  if (status.done) return true;
  if (counted) {
    Transit& last = status.transits.back();
    last.counted = true;
    last.spread = with_strides(loops, shape);
    last.profile = facts.profile;
    last.most_served = facts.most_served;
    return true;
  }
  const Rational served = Rational{facts.children, 1} / Rational{facts.groups, 1};
  if (!status.transits.empty()) {
    Transit& last = status.transits.back();
    if (last.parent < 0) last.passed = last.passed * served;
  } else if (status.has_content) {
    content(values) /= served.value();
  } else {
    status.per_operation = status.per_operation / served;
  }
  return true;
}

void StatusRules::iterate(Status& status, int level, int dimension, std::int64_t bound, Shape shape,
                          Values& values) {
  if (status.transits.empty()) return;
  if ((space_.leaving & bit(dimension)) != 0) {
    while (!status.transits.empty()) resolve_first(status, level, shape, values);
    status.loops.clear();
    return;
  }
  const bool moves = (space_.relevant & bit(dimension)) != 0;
  bool recorded = false;
  bool may_join = !moves && !status.loops.empty() &&
                  (space_.relevant & bit(status.loops.back().dimension)) == 0;
  for (Transit& transit : status.transits) {
    if (transit.first_loop < 0 && moves) {
      transit.first_loop = static_cast<int>(status.loops.size());
    } else if (transit.first_loop < 0) {
      transit.idle = !space_.separable && notes_idle_loops(transit);
    }
    recorded = recorded || transit.first_loop >= 0;
    may_join = may_join && transit.first_loop != static_cast<int>(status.loops.size());
  }
  if (!recorded) return;
  if (may_join) {  // loops that move nothing, side by side, are like one
    status.loops.back().bound *= bound;
  } else if (moves) {
    status.loops.push_back(
        {dimension, LoopKind::temporal, bound, bound, shape[static_cast<std::size_t>(dimension)]});
  } else {
    status.loops.push_back({words_.idle_dimension(), LoopKind::temporal, bound, bound, 1});
  }
  std::vector<std::int64_t> outside(shape.begin(), shape.end());
  outside[static_cast<std::size_t>(dimension)] *= bound;
  settle(status, level, outside, values);
}

// Resolves transits whose words are certain, innermost first, since each feeds the next.
void StatusRules::settle(Status& status, int level, Shape shape, Values& values) {
  while (!status.transits.empty() && fixed(status, status.transits.front(), level, shape)) {
    resolve_first(status, level, shape, values);
  }
  int first = static_cast<int>(status.loops.size());
  for (const Transit& transit : status.transits) {
    if (transit.first_loop >= 0) first = std::min(first, transit.first_loop);
  }
  status.loops.erase(status.loops.begin(), status.loops.begin() + first);
  for (Transit& transit : status.transits) {
    if (transit.first_loop >= 0) transit.first_loop -= first;
  }
}

bool StatusRules::fixed(const Status& status, const Transit& transit, int level, Shape shape) {
  if (transit.first_loop < 0) return false;
  const auto loops = std::span(status.loops).subspan(static_cast<std::size_t>(transit.first_loop));
  const std::int64_t most_children = problem_.children_outside[static_cast<std::size_t>(level)];
  key_ = {transit.slot, transit.always_all ? 1 : 0, most_children};
  append_key(loops, key_);
  key_.push_back(transit.profile);
  append_rests(problem_, space_, shape, key_);
  const auto [found, added] = memory_.fixed.try_emplace(key_, false);
  if (added) {
    found->second = !may_come_back(space_, problem_.lattice, transit, loops, shape,
                                   problem_.levels[static_cast<std::size_t>(transit.slot)].fanout_x,
                                   most_children);
  }
  return found->second;
}

void StatusRules::resolve_first(Status& status, int level, Shape shape, Values& values) {
  const Transit transit = status.transits.front();
  const auto first = static_cast<std::size_t>(std::max(0, transit.first_loop));
  const auto loops = std::span(status.loops).subspan(first);
  const TransitWords::Result words =
      words_.count(transit, loops, shape, content(values), share_at_slot(status, transit, level));
  account_.charge_network(words.network_pj, values);
  status.transits.erase(status.transits.begin());
  if (transit.child >= 0) {
    const double passed_on =
        account_.any_units() ? 0 : words.passed_on / account_.instances(transit.child_units);
    if (transit.reads_wait) {
      charge_reads(transit.child, content(values), passed_on, transit.child_share,
                   transit.child_units, values);
    }
    const double delivered = words.delivered_to_one + passed_on;
    double fills = space_.read_write ? rounded_words(delivered) : std::floor(delivered);
    fills -= static_cast<double>(counted_share(transit.child, transit.child_share));
    if (account_.any_units() && words.passed_on > 0) {  // each instance may round its own down
      fills = std::max(0.0, fills - static_cast<double>(problem_.instances(transit.child)));
    }
    account_.charge(transit.child, static_cast<int>(space_index_), Access::fill, fills,
                    transit.child_units, values);
  }
  status.has_content = false;
  content(values) = 0;
  arrive(status, transit, words.content / transit.passed.value(), level, values);
}

// Partition size at the level of the transit's network, if it keeps the data space.
std::int64_t StatusRules::share_at_slot(const Status& status, const Transit& transit,
                                        int level) const {
  if (!space_.read_write) return 0;
  if (transit.parent == transit.slot) return transit.parent_share;
  const bool kept = contains(problem_.levels[static_cast<std::size_t>(transit.slot)].always_keep,
                             static_cast<int>(space_index_));
  if (level != transit.slot || !kept) return 0;
  return share(status, transit.child_units * children_of(transit.spread));
}

// Partition size of what is written: first visits that reductions further out share.
std::int64_t StatusRules::share(const Status& status, std::int64_t units) const {
  if (!space_.read_write) return 0;
  return std::llround(static_cast<double>(space_.words) * static_cast<double>(status.reduction) /
                      account_.instances(units));
}

// First visits that need not be read: none where the first update reads, too.
std::int64_t StatusRules::counted_share(int level, std::int64_t share) const {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const bool reads =
      contains(description.directives.rmw_first_update, static_cast<int>(space_index_));
  return reads ? 0 : share;
}

// `arriving`: words at the parent, or at the levels passed so far.
void StatusRules::arrive(Status& status, const Transit& transit, double arriving, int level,
                         Values& values) {
  if (transit.parent >= 0) {
    const bool next = !status.transits.empty();
    const bool may_pass_on =
        next && may_pass_on_tiles(status.transits.front()) &&
        (status.transits.front().slot > level
             ? problem_.levels[static_cast<std::size_t>(status.transits.front().slot)].spreads()
             : !status.transits.front().spread.empty());
    if (!may_pass_on) {
      charge_reads(transit.parent, arriving, 0, transit.parent_share, transit.parent_units, values);
      return;
    }
    status.transits.front().reads_wait = true;
  }
  content(values) = arriving;
  status.has_content = true;
}

void StatusRules::charge_reads(int level, double words, double passed_on, std::int64_t share,
                               std::int64_t units, Values& values) {
  double requested = words / account_.instances(units);
  // Where compute units pass words on, each instance may round its own down.
  if (account_.any_units() && problem_.levels.front().spreads()) {
    requested = std::max(0.0, requested - static_cast<double>(problem_.instances(level)));
  }
  const auto space = static_cast<int>(space_index_);
  if (space_.read_write) {
    account_.charge(level, space, Access::update, rounded_words(requested), units, values);
  }
  const auto first_visits = static_cast<double>(counted_share(level, share));
  account_.charge(level, space, Access::read, rounded_words(requested + passed_on - first_visits),
                  units, values);
}

void StatusRules::keep(Status& status, int level, bool outermost, Shape shape, std::int64_t units,
                       Values& values) {
  const std::int64_t kept_share = share(status, units);
  Transit next = opened(level + 1, shape, units);
  next.child = static_cast<std::int8_t>(level);
  if (next.always_all && !space_.separable) {
    next.first_loop = static_cast<int>(status.loops.size());
  }
  next.child_share = kept_share;
  const bool may_pass_on = !outermost && may_pass_on_tiles(next) &&
                           problem_.levels[static_cast<std::size_t>(level) + 1].spreads();
  if (!status.transits.empty()) {
    status.transits.back().parent = static_cast<std::int8_t>(level);
    status.transits.back().parent_units = units;
    status.transits.back().parent_share = kept_share;
  } else {
    const double arriving =
        status.has_content ? content(values) : problem_.operations * status.per_operation.value();
    if (may_pass_on) {
      content(values) = arriving;
      status.has_content = true;
      next.reads_wait = true;
    } else {
      charge_reads(level, arriving, 0, kept_share, units, values);
      content(values) = 0;
      status.has_content = false;
    }
  }
  status.per_operation = {1, 1};
  status.reached = true;
  status.done = outermost;
  if (!outermost) status.transits.push_back(next);
}

bool StatusRules::finish(Status& status, Values& values) {
  if (!status.done || status.reduction > 1) return false;
  const Shape top = problem_.lattice.shape(problem_.lattice.top());
  while (!status.transits.empty()) {
    resolve_first(status, problem_.level_count(), top, values);
  }
  return !status.has_content;
}

}  // namespace tilewright::exact
