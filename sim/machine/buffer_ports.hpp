#pragma once
// The ports of one instance of a storage level that is played in detail: each serves one access
// after the other at its bandwidth; a shared port serves reads and writes together. Where the
// level's banks are played, too, each data space has a region of its own, in which the words of
// successive accesses follow each other around and around.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/machine/bank_set.hpp"
#include "sim/phase/pace.hpp"

namespace tilewright::sim {

class BufferPorts {
 public:
  /// `pace` must outlive this.
  BufferPorts(const Pace& pace, int level) : pace_(&pace), level_(level) {}

  /// Plays the banks, with regions of so many words by data space.
  void add_banks(const BankSet& banks, const std::vector<std::int64_t>& region_words);
  const std::optional<BankSet>& banks() const { return banks_; }

  /// Whether reading (writing) takes time at all.
  bool limits(Port direction) const {
    return banks_ || pace_->limited(level_, direction) || pace_->limited(level_, Port::shared);
  }
  /// Queues an access of `words` in cycle `now`; `direction` is read or write. Returns the cycle in
  /// which the last word has passed.
  Cycle pass(Port direction, int space, std::int64_t words, Cycle now);

  /// Cycles that a port has worked, so far.
  double busy_cycles(Port port) const;

 private:
  Cycle pass_banks(Port direction, int space, std::int64_t words, Cycle now);

  const Pace* pace_;
  int level_;
  std::array<std::int64_t, 3> free_ticks_{};
  std::array<std::int64_t, 3> busy_ticks_{};
  /// Where the next read and the next write of a data space go.
  struct Region {
    std::int64_t begin = 0;
    std::int64_t words = 0;
    std::array<std::int64_t, 2> next{};
  };
  std::optional<BankSet> banks_;
  std::vector<Region> regions_;  // by data space
};

}  // namespace tilewright::sim
