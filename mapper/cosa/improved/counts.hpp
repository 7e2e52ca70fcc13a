#pragma once
// Where the prime factors go: the columns that count them, the rows that every mapping keeps
// (fan-outs, directions, the user's constraints on factors and splits), and logarithms of products
// of loops as linear forms.

#include <vector>

#include "mapper/cosa/factors.hpp"
#include "mapper/cosa/improved/facts.hpp"
#include "mapper/cosa/linear.hpp"

namespace tilewright::cosa::improved {

inline bool is_spatial(LoopKind kind) { return kind != LoopKind::temporal; }

class Counts {
 public:
  /// Adds columns and rows to `model`; both have to outlive the object.
  Counts(const Facts& facts, Model& model);

  const std::vector<CountColumn>& columns() const { return columns_; }

  /// log2 of the product of the loops that `wanted(count, dimension)` says.
  template <class Wanted>
  Linear log2_loops(const Wanted& wanted) const {
    Linear sum;
    for (const CountColumn& count : columns_) {
      const PrimeFactor& factor = facts_.factors[count.factor];
      if (wanted(count, factor.dimension)) sum.add(count.column, log2_primes_[count.factor]);
    }
    return sum;
  }
  /// Of the temporal loops of one dimension at a level.
  Linear log2_temporal(int level, int dimension) const;
  /// Of a dimension inside of a level, its own loops included: the extent of its tile.
  Linear log2_extent(int dimension, int level) const;
  /// How often prime number `factor` divides that extent.
  Linear exponent(int factor, int level) const;
  /// log2 of the instances of a level in use.
  Linear log2_instances(int level) const;
  /// log2 of the children in use between two levels that share the words of a data space.
  Linear log2_sharing(int space, int child, int parent) const;

 private:
  void add_counts(int factor);
  void add_count(int factor, int level, LoopKind kind, std::int64_t most, Linear& assigned);
  void add_limits(int level, bool spatial);
  void add_fanouts(int level);
  void add_directions(int level);
  void add_order_along_mesh(const LoopRules& rules, const std::vector<int>& is_x);
  void add_split(const LoopRules& rules, const std::vector<int>& is_x);
  Linear along(int level, LoopKind kind, int dimension) const;
  void add_row(double lower, const Linear& form, double upper);

  const Facts& facts_;
  Model& model_;
  std::vector<CountColumn> columns_;
  std::vector<double> log2_primes_;  ///< by factor
};

}  // namespace tilewright::cosa::improved
