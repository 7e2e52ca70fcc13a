#include "mapper/certificate/shapes.hpp"

namespace tilewright::certificate {

namespace {

bool is_prime(Count value) {
  for (Count factor = 2; factor * factor <= value; ++factor) {
    if (value % factor == 0) return false;
  }
  return value > 1;
}

}  // namespace

Shapes::Shapes(const Shape& bounds) : bounds_(bounds) {
  constexpr Count most_shapes = Count{1} << 22;
  Count size = 1;
  for (const Count bound : bounds) {
    std::vector<Count>& divisors = divisors_.emplace_back();
    std::vector<int>& positions = positions_.emplace_back();
    std::vector<Count>& primes = primes_.emplace_back();
    for (Count divisor = 1; divisor <= bound; ++divisor) {
      positions.resize(static_cast<std::size_t>(divisor) + 1, -1);
      if (bound % divisor != 0) continue;
      positions.back() = static_cast<int>(divisors.size());
      divisors.push_back(divisor);
      if (is_prime(divisor)) primes.push_back(divisor);
    }
    weights_.push_back(static_cast<int>(size));
    size *= static_cast<Count>(divisors.size());
    if (size > most_shapes) {
      throw Error("the problem has more than 2^22 tile shapes", "certificates cover smaller ones");
    }
  }
  for (Count index = 0; index < size; ++index) {
    Shape shape;
    Count rest = index;
    Count volume = 1;
    for (const std::vector<Count>& divisors : divisors_) {
      const auto count = static_cast<Count>(divisors.size());
      shape.push_back(divisors[static_cast<std::size_t>(rest % count)]);
      rest /= count;
      volume *= shape.back();
    }
    shapes_.push_back(std::move(shape));
    volumes_.push_back(volume);
  }
}

int Shapes::times(int index, int dimension, Count factor) const {
  const auto d = static_cast<std::size_t>(dimension);
  const Count extent = shape(index)[d];
  const Count larger = extent * factor;
  if (bounds_[d] % larger != 0) return -1;
  const int steps = positions_[d][static_cast<std::size_t>(larger)] -
                    positions_[d][static_cast<std::size_t>(extent)];
  return index + steps * weights_[d];
}

int Shapes::times(int index, const Shape& factors) const {
  for (std::size_t d = 0; d < factors.size() && index != -1; ++d) {
    if (factors[d] != 1) index = times(index, static_cast<int>(d), factors[d]);
  }
  return index;
}

}  // namespace tilewright::certificate
