#pragma once
// The ranks of a sliding window, and whether a window that has begun to slide may keep words again
// that it would fetch anew.
//
// The reference (docs/exact.md, section 2) remembers the step of the window's first loop. When a
// loop further out makes its first step, the window has been moved by all loops inside it, once
// each. It keeps words if it has not moved at all then, or by that step.

#include <vector>

#include "mapper/certificate/shapes.hpp"

namespace tilewright::certificate {

class WindowRanks {
 public:
  WindowRanks(const Instance& instance, const Shapes& shapes, int tensor);

  struct Rank {
    Tensor::Rank terms;
    std::vector<std::vector<Count>> divisors;  ///< of the bounds, by term
    std::vector<Shape> extents;                ///< by number: extent by term
    std::vector<int> numbers;                  ///< by shape
    std::vector<int> weights;                  ///< by term: a divisor further in `numbers`
    std::vector<std::vector<bool>> returns;    ///< [number][term x divisors + divisor]
    std::size_t most_divisors = 0;

    int term_of(int dimension) const;
    /// The window's first loop is one of a term, from an extent on to a larger one. May a later
    /// loop keep words? `larger`: position in the divisors.
    bool may_return(int number, int term, std::size_t larger) const {
      return returns[static_cast<std::size_t>(number)]
                    [static_cast<std::size_t>(term) * most_divisors + larger];
    }
    /// Iterations outside of an extent.
    Count rest(int number) const;
    Count box(const Shape& by_term) const;
  };
  const std::vector<Rank>& ranks() const { return ranks_; }

 private:
  std::vector<Rank> ranks_;
};

}  // namespace tilewright::certificate
