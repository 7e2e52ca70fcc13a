#include "mapper/exact/lattice.hpp"

#include <algorithm>

#include "model/spec/error.hpp"

namespace tilewright::exact {

namespace {

constexpr std::uint64_t most_shapes = std::uint64_t{1} << 24;

struct Digit {
  std::size_t dimension;
  std::int64_t prime;
  std::uint32_t exponents;  // 0 to exponents - 1
  std::uint32_t weight;
};

}  // namespace

Lattice::Lattice(std::span<const std::int64_t> bounds)
    : bounds_(bounds.begin(), bounds.end()), factors_(bounds.size()) {
  std::vector<Digit> digits;
  std::uint64_t size = 1;
  for (std::size_t d = 0; d < bounds.size(); ++d) {
    std::int64_t rest = bounds[d];
    for (std::int64_t prime = 2; rest > 1; ++prime) {
      if (prime > rest / prime) prime = rest;
      std::uint32_t exponents = 1;
      for (; rest % prime == 0; rest /= prime) ++exponents;
      if (exponents == 1) continue;
      digits.push_back({d, prime, exponents, static_cast<std::uint32_t>(size)});
      size *= exponents;
      if (size > most_shapes) {
        throw Error("the problem has more than 2^24 tile shapes",
                    "give the exact mapper a smaller problem");
      }
    }
  }
  size_ = static_cast<std::uint32_t>(size);
  shapes_.assign(size * bounds.size(), 1);
  for (std::uint32_t index = 0; index < size_; ++index) {
    for (const Digit& digit : digits) {
      for (std::uint32_t e = index / digit.weight % digit.exponents; e > 0; --e) {
        shapes_[index * bounds.size() + digit.dimension] *= digit.prime;
      }
    }
  }
  for (std::size_t d = 0; d < bounds.size(); ++d) {
    factors_[d] = {{1, 0, false}};
    for (const Digit& digit : digits) {
      if (digit.dimension != d) continue;
      const std::size_t before = factors_[d].size();
      std::int64_t power = 1;
      for (std::uint32_t e = 1; e < digit.exponents; ++e) {
        power *= digit.prime;
        for (std::size_t i = 0; i < before; ++i) {
          factors_[d].push_back({factors_[d][i].value * power,
                                 factors_[d][i].offset + e * digit.weight, e == 1 && i == 0});
        }
      }
    }
    factors_[d].erase(factors_[d].begin());
    std::sort(factors_[d].begin(), factors_[d].end(),
              [](const Factor& a, const Factor& b) { return a.value < b.value; });
  }
}

std::uint32_t Lattice::offset(int dimension, std::int64_t factor) const {
  if (factor == 1) return 0;
  const auto& list = factors(dimension);
  const auto found = std::lower_bound(
      list.begin(), list.end(), factor,
      [](const Factor& candidate, std::int64_t value) { return candidate.value < value; });
  return found->offset;
}

}  // namespace tilewright::exact
