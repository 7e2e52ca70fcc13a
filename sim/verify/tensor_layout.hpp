#pragma once
// A tensor as the functional mode sees it: which point an operation touches, and the number of a
// point, row by row.

#include <cstdint>
#include <span>
#include <vector>

#include "model/spec/workload.hpp"

namespace tilewright::sim {

/// Coordinates of a point, by rank, counted from the tensor's least coordinates.
using LayoutPoint = std::vector<std::int64_t>;

class TensorLayout {
 public:
  /// Throws Error when the tensor's bounding box has 2^32 points or more.
  TensorLayout(const Workload& workload, int space);

  int rank_count() const { return static_cast<int>(ranks_.size()); }
  std::int64_t words() const { return words_; }
  bool depends_on(int dimension) const;
  /// The point that the operation with these indices (by dimension) touches.
  void project(std::span<const std::int64_t> operation, std::span<std::int64_t> point) const;
  /// How far a step of this many operations per dimension moves the point.
  void project_step(std::span<const std::int64_t> operations, std::span<std::int64_t> step) const;
  /// The number of a point; -1 when it lies outside of the tensor.
  std::int64_t number(std::span<const std::int64_t> point) const {
    std::int64_t number = 0;
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      // One comparison for both ends.
      if (static_cast<std::uint64_t>(point[rank]) >=
          static_cast<std::uint64_t>(ranks_[rank].extent)) {
        return -1;
      }
      number = number * ranks_[rank].extent + point[rank];
    }
    return number;
  }
  /// How far one operation along `dimension` moves a point's number.
  std::int64_t number_step(int dimension) const;
  /// The inverse of number(), in the tensor's own coordinates.
  std::vector<std::int64_t> coordinates(std::int64_t number) const;
  /// A point in the tensor's own coordinates.
  std::vector<std::int64_t> coordinates(std::span<const std::int64_t> point) const;
  /// The point with a number.
  void locate(std::int64_t number, std::span<std::int64_t> point) const;
  /// Coordinates per rank from the least to the greatest that a tile of these extents (operations
  /// per dimension) touches.
  std::vector<std::int64_t> bounding_extents(std::span<const std::int64_t> extents) const;
  /// All points of a tile with these extents, relative to the point of its first operation:
  /// coordinates one after the other, points ascending, each once.
  std::vector<std::int64_t> tile_points(std::span<const std::int64_t> extents) const;

 private:
  struct Term {
    std::size_t dimension;
    std::int64_t coefficient;
  };
  struct RankLayout {
    std::vector<Term> terms;
    std::int64_t low = 0;
    std::int64_t extent = 1;
  };
  std::vector<RankLayout> ranks_;
  std::int64_t words_ = 1;
};

}  // namespace tilewright::sim
