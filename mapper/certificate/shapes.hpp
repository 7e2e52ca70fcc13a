#pragma once
// The shapes that divide the problem, numbered so that a larger shape has a larger number.

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

class Shapes {
 public:
  /// Throws Error for more than 2^22 shapes.
  explicit Shapes(const Shape& bounds);

  int size() const { return static_cast<int>(shapes_.size()); }
  const Shape& shape(int index) const { return shapes_[static_cast<std::size_t>(index)]; }
  /// Product of the extents.
  Count volume(int index) const { return volumes_[static_cast<std::size_t>(index)]; }
  /// The shape times these factors; -1 where it does not divide the problem.
  int times(int index, const Shape& factors) const;
  /// The same for one dimension.
  int times(int index, int dimension, Count factor) const;
  /// Divisors of the bound, ascending.
  const std::vector<Count>& divisors(int dimension) const {
    return divisors_[static_cast<std::size_t>(dimension)];
  }
  /// The place of a shape's extent among them.
  int position(int index, int dimension) const {
    const auto d = static_cast<std::size_t>(dimension);
    return index / weights_[d] % static_cast<int>(divisors_[d].size());
  }
  /// Shapes that lie between two divisors next to each other.
  int weight(int dimension) const { return weights_[static_cast<std::size_t>(dimension)]; }
  /// Primes that divide the bound.
  const std::vector<Count>& primes(int dimension) const {
    return primes_[static_cast<std::size_t>(dimension)];
  }

 private:
  Shape bounds_;
  std::vector<std::vector<Count>> divisors_;  // by dimension, ascending
  std::vector<std::vector<int>> positions_;   // by dimension and divisor: place in divisors_
  std::vector<int> weights_;                  // by dimension
  std::vector<std::vector<Count>> primes_;
  std::vector<Shape> shapes_;
  std::vector<Count> volumes_;
};

}  // namespace tilewright::certificate
