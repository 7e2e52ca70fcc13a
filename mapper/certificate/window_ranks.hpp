#pragma once
// The ranks of a sliding window: their extents are numbered.

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
    std::size_t most_divisors = 0;
    Shape bounds;  ///< by term

    Count box(const Shape& by_term) const;
  };
  const std::vector<Rank>& ranks() const { return ranks_; }

 private:
  std::vector<Rank> ranks_;
};

}  // namespace tilewright::certificate
