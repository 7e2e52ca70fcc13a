#pragma once
// The banks of one instance of a storage level: consecutive blocks stand in consecutive banks, and
// each bank serves one access of a block in a cycle, whether it is read or written.

#include <cstdint>
#include <vector>

#include "sim/engine/engine.hpp"

namespace tilewright::sim {

class BankSet {
 public:
  /// `banks` >= 1, `block_words` >= 1.
  BankSet(std::int64_t banks, std::int64_t block_words);

  /// Accesses `words` from word `address` on, from cycle `now` on: a block as soon as its bank is
  /// free. Returns the cycle after the last access.
  Cycle access(std::int64_t address, std::int64_t words, Cycle now);

  /// Cycles that blocks waited for a bank that another access kept busy, summed over blocks.
  std::int64_t conflict_cycles() const { return conflict_cycles_; }
  std::int64_t accesses() const { return accesses_; }

 private:
  std::int64_t block_words_;
  std::vector<Cycle> free_;  // by bank
  std::int64_t conflict_cycles_ = 0;
  std::int64_t accesses_ = 0;
};

}  // namespace tilewright::sim
