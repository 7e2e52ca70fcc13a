#include "sim/machine/bank_set.hpp"

#include <algorithm>

namespace tilewright::sim {

BankSet::BankSet(std::int64_t banks, std::int64_t block_words)
    : block_words_(block_words), free_(static_cast<std::size_t>(banks), 0) {}

Cycle BankSet::access(std::int64_t address, std::int64_t words, Cycle now) {
  Cycle done = now;
  const std::int64_t first = address / block_words_;
  const std::int64_t last = (address + words - 1) / block_words_;
  for (std::int64_t block = first; block <= last; ++block) {
    Cycle& free = free_[static_cast<std::size_t>(block) % free_.size()];
    const Cycle start = std::max(free, now);
    // From the second round on, blocks wait for this access itself.
    if (block - first < static_cast<std::int64_t>(free_.size())) conflict_cycles_ += start - now;
    ++accesses_;
    free = start + 1;
    done = std::max(done, free);
  }
  return done;
}

}  // namespace tilewright::sim
