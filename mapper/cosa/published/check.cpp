#include "mapper/cosa/published/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "model/spec/checked.hpp"

namespace tilewright::cosa {

namespace {

/// Slack of the logarithmic rows, as wide as a solver's.
constexpr double log2_tolerance = 1e-6;

/// One prime factor in its slot: X[slot, dimension, factor, kind] = 1 of the published program. The
/// slots are the levels, with one slot for each prime factor ("rank") at the global buffer.
struct Assigned {
  int dimension = 0;
  double log2_prime = 0;
  int level = 0;
  bool temporal = true;
  int rank = -1;  ///< position among the global buffer's slots, innermost first; -1 elsewhere
};

std::vector<Assigned> expand(const Placement& placement) {
  std::vector<Assigned> factors;
  for (const PlacedFactor& placed : placement.factors) {
    for (int n = 0; n < placed.count; ++n) {
      factors.push_back({.dimension = placed.dimension,
                         .log2_prime = std::log2(static_cast<double>(placed.prime)),
                         .level = placed.level,
                         .temporal = placed.kind == LoopKind::temporal});
    }
  }
  return factors;
}

/// Gives the loops at the global buffer consecutive ranks: the temporal ones in the placement's
/// order, then the spatial ones, whose rank changes nothing.
void assign_ranks(const Problem& problem, const Placement& placement,
                  std::vector<Assigned>& factors) {
  int next = 0;
  const auto place = [&](auto&& selected) {
    for (Assigned& factor : factors) {
      const bool here = factor.level == problem.global_buffer() && factor.rank < 0;
      if (here && selected(factor)) factor.rank = next++;
    }
  };
  for (const int dimension : placement.buffer_order) {
    place([&](const Assigned& f) { return f.temporal && f.dimension == dimension; });
  }
  place([](const Assigned& f) { return f.temporal; });
  place([](const Assigned&) { return true; });
}

/// The published formulas over an assignment.
class Published {
 public:
  Published(const Problem& problem, const CosaOptions& options, const Placement& placement)
      : problem_(problem), options_(options), factors_(expand(placement)) {
    assign_ranks(problem, placement, factors_);
  }

  /// log2 of the tile of a data space that is stored at a level (U of the paper).
  double tile(int level, int data_space) const {
    if (!contains(problem_.stored[level], data_space)) return 0;
    double size = 0;
    for (const Assigned& f : factors_) {
      if (f.level > level || !problem_.is_relevant(f.dimension, data_space)) continue;
      const auto stride = static_cast<double>(problem_.stride[data_space][f.dimension]);
      size += f.log2_prime + std::log2(stride);
    }
    for (const SlidingRank& rank : problem_.sliding_ranks) {
      if (rank.data_space == data_space && rank.level == level) size += halo(rank);
    }
    return size;
  }

  Breakdown breakdown() const {
    Breakdown parts;
    for (int level = 0; level < problem_.global_buffer(); ++level) {
      for (int s = 0; s < problem_.data_space_count; ++s) {
        parts.utilization += problem_.utilization_weight(level) * tile(level, s);
      }
    }
    for (const Assigned& f : factors_) {
      if (f.temporal) parts.compute += f.log2_prime;
    }
    for (int s = 0; s < problem_.data_space_count; ++s) parts.traffic += traffic(s);
    parts.objective = options_.weight_utilization * parts.utilization +
                      options_.weight_compute * parts.compute +
                      options_.weight_traffic * parts.traffic;
    return parts;
  }

 private:
  double halo(const SlidingRank& rank) const {
    const auto is_in = [](const std::vector<int>& dimensions, int dimension) {
      return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
    };
    const bool window_inside =
        std::any_of(factors_.begin(), factors_.end(), [&](const Assigned& f) {
          return f.level <= rank.level && is_in(rank.window, f.dimension);
        });
    double size = 0;
    for (const Assigned& f : factors_) {
      const bool on_chip = f.level < problem_.backing_store();
      if (on_chip && is_in(rank.halo, f.dimension)) size += window_inside ? 1 : f.log2_prime;
    }
    return size;
  }

  double traffic(int data_space) const {
    double tiles = 0;
    double spatial = 0;
    double backing = 0;
    for (const Assigned& f : factors_) {
      if (f.level < problem_.global_buffer()) {
        const double discount = options_.discount_base + options_.discount_step * f.level;
        if (problem_.is_relevant(f.dimension, data_space)) tiles += discount * f.log2_prime;
      } else if (f.level == problem_.global_buffer()) {
        if (!f.temporal) spatial += f.log2_prime;
      } else if (f.temporal) {
        backing += f.log2_prime;
      }
    }
    const double backing_weight = contains(problem_.streamed, data_space) ? streaming_bonus : 1;
    return tile_traffic_scale * (tiles + spatial) + refetches(data_space) +
           backing_weight * backing;
  }

  /// log2 of the iterations at the global buffer from the innermost loop that touches the data
  /// space outwards: the sum of y[v, r] * log2 f over the ranks r.
  double refetches(int data_space) const {
    double total = 0;
    bool touched = false;
    for (int rank = 0; rank < static_cast<int>(factors_.size()); ++rank) {
      for (const Assigned& f : factors_) {
        if (f.rank != rank || !f.temporal) continue;
        touched = touched || problem_.is_relevant(f.dimension, data_space);
        if (touched) total += f.log2_prime;
      }
    }
    return total;
  }

  const Problem& problem_;
  const CosaOptions& options_;
  std::vector<Assigned> factors_;
};

std::string check_factors(const Problem& problem, const Placement& placement) {
  std::map<std::tuple<int, std::int64_t>, int> missing;
  for (const PrimeFactor& factor : problem.factors) {
    missing[{factor.dimension, factor.prime}] = factor.count;
  }
  for (const PlacedFactor& placed : placement.factors) {
    if (placed.level < 0 || placed.level >= problem.level_count || placed.count < 1) {
      return fmt::format("a factor of dimension {} is at level {}, {} times", placed.dimension,
                         placed.level, placed.count);
    }
    missing[{placed.dimension, placed.prime}] -= placed.count;
  }
  for (const auto& [factor, count] : missing) {
    if (count == 0) continue;
    return fmt::format("dimension {}: the factor {} is placed {} times too {}", std::get<0>(factor),
                       std::get<1>(factor), std::abs(count), count > 0 ? "few" : "often");
  }
  return {};
}

std::string check_fanout(const Placement& placement, int level, LoopKind kind,
                         std::int64_t fanout) {
  double used = 0;
  for (const PlacedFactor& factor : placement.factors) {
    if (factor.level != level || factor.kind != kind) continue;
    used += factor.count * std::log2(static_cast<double>(factor.prime));
  }
  if (used <= std::log2(static_cast<double>(fanout)) + log2_tolerance) return {};
  return fmt::format("level {} spreads over 2^{} instances of {}", level, used, fanout);
}

/// Timeloop's mappings have one spatial factor of a dimension at a level: along X or along Y.
std::string check_directions(const Placement& placement) {
  std::map<std::tuple<int, int>, LoopKind> directions;
  for (const PlacedFactor& factor : placement.factors) {
    if (factor.kind == LoopKind::temporal) continue;
    const auto [entry, inserted] =
        directions.insert({{factor.level, factor.dimension}, factor.kind});
    if (!inserted && entry->second != factor.kind) {
      return fmt::format("dimension {} spreads along both X and Y at level {}", factor.dimension,
                         factor.level);
    }
  }
  return {};
}

std::string check_capacities(const Problem& problem, const Published& published) {
  for (int level = 0; level < problem.backing_store(); ++level) {
    for (int s = 0; s < problem.data_space_count; ++s) {
      const auto& capacity = problem.capacity[level][s];
      if (!capacity) continue;
      const double used = published.tile(level, s);
      if (used > std::log2(static_cast<double>(*capacity)) + log2_tolerance) {
        return fmt::format("level {} holds 2^{} words of data space {} in {}", level, used, s,
                           *capacity);
      }
    }
  }
  return {};
}

/// Product of the loops of one kind in a nest, over one dimension or (with -1) all of them.
std::int64_t product(const std::vector<Loop>& loops, LoopKind kind, int dimension) {
  std::int64_t result = 1;
  for (const Loop& loop : loops) {
    const bool selected = dimension < 0 || loop.dimension == dimension;
    if (selected && loop.kind == kind) result = checked_multiply(result, loop.bound);
  }
  return result;
}

std::int64_t product(const Placement& placement, int level, LoopKind kind, int dimension) {
  std::int64_t result = 1;
  for (const PlacedFactor& factor : placement.factors) {
    if (factor.level != level || factor.kind != kind || factor.dimension != dimension) continue;
    for (int n = 0; n < factor.count; ++n) result = checked_multiply(result, factor.prime);
  }
  return result;
}

std::int64_t bound_of(const Problem& problem, int dimension) {
  std::int64_t bound = 1;
  for (const PrimeFactor& factor : problem.factors) {
    if (factor.dimension != dimension) continue;
    for (int n = 0; n < factor.count; ++n) bound = checked_multiply(bound, factor.prime);
  }
  return bound;
}

std::string check_nest(const Problem& problem, const Placement& placement, int level,
                       const LevelNest& nest) {
  if (nest.keep != problem.stored[level]) {
    return fmt::format("the mapping keeps other data spaces at level {}", level);
  }
  if (product(nest.spatial, LoopKind::spatial_x, -1) > problem.fanout_x[level] ||
      product(nest.spatial, LoopKind::spatial_y, -1) > problem.fanout_y[level]) {
    return fmt::format("the mapping's spatial loops exceed the fan-out of level {}", level);
  }
  for (int d = 0; d < problem.dimension_count; ++d) {
    for (const LoopKind kind : {LoopKind::temporal, LoopKind::spatial_x, LoopKind::spatial_y}) {
      const auto& loops = kind == LoopKind::temporal ? nest.temporal : nest.spatial;
      if (product(loops, kind, d) != product(placement, level, kind, d)) {
        return fmt::format(
            "the mapping's loops over dimension {} at level {} are not the placed "
            "factors",
            d, level);
      }
    }
  }
  return {};
}

}  // namespace

CheckReport check_placement(const Problem& problem, const CosaOptions& options,
                            const Placement& placement) {
  CheckReport report;
  report.failure = check_factors(problem, placement);
  for (int level = 0; level < problem.level_count && report.failure.empty(); ++level) {
    report.failure = check_fanout(placement, level, LoopKind::spatial_x, problem.fanout_x[level]);
    if (!report.failure.empty()) break;
    report.failure = check_fanout(placement, level, LoopKind::spatial_y, problem.fanout_y[level]);
  }
  if (report.failure.empty()) report.failure = check_directions(placement);
  if (!report.failure.empty()) return report;
  const Published published(problem, options, placement);
  report.failure = check_capacities(problem, published);
  report.breakdown = published.breakdown();
  return report;
}

std::string check_mapping_of(const Problem& problem, const Placement& placement,
                             const Mapping& mapping) {
  const auto nests = to_level_nests(mapping, problem.level_count);
  std::vector<std::int64_t> covered(problem.dimension_count, 1);
  for (int level = 0; level < problem.level_count; ++level) {
    std::string failure = check_nest(problem, placement, level, nests[level]);
    if (!failure.empty()) return failure;
    for (int d = 0; d < problem.dimension_count; ++d) {
      for (const LoopKind kind : {LoopKind::temporal, LoopKind::spatial_x, LoopKind::spatial_y}) {
        const auto& loops =
            kind == LoopKind::temporal ? nests[level].temporal : nests[level].spatial;
        covered[d] = checked_multiply(covered[d], product(loops, kind, d));
      }
    }
  }
  for (int d = 0; d < problem.dimension_count; ++d) {
    if (covered[d] != bound_of(problem, d)) {
      return fmt::format("the mapping covers {} of dimension {}'s {}", covered[d], d,
                         bound_of(problem, d));
    }
  }
  return {};
}

}  // namespace tilewright::cosa
