#include "mapper/cosa/factors.hpp"

namespace tilewright::cosa {

std::vector<PrimeFactor> prime_factors(int dimension, std::int64_t bound) {
  if (bound == 1) return {{.dimension = dimension, .prime = 1, .count = 1}};
  std::vector<PrimeFactor> factors;
  for (std::int64_t prime = 2; bound > 1; prime += prime == 2 ? 1 : 2) {
    if (prime > bound / prime) prime = bound;
    int count = 0;
    for (; bound % prime == 0; bound /= prime) ++count;
    if (count > 0) factors.push_back({.dimension = dimension, .prime = prime, .count = count});
  }
  return factors;
}

}  // namespace tilewright::cosa
