#pragma once
// The ways to distribute one dimension over the tiling levels, numbered. They are counted and
// looked up; only few are ever listed: a bound of 2^20 over 13 levels has 225 million of them.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tilewright {

/// The loop of one dimension at one tiling level.
struct LoopBound {
  std::int64_t factor = 1;    ///< as enumerated
  std::int64_t bound = 1;     ///< iterations; less than the factor where less is left to do
  std::int64_t residual = 1;  ///< iterations of the last pass

  bool unit() const { return factor == 1 && residual == 1; }
  bool operator==(const LoopBound&) const = default;
};

/// What a factor at one tiling level may be.
struct FactorRange {
  std::optional<std::int64_t> exact;
  std::int64_t least = 1;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

/// The numbered choices for one dimension. Levels are tiling levels, innermost first.
class DimensionFactors {
 public:
  virtual ~DimensionFactors() = default;

  virtual std::uint64_t count() const = 0;
  /// Choice `index` < count(), one entry per level.
  virtual void read(std::uint64_t index, std::span<LoopBound> levels) const = 0;
  /// Over all choices: the smallest and the largest factor of a level, and the smallest product of
  /// the factors of levels 0 to `level`. Only for count() > 0.
  virtual std::int64_t least_factor(int level) const = 0;
  virtual std::int64_t largest_factor(int level) const = 0;
  virtual std::int64_t least_extent(int level) const = 0;
};

/// The ordered factorizations of a bound, in the order of Timeloop's mapspace "uber": the outermost
/// level takes the divisors 1, n, 2, n/2, ... in turn, then the next inner one those of what is
/// left; the innermost gets the rest. Exact factors are set apart first. One that does not divide
/// what is left makes the loops imperfect: what is left is rounded up.
class Factorizations : public DimensionFactors {
 public:
  Factorizations(std::int64_t bound, const std::vector<FactorRange>& levels);

  std::uint64_t count() const override { return count_; }
  void read(std::uint64_t index, std::span<LoopBound> levels) const override;
  std::int64_t least_factor(int level) const override;
  std::int64_t largest_factor(int level) const override;
  std::int64_t least_extent(int level) const override;

 private:
  /// A divisor that the outermost of the levels still to fill may take.
  struct Option {
    std::uint64_t before = 0;  ///< choices that the options in front of it have
    std::int64_t divisor = 1;
    int next = -1;  ///< node of the quotient
  };
  /// A quotient that free levels 0 to `position` share.
  struct Node {
    int position = 0;
    std::int64_t quotient = 1;
    std::uint64_t count = 0;
    std::vector<Option> options{};
  };

  int add_node(int position, std::int64_t quotient, const std::vector<std::int64_t>& divisors,
               const std::vector<FactorRange>& levels, std::vector<std::vector<int>>& known);
  void make_table();
  void look_up(std::uint64_t index, std::span<LoopBound> levels) const;
  void set_imperfect(std::span<LoopBound> levels) const;
  bool is_exact(int level) const { return exact_[static_cast<std::size_t>(level)] != 0; }

  std::int64_t bound_;
  std::vector<std::int64_t> exact_;  // by level; 0: free
  std::vector<LoopBound> fixed_;     // by level; factor 1 where it is free
  std::vector<int> free_levels_;     // ascending
  bool imperfect_ = false;
  std::uint64_t count_ = 0;
  int root_ = -1;
  std::vector<Node> nodes_;
  std::vector<LoopBound> table_;  // [choice][level] of small spaces; walking the nodes is slower
};

}  // namespace tilewright
