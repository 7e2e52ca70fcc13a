#pragma once
// The random numbers of Timeloop's searches, draw by draw.

#include <cstdint>
#include <random>

#include "mapper/space/uint128.hpp"

namespace tilewright {

/// Uniform numbers in [0, bound). Timeloop draws them with std::default_random_engine and
/// std::uniform_int_distribution of libstdc++, always from seed 1; the engine is named here (the
/// minimal-standard generator), and the distribution must be libstdc++'s for the same numbers.
class RandomStream {
 public:
  /// `seed` 1 gives Timeloop's stream. Other seeds are spread over the generator's states, so that
  /// neighbouring seeds start far apart.
  RandomStream(uint128 bound, std::uint64_t seed);

  uint128 next();

 private:
  bool wide_;  // the bound exceeds 64 bits: a number is made of two draws
  std::minstd_rand0 engine_;
  std::uniform_int_distribution<std::uint64_t> low_;
  std::uniform_int_distribution<std::uint64_t> high_;
};

}  // namespace tilewright
