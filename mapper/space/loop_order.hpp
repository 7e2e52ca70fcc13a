#pragma once
// The orders that the loops of one tiling level can have: some dimensions stand innermost, some
// outermost, and those between them in any order.

#include <cstdint>
#include <span>
#include <vector>

namespace tilewright {

/// Dimensions as positions in Workload::dimensions. The free dimensions start in ascending order.
class LoopOrder {
 public:
  /// The orders that a mapspace has at a level: `prefix` (innermost) and `suffix` (outermost, its
  /// own innermost first) are fixed. Throws Error when more than 20 dimensions are free.
  void reset(int dimension_count, const std::vector<int>& prefix, const std::vector<int>& suffix);

  /// The same without the loops that do nothing: the `unit` dimensions (by position) stand in front
  /// of all others and are not moved.
  void reset(int dimension_count, std::span<const unsigned char> unit,
             const std::vector<int>& prefix, const std::vector<int>& suffix);

  /// Only one order: that of the dimensions.
  void reset_canonical(int dimension_count);

  /// Number of orders: the factorial of the number of free dimensions.
  std::uint64_t count() const { return count_; }

  /// Order `index` < count(), innermost first: digit i of the index in the factorial number system
  /// picks which of the remaining free dimensions comes next (Lehmer code). Valid until reset.
  std::span<const int> select(std::uint64_t index);

 private:
  std::vector<int> base_;  // prefix, free dimensions, suffix
  std::vector<int> selected_;
  std::uint64_t selected_index_ = 0;
  int free_begin_ = 0;
  int free_count_ = 0;
  std::uint64_t count_ = 1;
  std::vector<unsigned char> placed_;  // by dimension
};

}  // namespace tilewright
