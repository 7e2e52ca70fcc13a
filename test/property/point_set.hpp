#pragma once
// Sets of points of a tensor as unions of disjoint axis-aligned boxes. Slow and literal: the oracle
// counts with these.

#include <cstdint>
#include <vector>

namespace tilewright::test {

/// A point or a displacement: one coordinate per rank.
using Point = std::vector<std::int64_t>;

/// low <= point < high in every rank.
struct Box {
  Point low;
  Point high;

  std::int64_t size() const;
  bool operator==(const Box&) const = default;
};

/// A union of disjoint boxes.
class PointSet {
 public:
  PointSet() = default;
  explicit PointSet(Box box) : boxes_{std::move(box)} {}

  std::int64_t size() const;
  bool empty() const { return size() == 0; }
  const std::vector<Box>& boxes() const { return boxes_; }

  /// The points of this set that are not in `other`.
  PointSet minus(const PointSet& other) const;

  /// The set moved by `displacement`.
  PointSet translated(const Point& displacement) const;

  /// True when both sets consist of the same boxes, in any order.
  bool same_boxes(const PointSet& other) const;

 private:
  std::vector<Box> boxes_;
};

/// How far the centre moves from one box to another, rounded to whole coordinates (halves away
/// from zero).
Point centre_displacement(const Box& from, const Box& to);

/// True when every coordinate is 0.
bool is_zero(const Point& point);

}  // namespace tilewright::test
