#include "test/property/point_set.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tilewright::test {

namespace {

bool overlap(const Box& a, const Box& b) {
  for (std::size_t rank = 0; rank < a.low.size(); ++rank) {
    if (a.high[rank] <= b.low[rank] || b.high[rank] <= a.low[rank]) return false;
  }
  return true;
}

// Appends the parts of `a` outside of `b`: slices below and above, rank by rank.
void append_difference(const Box& a, const Box& b, std::vector<Box>& parts) {
  if (!overlap(a, b)) {
    parts.push_back(a);
    return;
  }
  Box rest = a;
  for (std::size_t rank = 0; rank < a.low.size(); ++rank) {
    if (rest.low[rank] < b.low[rank]) {
      parts.push_back(rest);
      parts.back().high[rank] = b.low[rank];
      rest.low[rank] = b.low[rank];
    }
    if (b.high[rank] < rest.high[rank]) {
      parts.push_back(rest);
      parts.back().low[rank] = b.high[rank];
      rest.high[rank] = b.high[rank];
    }
  }
}

}  // namespace

std::int64_t Box::size() const {
  std::int64_t product = 1;
  for (std::size_t rank = 0; rank < low.size(); ++rank) product *= high[rank] - low[rank];
  return product;
}

std::int64_t PointSet::size() const {
  return std::accumulate(boxes_.begin(), boxes_.end(), std::int64_t{0},
                         [](std::int64_t sum, const Box& box) { return sum + box.size(); });
}

PointSet PointSet::minus(const PointSet& other) const {
  PointSet difference = *this;
  for (const Box& taken : other.boxes_) {
    std::vector<Box> parts;
    for (const Box& box : difference.boxes_) append_difference(box, taken, parts);
    difference.boxes_ = std::move(parts);
  }
  return difference;
}

PointSet PointSet::translated(const Point& displacement) const {
  PointSet moved = *this;
  for (Box& box : moved.boxes_) {
    for (std::size_t rank = 0; rank < displacement.size(); ++rank) {
      box.low[rank] += displacement[rank];
      box.high[rank] += displacement[rank];
    }
  }
  return moved;
}

bool PointSet::same_boxes(const PointSet& other) const {
  return boxes_.size() == other.boxes_.size() &&
         std::all_of(boxes_.begin(), boxes_.end(), [&](const Box& box) {
           return std::find(other.boxes_.begin(), other.boxes_.end(), box) != other.boxes_.end();
         });
}

Point centre_displacement(const Box& from, const Box& to) {
  Point displacement(from.low.size());
  for (std::size_t rank = 0; rank < displacement.size(); ++rank) {
    const std::int64_t twice = (to.low[rank] + to.high[rank]) - (from.low[rank] + from.high[rank]);
    displacement[rank] = std::llround(static_cast<double>(twice) / 2);
  }
  return displacement;
}

bool is_zero(const Point& point) {
  return std::all_of(point.begin(), point.end(), [](std::int64_t c) { return c == 0; });
}

}  // namespace tilewright::test
