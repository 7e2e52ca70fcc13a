#include "mapper/search/random_stream.hpp"

#include <limits>

namespace tilewright {

namespace {

constexpr std::uint64_t most_low = std::numeric_limits<std::uint64_t>::max();

// SplitMix64 (Steele et al., "Fast splittable pseudorandom number generators", OOPSLA 2014).
std::uint64_t scramble(std::uint64_t seed) {
  seed += 0x9e3779b97f4a7c15;
  seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
  seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
  return seed ^ (seed >> 31);
}

std::minstd_rand0::result_type initial_state(std::uint64_t seed) {
  if (seed == 1) return std::minstd_rand0::default_seed;
  return static_cast<std::minstd_rand0::result_type>(1 + scramble(seed) %
                                                             (std::minstd_rand0::modulus - 1));
}

}  // namespace

RandomStream::RandomStream(uint128 bound, std::uint64_t seed)
    : wide_(bound > most_low),
      engine_(initial_state(seed)),
      low_(0, wide_ ? most_low : static_cast<std::uint64_t>(bound - 1)),
      high_(0, wide_ ? static_cast<std::uint64_t>(bound / most_low - 1) : 0) {}

uint128 RandomStream::next() {
  const std::uint64_t low = low_(engine_);
  if (!wide_) return low;
  return low + static_cast<uint128>(high_(engine_)) * most_low;
}

}  // namespace tilewright
