#pragma once
// The tile shapes of perfect factorizations: one divisor of each dimension's bound.

#include <cstdint>
#include <span>
#include <vector>

namespace tilewright::exact {

/// Numbers shapes so that multiplying a shape adds a constant to its number: a shape is the vector
/// of the exponents of each dimension's primes, read as one mixed-radix number. A larger shape has
/// a larger number.
class Lattice {
 public:
  /// Throws Error when there are more than 2^24 shapes.
  explicit Lattice(std::span<const std::int64_t> bounds);

  std::uint32_t size() const { return size_; }
  int dimension_count() const { return static_cast<int>(bounds_.size()); }
  /// Number of the shape that is the whole problem.
  std::uint32_t top() const { return size_ - 1; }

  /// The extents of a shape.
  std::span<const std::int64_t> shape(std::uint32_t index) const {
    return {&shapes_[static_cast<std::size_t>(index) * bounds_.size()], bounds_.size()};
  }
  std::int64_t extent(std::uint32_t index, int dimension) const {
    return shape(index)[static_cast<std::size_t>(dimension)];
  }
  std::int64_t bound(int dimension) const { return bounds_[static_cast<std::size_t>(dimension)]; }
  /// What is left of a dimension outside of the shape.
  std::int64_t rest(std::uint32_t index, int dimension) const {
    return bound(dimension) / extent(index, dimension);
  }

  /// A factor of one dimension: a divisor of its bound, > 1, as a difference of numbers.
  struct Factor {
    std::int64_t value = 1;
    std::uint32_t offset = 0;
    bool prime = false;
  };
  /// Ascending.
  const std::vector<Factor>& factors(int dimension) const {
    return factors_[static_cast<std::size_t>(dimension)];
  }
  /// The difference of numbers that multiplying `dimension` by `factor` makes.
  std::uint32_t offset(int dimension, std::int64_t factor) const;

  bool divides(std::uint32_t index, int dimension, std::int64_t factor) const {
    return rest(index, dimension) % factor == 0;
  }

 private:
  std::vector<std::int64_t> bounds_;
  std::uint32_t size_ = 1;
  std::vector<std::vector<Factor>> factors_;
  std::vector<std::int64_t> shapes_;
};

}  // namespace tilewright::exact
