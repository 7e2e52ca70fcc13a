#pragma once
// Sets of whole numbers along one axis, up to translation: what a tile covers of an axis, holes
// and all. Equal sets have equal numbers, so that comparing them is comparing integers.

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tilewright::sim {

/// Disjoint runs [first, last) in ascending order that do not touch each other.
using Runs = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// A shape at a place: `low` is the least point. Shape -1 is the empty set.
struct PlacedShape {
  int shape = -1;
  std::int64_t low = 0;

  bool empty() const { return shape < 0; }
  bool operator==(const PlacedShape&) const = default;
};

/// All shapes that came up so far. Shapes start at point 0.
class PointShapes {
 public:
  /// The set {sum of steps[i].first * n_i, 0 <= n_i < steps[i].second}, second >= 1. Throws Error
  /// when it falls into too many pieces to be followed.
  PlacedShape sum_set(std::vector<std::pair<std::int64_t, std::int64_t>> steps);

  const Runs& runs(int shape) const { return runs_[static_cast<std::size_t>(shape)]; }
  /// Points of a shape; 0 for the empty one.
  std::int64_t words(int shape) const {
    return shape < 0 ? 0 : words_[static_cast<std::size_t>(shape)];
  }

  /// The parts of a set that another one has, too, or has not.
  struct Split {
    PlacedShape both;
    PlacedShape rest;
  };
  /// Splits `set` (not empty) by `other` (not empty).
  Split split(const PlacedShape& set, const PlacedShape& other);

 private:
  struct Pair {
    int set;
    int other;
    std::int64_t displacement;
    bool operator==(const Pair&) const = default;
  };
  struct PairHash {
    std::size_t operator()(const Pair& pair) const;
  };

  PlacedShape intern(Runs runs);

  std::vector<Runs> runs_;           // by shape
  std::vector<std::int64_t> words_;  // by shape
  std::map<Runs, int> numbers_;
  std::unordered_map<Pair, Split, PairHash> splits_;
};

}  // namespace tilewright::sim
