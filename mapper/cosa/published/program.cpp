#include "mapper/cosa/published/program.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include "mapper/cosa/linear.hpp"

namespace tilewright::cosa {

namespace {

/// Keeps floor(log a / log b) from falling one short when a is a power of b.
constexpr double rounding_guard = 1e-9;

double log2_of(std::int64_t value) { return std::log2(static_cast<double>(value)); }

class Builder {
 public:
  Builder(const Problem& problem, const CosaOptions& options)
      : problem_(problem), options_(options) {}

  Program build() {
    for (int f = 0; f < static_cast<int>(problem_.factors.size()); ++f) add_counts(f);
    add_fanout_rows();
    add_direction_rows();
    for (const SlidingRank& rank : problem_.sliding_ranks) halos_.push_back(halo_of(rank));
    add_capacity_rows();
    add_halo_reward();
    if (problem_.global_buffer() >= 0) add_orders();
    return std::move(program_);
  }

 private:
  int add_column(double upper, bool integer, double cost) {
    return program_.model.add_column(
        {.lower = 0, .upper = upper, .integer = integer, .cost = cost});
  }

  void add_row(double lower, const Linear& sum, double upper) {
    program_.model.rows.push_back(sum.row(lower, upper));
  }

  // --- counts -------------------------------------------------------------------------------

  /// Where a factor 1 makes a difference: at the levels that store a data space whose size takes
  /// part in a stride or a halo of the dimension, and outside of them.
  DataSpaceMask data_spaces_of_dummy(int dimension) const {
    DataSpaceMask mask = 0;
    for (int s = 0; s < problem_.data_space_count; ++s) {
      if (problem_.is_relevant(dimension, s) && problem_.stride[s][dimension] > 1) mask |= 1U << s;
    }
    for (const SlidingRank& rank : problem_.sliding_ranks) {
      const auto& window = rank.window;
      const auto& halo = rank.halo;
      if (std::count(window.begin(), window.end(), dimension) > 0 ||
          std::count(halo.begin(), halo.end(), dimension) > 0) {
        mask |= 1U << rank.data_space;
      }
    }
    return mask;
  }

  void add_counts(int f) {
    const PrimeFactor& factor = problem_.factors[f];
    if (factor.prime == 1) {
      add_dummy_counts(f);
      return;
    }
    Linear assigned;
    for (int level = 0; level < problem_.level_count; ++level) {
      add_count(f, level, LoopKind::temporal, assigned);
      if (problem_.fanout_x[level] > 1) add_count(f, level, LoopKind::spatial_x, assigned);
      if (problem_.fanout_y[level] > 1) add_count(f, level, LoopKind::spatial_y, assigned);
    }
    add_row(factor.count, assigned, factor.count);
  }

  void add_dummy_counts(int f) {
    const DataSpaceMask data_spaces = data_spaces_of_dummy(problem_.factors[f].dimension);
    if (data_spaces == 0) return;
    Linear assigned;
    for (int level = 0; level < problem_.level_count; ++level) {
      const bool matters = (problem_.stored[level] & data_spaces) != 0;
      if (matters || level == problem_.backing_store()) {
        add_count(f, level, LoopKind::temporal, assigned);
      }
    }
    add_row(1, assigned, 1);
  }

  void add_count(int f, int level, LoopKind kind, Linear& assigned) {
    const int upper = largest_count(problem_.factors[f], level, kind);
    if (upper == 0) return;
    const int column = add_column(upper, true, count_cost(problem_.factors[f], level, kind));
    program_.counts.push_back({.factor = f, .level = level, .kind = kind, .column = column});
    assigned.add(column, 1);
  }

  /// What fits by itself into the fan-out and into each buffer from `level` outwards.
  int largest_count(const PrimeFactor& factor, int level, LoopKind kind) const {
    double limit = factor.count;
    const auto restrict = [&](std::int64_t room, double log2_size) {
      if (log2_size > 0) limit = std::min(limit, log2_of(room) / log2_size + rounding_guard);
    };
    if (kind == LoopKind::spatial_x) restrict(problem_.fanout_x[level], log2_of(factor.prime));
    if (kind == LoopKind::spatial_y) restrict(problem_.fanout_y[level], log2_of(factor.prime));
    for (int outer = level; outer < problem_.backing_store(); ++outer) {
      for (int s = 0; s < problem_.data_space_count; ++s) {
        const auto& capacity = problem_.capacity[outer][s];
        if (capacity) restrict(*capacity, problem_.log2_growth(s, factor.dimension, factor.prime));
      }
    }
    return static_cast<int>(std::floor(limit));
  }

  // --- objective ----------------------------------------------------------------------------

  double count_cost(const PrimeFactor& factor, int level, LoopKind kind) const {
    const double log2_prime = log2_of(factor.prime);
    const double compute = kind == LoopKind::temporal ? log2_prime : 0;
    return options_.weight_utilization * tile_reward(factor, level) +
           options_.weight_compute * compute +
           options_.weight_traffic * log2_prime * traffic_weight(factor.dimension, level, kind);
  }

  /// What a factor adds to the tile sizes of the levels below the global buffer.
  double tile_reward(const PrimeFactor& factor, int level) const {
    double reward = 0;
    for (int outer = level; outer < problem_.global_buffer(); ++outer) {
      for (int s = 0; s < problem_.data_space_count; ++s) {
        if (!contains(problem_.stored[outer], s)) continue;
        reward += problem_.utilization_weight(outer) *
                  problem_.log2_growth(s, factor.dimension, factor.prime);
      }
    }
    return reward;
  }

  /// What a factor's logarithm counts in the traffic, before the saving of the loop order.
  double traffic_weight(int dimension, int level, LoopKind kind) const {
    const int data_spaces = problem_.data_space_count;
    if (level < problem_.global_buffer()) {
      const double discount = options_.discount_base + options_.discount_step * level;
      return tile_traffic_scale * discount * std::popcount(problem_.relevance[dimension]);
    }
    if (level == problem_.global_buffer()) {
      return kind == LoopKind::temporal ? data_spaces : tile_traffic_scale * data_spaces;
    }
    if (kind != LoopKind::temporal) return 0;
    return data_spaces + (streaming_bonus - 1) * std::popcount(problem_.streamed);
  }

  // --- rows ---------------------------------------------------------------------------------

  void add_fanout_rows() {
    for (int level = 0; level < problem_.level_count; ++level) {
      add_fanout_row(level, LoopKind::spatial_x, problem_.fanout_x[level]);
      add_fanout_row(level, LoopKind::spatial_y, problem_.fanout_y[level]);
    }
  }

  void add_fanout_row(int level, LoopKind kind, std::int64_t fanout) {
    Linear used;
    for (const CountColumn& count : program_.counts) {
      if (count.level == level && count.kind == kind) {
        used.add(count.column, log2_of(problem_.factors[count.factor].prime));
      }
    }
    if (used.has_columns()) add_row(-unbounded, used, log2_of(fanout));
  }

  /// A dimension's spatial loops at a level all run along X or all along Y, as a directive of
  /// Timeloop's mappings has one factor for each dimension.
  void add_direction_rows() {
    for (int level = 0; level < problem_.level_count; ++level) {
      if (problem_.fanout_x[level] == 1 || problem_.fanout_y[level] == 1) continue;
      for (int d = 0; d < problem_.dimension_count; ++d) add_direction_row(level, d);
    }
  }

  void add_direction_row(int level, int dimension) {
    Linear along_x;
    Linear along_y;
    for (const CountColumn& count : program_.counts) {
      const PrimeFactor& factor = problem_.factors[count.factor];
      if (count.level != level || factor.dimension != dimension) continue;
      const double log2_prime = log2_of(factor.prime);
      if (count.kind == LoopKind::spatial_x) along_x.add(count.column, log2_prime);
      if (count.kind == LoopKind::spatial_y) along_y.add(count.column, log2_prime);
    }
    if (!along_x.has_columns() || !along_y.has_columns()) return;
    const int is_x = add_column(1, true, 0);
    along_x.add(is_x, -log2_of(problem_.fanout_x[level]));
    add_row(-unbounded, along_x, 0);
    along_y.add(is_x, log2_of(problem_.fanout_y[level]));
    add_row(-unbounded, along_y, log2_of(problem_.fanout_y[level]));
  }

  void add_capacity_rows() {
    for (int level = 0; level < problem_.backing_store(); ++level) {
      for (int s = 0; s < problem_.data_space_count; ++s) {
        if (problem_.capacity[level][s]) {
          add_capacity_row(level, s, *problem_.capacity[level][s]);
        }
      }
    }
  }

  void add_capacity_row(int level, int data_space, std::int64_t capacity) {
    Linear used;
    for (const CountColumn& count : program_.counts) {
      const PrimeFactor& factor = problem_.factors[count.factor];
      const double growth = problem_.log2_growth(data_space, factor.dimension, factor.prime);
      if (count.level <= level && growth > 0) used.add(count.column, growth);
    }
    for (std::size_t r = 0; r < halos_.size(); ++r) {
      const SlidingRank& rank = problem_.sliding_ranks[r];
      if (rank.data_space == data_space && rank.level == level) used.add(halos_[r], 1);
    }
    if (used.has_columns()) add_row(-unbounded, used, log2_of(capacity));
  }

  // --- halos --------------------------------------------------------------------------------

  Linear counts_up_to(int f, int last_level) const {
    Linear sum;
    for (const CountColumn& count : program_.counts) {
      if (count.factor == f && count.level <= last_level) sum.add(count.column, 1);
    }
    return sum;
  }

  /// The binary that is 1 exactly when a factor of a window dimension is at or below the level.
  int add_window_flag(const SlidingRank& rank) {
    const int flag = add_column(1, true, 0);
    Linear all;
    for (int f = 0; f < static_cast<int>(problem_.factors.size()); ++f) {
      const PrimeFactor& factor = problem_.factors[f];
      if (std::count(rank.window.begin(), rank.window.end(), factor.dimension) == 0) continue;
      const Linear inside = counts_up_to(f, rank.level);
      Linear forced = inside;
      forced.add(flag, -factor.count);
      add_row(-unbounded, forced, 0);
      all.add(inside, 1);
    }
    all.add(flag, -1);
    add_row(0, all, unbounded);
    return flag;
  }

  /// log2 of the halo: each factor p of a halo dimension on the chip counts log2 p when no window
  /// factor is inside, and log2 2 when one is.
  Linear halo_of(const SlidingRank& rank) {
    const int flag = add_window_flag(rank);
    Linear halo;
    for (int f = 0; f < static_cast<int>(problem_.factors.size()); ++f) {
      const PrimeFactor& factor = problem_.factors[f];
      if (std::count(rank.halo.begin(), rank.halo.end(), factor.dimension) == 0) continue;
      const Linear on_chip = counts_up_to(f, problem_.global_buffer());
      const double log2_prime = log2_of(factor.prime);
      halo.add(on_chip, log2_prime);
      if (factor.prime != 2) halo.add(add_product(on_chip, factor.count, flag), 1 - log2_prime);
    }
    return halo;
  }

  /// A column equal to sum * flag, for 0 <= sum <= largest and a binary flag.
  int add_product(const Linear& sum, int largest, int flag) {
    const int product = add_column(largest, false, 0);
    Linear off;
    off.add(product, 1);
    off.add(flag, -largest);
    add_row(-unbounded, off, 0);
    Linear difference = sum;
    difference.add(product, -1);
    add_row(0, difference, unbounded);
    difference.add(flag, largest);
    add_row(-unbounded, difference, largest);
    return product;
  }

  /// Halos below the global buffer count as utilization, like all tile sizes there.
  void add_halo_reward() {
    for (std::size_t r = 0; r < halos_.size(); ++r) {
      const int level = problem_.sliding_ranks[r].level;
      if (level >= problem_.global_buffer()) continue;
      const double weight = options_.weight_utilization * problem_.utilization_weight(level);
      for (const Term& term : halos_[r].terms()) {
        program_.model.columns[term.column].cost += weight * term.coefficient;
      }
    }
  }

  // --- loop orders --------------------------------------------------------------------------

  /// The logarithm of the temporal iterations at the global buffer, by relevance signature of the
  /// dimensions, and the most that it can be.
  struct Iterations {
    Linear sum;
    double largest = 0;
    int dimension = 0;  ///< one of the signature
  };

  std::map<DataSpaceMask, Iterations> buffer_iterations() const {
    std::map<DataSpaceMask, Iterations> by_signature;
    for (const CountColumn& count : program_.counts) {
      const PrimeFactor& factor = problem_.factors[count.factor];
      const bool counts = count.level == problem_.global_buffer() &&
                          count.kind == LoopKind::temporal && factor.prime > 1;
      if (!counts) continue;
      Iterations& iterations = by_signature[problem_.relevance[factor.dimension]];
      iterations.sum.add(count.column, log2_of(factor.prime));
      iterations.largest += log2_of(factor.prime) * program_.model.columns[count.column].upper;
      iterations.dimension = factor.dimension;
    }
    return by_signature;
  }

  std::vector<int> split_dimensions() const {
    std::vector<int> dimensions;
    for (const PrimeFactor& factor : problem_.factors) {
      const bool known = !dimensions.empty() && dimensions.back() == factor.dimension;
      if (factor.prime > 1 && !known) dimensions.push_back(factor.dimension);
    }
    return dimensions;
  }

  /// One binary an order; the saving of a signature's iterations counts under the chosen order
  /// only.
  void add_orders() {
    program_.orders =
        pareto_orders(split_dimensions(), problem_.relevance, problem_.data_space_count);
    const auto by_signature = buffer_iterations();
    std::map<DataSpaceMask, Linear> saved;
    Linear chosen;
    for (const LoopOrder& order : program_.orders) {
      const int choice = add_column(1, true, 0);
      chosen.add(choice, 1);
      for (const auto& [signature, iterations] : by_signature) {
        const int reuse = order.reuse[iterations.dimension];
        if (reuse == 0) continue;
        const int saving = add_column(iterations.largest, false, -options_.weight_traffic * reuse);
        Linear only_chosen;
        only_chosen.add(saving, 1);
        only_chosen.add(choice, -iterations.largest);
        add_row(-unbounded, only_chosen, 0);
        saved[signature].add(saving, 1);
      }
    }
    add_row(1, chosen, 1);
    for (auto& [signature, sum] : saved) {
      sum.add(by_signature.at(signature).sum, -1);
      add_row(-unbounded, sum, 0);
    }
  }

  const Problem& problem_;
  const CosaOptions& options_;
  Program program_;
  std::vector<Linear> halos_;  ///< by sliding rank
};

double saving(const Problem& problem, const Placement& placement, const LoopOrder& order) {
  double total = 0;
  for (const PlacedFactor& factor : placement.factors) {
    if (factor.level != problem.global_buffer() || factor.kind != LoopKind::temporal) continue;
    total += factor.count * log2_of(factor.prime) * order.reuse[factor.dimension];
  }
  return total;
}

}  // namespace

Program build_program(const Problem& problem, const CosaOptions& options) {
  return Builder(problem, options).build();
}

Placement read_solution(const Problem& problem, const Program& program,
                        const std::vector<double>& values) {
  Placement placement;
  std::vector<bool> has_columns(problem.factors.size(), false);
  for (const CountColumn& column : program.counts) {
    has_columns[column.factor] = true;
    const auto count = static_cast<int>(std::lround(values[column.column]));
    if (count == 0) continue;
    const PrimeFactor& factor = problem.factors[column.factor];
    placement.factors.push_back({.dimension = factor.dimension,
                                 .prime = factor.prime,
                                 .level = column.level,
                                 .kind = column.kind,
                                 .count = count});
  }
  for (std::size_t f = 0; f < problem.factors.size(); ++f) {
    if (has_columns[f]) continue;
    placement.factors.push_back(
        {.dimension = problem.factors[f].dimension, .level = problem.backing_store()});
  }
  const LoopOrder* best = nullptr;
  for (const LoopOrder& order : program.orders) {
    if (best == nullptr || saving(problem, placement, order) > saving(problem, placement, *best)) {
      best = &order;
    }
  }
  if (best != nullptr) placement.buffer_order = best->dimensions;
  return placement;
}

}  // namespace tilewright::cosa
