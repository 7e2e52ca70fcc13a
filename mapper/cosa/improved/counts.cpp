#include "mapper/cosa/improved/counts.hpp"

#include <algorithm>
#include <cmath>

namespace tilewright::cosa::improved {

namespace {

/// Keeps floor(log a / log b) from falling one short when a is a power of b, and limits of products
/// from being broken by rounding.
constexpr double rounding_guard = 1e-9;

double log2_of(std::int64_t value) { return std::log2(static_cast<double>(value)); }

int valuation(std::int64_t value, std::int64_t prime) {
  int count = 0;
  for (; value % prime == 0; value /= prime) ++count;
  return count;
}

}  // namespace

Counts::Counts(const Facts& facts, Model& model) : facts_(facts), model_(model) {
  for (const PrimeFactor& factor : facts.factors) log2_primes_.push_back(log2_of(factor.prime));
  for (int f = 0; f < static_cast<int>(facts.factors.size()); ++f) add_counts(f);
  for (int l = 0; l < facts.level_count(); ++l) {
    add_limits(l, false);
    add_limits(l, true);
    add_fanouts(l);
    add_directions(l);
  }
  add_row(std::log2(std::max(1.0, facts.least_units)) - rounding_guard, log2_instances(-1),
          unbounded);
}

void Counts::add_row(double lower, const Linear& form, double upper) {
  const bool holds = lower <= form.constant() && form.constant() <= upper;
  if (form.has_columns() || !holds) model_.rows.push_back(form.row(lower, upper));
}

void Counts::add_counts(int f) {
  Linear assigned;
  for (int l = 0; l < facts_.level_count(); ++l) {
    const Level& level = facts_.levels[l];
    const PrimeFactor& factor = facts_.factors[f];
    const std::int64_t temporal = level.temporal.most[factor.dimension];
    const std::int64_t spatial = level.spatial.most[factor.dimension];
    add_count(f, l, LoopKind::temporal, temporal, assigned);
    add_count(f, l, LoopKind::spatial_x, std::min(spatial, level.fanout_x), assigned);
    add_count(f, l, LoopKind::spatial_y, std::min(spatial, level.fanout_y), assigned);
  }
  add_row(facts_.factors[f].count, assigned, facts_.factors[f].count);
}

void Counts::add_count(int f, int level, LoopKind kind, std::int64_t most, Linear& assigned) {
  const PrimeFactor& factor = facts_.factors[f];
  const auto fitting = static_cast<int>(log2_of(most) / log2_primes_[f] + rounding_guard);
  if (fitting == 0) return;
  const int column = model_.add_column(
      {.lower = 0, .upper = static_cast<double>(std::min(fitting, factor.count)), .integer = true});
  columns_.push_back({.factor = f, .level = level, .kind = kind, .column = column});
  assigned.add(column, 1);
}

// A fixed factor fixes each of its primes; limits hold for their product.
void Counts::add_limits(int level, bool spatial) {
  const LoopRules& rules = spatial ? facts_.levels[level].spatial : facts_.levels[level].temporal;
  for (int d = 0; d < facts_.dimension_count(); ++d) {
    if (rules.least[d] == 1 && rules.most[d] >= facts_.bound(d)) continue;
    if (rules.least[d] != rules.most[d]) {
      add_row(log2_of(rules.least[d]) - rounding_guard,
              log2_loops([&](const CountColumn& count, int dimension) {
                return count.level == level && is_spatial(count.kind) == spatial && dimension == d;
              }),
              log2_of(rules.most[d]) + rounding_guard);
      continue;
    }
    for (int f = 0; f < static_cast<int>(facts_.factors.size()); ++f) {
      if (facts_.factors[f].dimension != d) continue;
      Linear placed;
      for (const CountColumn& count : columns_) {
        const bool here = count.level == level && is_spatial(count.kind) == spatial;
        if (here && count.factor == f) placed.add(count.column, 1);
      }
      const int times = valuation(rules.least[d], facts_.factors[f].prime);
      add_row(times, placed, times);
    }
  }
}

Linear Counts::along(int level, LoopKind kind, int dimension) const {
  return log2_loops([=](const CountColumn& count, int d) {
    return count.level == level && count.kind == kind && d == dimension;
  });
}

void Counts::add_fanouts(int level) {
  for (const LoopKind kind : {LoopKind::spatial_x, LoopKind::spatial_y}) {
    const Level& facts = facts_.levels[level];
    const auto used = log2_loops(
        [=](const CountColumn& count, int) { return count.level == level && count.kind == kind; });
    add_row(-unbounded, used,
            log2_of(kind == LoopKind::spatial_x ? facts.fanout_x : facts.fanout_y));
  }
}

// A dimension's spatial loops at a level all run along X or all along Y, since a directive of
// Timeloop's mappings has one factor for each dimension.
void Counts::add_directions(int level) {
  const Level& facts = facts_.levels[level];
  const bool constrained = facts.spatial.fixes_order() || facts.spatial.split.has_value();
  const bool two_dimensional = facts.fanout_x > 1 && facts.fanout_y > 1;
  if (!constrained && !two_dimensional) return;
  if (facts.fanout_x * facts.fanout_y == 1) return;
  std::vector<int> is_x;
  for (int d = 0; d < facts_.dimension_count(); ++d) {
    is_x.push_back(model_.add_column({.lower = 0, .upper = 1, .integer = true}));
    Linear x = along(level, LoopKind::spatial_x, d);
    x.add(is_x[d], -log2_of(facts.fanout_x));
    add_row(-unbounded, x, 0);
    Linear y = along(level, LoopKind::spatial_y, d);
    y.add(is_x[d], log2_of(facts.fanout_y));
    add_row(-unbounded, y, log2_of(facts.fanout_y));
  }
  if (facts.spatial.split) {
    add_split(facts.spatial, is_x);
  } else {
    add_order_along_mesh(facts.spatial, is_x);
  }
}

// X loops stand inside of Y loops: along the fixed part of the order, is_x falls.
void Counts::add_order_along_mesh(const LoopRules& rules, const std::vector<int>& is_x) {
  const auto at_least = [&](int inner, int outer) {
    Linear difference;
    difference.add(is_x[inner], 1);
    difference.add(is_x[outer], -1);
    add_row(0, difference, unbounded);
  };
  std::vector<std::vector<int>> places;  // dimensions of one place have any order
  for (const int d : rules.prefix) places.push_back({d});
  places.emplace_back();
  for (int d = 0; d < facts_.dimension_count(); ++d) {
    const auto in = [d](const std::vector<int>& part) {
      return std::find(part.begin(), part.end(), d) != part.end();
    };
    if (!in(rules.prefix) && !in(rules.suffix)) places.back().push_back(d);
  }
  if (places.back().empty()) places.pop_back();
  for (const int d : rules.suffix) places.push_back({d});
  for (std::size_t place = 1; place < places.size(); ++place) {
    for (const int inner : places[place - 1]) {
      for (const int outer : places[place]) at_least(inner, outer);
    }
  }
}

void Counts::add_split(const LoopRules& rules, const std::vector<int>& is_x) {
  const auto dimensions = static_cast<std::int64_t>(is_x.size());
  std::vector<bool> fixed(is_x.size(), false);
  const auto fix = [&](int dimension, std::int64_t position) {
    fixed[dimension] = true;
    Column& column = model_.columns[is_x[dimension]];
    column.lower = column.upper = position < *rules.split ? 1 : 0;
  };
  for (std::size_t i = 0; i < rules.prefix.size(); ++i) {
    fix(rules.prefix[i], static_cast<std::int64_t>(i));
  }
  const std::int64_t first_suffix = dimensions - static_cast<std::int64_t>(rules.suffix.size());
  for (std::size_t i = 0; i < rules.suffix.size(); ++i) {
    fix(rules.suffix[i], first_suffix + static_cast<std::int64_t>(i));
  }
  Linear free;
  for (std::size_t d = 0; d < is_x.size(); ++d) {
    if (!fixed[d]) free.add(is_x[d], 1);
  }
  const auto inner = static_cast<std::int64_t>(rules.prefix.size());
  const auto along_x = static_cast<double>(std::clamp(*rules.split, inner, first_suffix) - inner);
  add_row(along_x, free, along_x);
}

Linear Counts::log2_temporal(int level, int dimension) const {
  return along(level, LoopKind::temporal, dimension);
}

Linear Counts::log2_extent(int dimension, int level) const {
  return log2_loops(
      [=](const CountColumn& count, int d) { return d == dimension && count.level <= level; });
}

Linear Counts::exponent(int factor, int level) const {
  Linear sum;
  for (const CountColumn& count : columns_) {
    if (count.factor == factor && count.level <= level) sum.add(count.column, 1);
  }
  return sum;
}

Linear Counts::log2_instances(int level) const {
  return log2_loops(
      [=](const CountColumn& count, int) { return count.level > level && is_spatial(count.kind); });
}

Linear Counts::log2_sharing(int space, int child, int parent) const {
  return log2_loops([&](const CountColumn& count, int d) {
    return is_spatial(count.kind) && count.level > child && count.level <= parent &&
           !facts_.moves(d, space) &&
           !contains(facts_.levels[count.level].directives.no_multicast, space);
  });
}

}  // namespace tilewright::cosa::improved
