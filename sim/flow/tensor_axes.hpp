#pragma once
// A tensor's ranks as independent axes. Ranks that share a dimension move together and form one
// axis; their coordinates are folded into one number, the *code*, row by row. So every tile is a
// product of sets of codes, one per axis, whatever the projection.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "model/spec/workload.hpp"

namespace tilewright::sim {

class TensorAxes {
 public:
  /// With `separate_ranks`, each rank is an axis, as for bounding boxes. Throws Error when the
  /// tensor has 2^63 points or more.
  TensorAxes(const Workload& workload, const DataSpace& data_space, bool separate_ranks = false);

  int count() const { return static_cast<int>(axes_.size()); }
  int rank_count() const { return rank_count_; }
  /// How far one operation along `dimension` moves the code of `axis`.
  std::int64_t step(int axis, int dimension) const { return at(axis).steps[index(dimension)]; }
  /// The least coordinate of a rank, and how many lie from it to the greatest, for the operations
  /// [0, extents).
  static std::pair<std::int64_t, std::int64_t> rank_bounds(const Rank& rank,
                                                           std::span<const std::int64_t> extents);
  /// The bounding box of the operations [0, extents) along an axis that is one rank, term by term:
  /// where it begins and how many coordinates it has.
  std::pair<std::int64_t, std::int64_t> bounds(int axis,
                                               std::span<const std::int64_t> extents) const;
  /// Whether `dimension` moves the tensor's points at all.
  bool depends_on(int dimension) const;
  /// One number for codes along all axes: the sum of weight * code is unique in the tensor.
  std::int64_t weight(int axis) const { return at(axis).weight; }
  /// Ranks of an axis, ascending.
  std::span<const int> ranks(int axis) const { return at(axis).ranks; }
  /// Codes of an axis that differ only in its last rank: [first, last of the row) around `code`.
  std::int64_t row_end(int axis, std::int64_t code) const;
  /// Writes the coordinates of a code to the axis' ranks in `point` (by rank).
  void decode(int axis, std::int64_t code, std::span<std::int64_t> point) const;

 private:
  struct Axis {
    std::vector<int> ranks;
    std::vector<std::int64_t> lows;     // least coordinate, by rank of the axis
    std::vector<std::int64_t> extents;  // coordinates from the least to the greatest
    std::vector<std::int64_t> steps;    // by dimension
    std::int64_t weight = 1;
    std::int64_t low_code = 0;
    std::int64_t code_extent = 1;
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  const Axis& at(int axis) const { return axes_[index(axis)]; }
  void add_axis(const Workload& workload, std::vector<int> ranks);

  int rank_count_;
  std::vector<Rank> terms_;  // by rank
  std::vector<Axis> axes_;   // ascending by first rank
};

}  // namespace tilewright::sim
