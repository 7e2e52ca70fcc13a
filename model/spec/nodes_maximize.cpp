#include "model/spec/nodes_maximize.hpp"

#include <map>
#include <utility>

#include "model/spec/checked.hpp"

namespace tilewright::reader {

namespace {

using Sizes = std::vector<std::int64_t>;

/// The prime factors up to `largest`, smallest first, each once.
Sizes distinct_primes(std::int64_t number, std::int64_t largest) {
  Sizes primes;
  for (std::int64_t candidate = 2; candidate <= largest && candidate <= number / candidate;
       ++candidate) {
    if (number % candidate != 0) continue;
    primes.push_back(candidate);
    while (number % candidate == 0) number /= candidate;
  }
  if (number > 1 && number <= largest) primes.push_back(number);
  return primes;
}

struct Allocation {
  double utilization = 1;
  Sizes factors;
};

class GreedyFill {
 public:
  const Allocation& best(const Sizes& sizes, std::int64_t capacity) {
    const auto key = std::pair(capacity, sizes);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    return known_[key] = search(sizes, capacity);
  }

 private:
  Allocation search(const Sizes& sizes, std::int64_t capacity) {
    Allocation best{1, Sizes(sizes.size(), 1)};
    if (capacity <= 1) return best;
    for (std::size_t index = 0; index < sizes.size(); ++index) {
      try_passes(sizes, index, capacity, best);
      for (std::int64_t prime : distinct_primes(sizes[index], capacity)) {
        try_prime(sizes, index, prime, capacity, best);
      }
    }
    return best;
  }

  /// Splits a size that exceeds the capacity into passes; the last one may be shorter.
  static void try_passes(const Sizes& sizes, std::size_t index, std::int64_t capacity,
                         Allocation& best) {
    const std::int64_t size = sizes[index];
    if (size <= capacity) return;
    const std::int64_t passes = ceil_divide(size, capacity);
    const std::int64_t factor = ceil_divide(size, passes);
    const std::int64_t rest = size % factor;
    const double utilization =
        static_cast<double>(factor * (passes - 1) + rest) / static_cast<double>(passes);
    if (utilization <= best.utilization) return;
    best = {utilization, Sizes(sizes.size(), 1)};
    best.factors[index] = factor;
  }

  void try_prime(Sizes sizes, std::size_t index, std::int64_t prime, std::int64_t capacity,
                 Allocation& best) {
    sizes[index] /= prime;
    const Allocation& inner = this->best(sizes, capacity / prime);
    const double utilization = inner.utilization * static_cast<double>(prime);
    if (utilization <= best.utilization) return;
    best = {utilization, inner.factors};
    best.factors[index] *= prime;
  }

  std::map<std::pair<std::int64_t, Sizes>, Allocation> known_;
};

}  // namespace

std::vector<std::int64_t> fill_capacity(const Sizes& sizes, std::int64_t capacity) {
  return GreedyFill().best(sizes, capacity).factors;
}

}  // namespace tilewright::reader
