#pragma once
// What the spatial loops of a case say about instances and shared tiles.

#include <vector>

#include "mapper/certificate/case.hpp"

namespace tilewright::certificate {

struct SpreadFacts {
  SpreadFacts(const Instance& instance, const Case& spatial);

  /// Least and largest product, over the choices of levels first to last, ...
  struct Range {
    double least = 1;
    double most = 1;
  };
  /// ... of loops that do not move the tensor,
  Range idle(int tensor, int first, int last) const { return over(idle_, tensor, first, last); }
  /// of children that can share a word of the tensor at once (`most` only),
  double shared(int tensor, int first, int last) const {
    return over(shared_, tensor, first, last).most;
  }
  /// of all loops.
  Range children(int first, int last) const { return over(children_, 0, first, last); }
  /// May children share some words of a sliding window with fewer others than other words?
  bool mixed(int tensor, int first, int last) const {
    return over(mixed_, tensor, first, last).most > 1;
  }

  /// Whole factors that all choices of the levels up to one have in common; the same further out.
  std::vector<Shape> inside;
  std::vector<Shape> outside;

 private:
  using Ranges = std::vector<std::vector<Range>>;  // [tensor][level]
  static Range over(const Ranges& ranges, int tensor, int first, int last);

  Ranges idle_;
  Ranges shared_;
  Ranges mixed_;
  Ranges children_;
};

}  // namespace tilewright::certificate
