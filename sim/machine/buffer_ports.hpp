#pragma once
// The ports of one instance of a storage level that is played in detail: each serves one access
// after the other at its bandwidth; a shared port serves reads and writes together.

#include <array>
#include <cstdint>

#include "sim/engine/engine.hpp"
#include "sim/phase/pace.hpp"

namespace tilewright::sim {

class BufferPorts {
 public:
  /// `pace` must outlive this.
  BufferPorts(const Pace& pace, int level) : pace_(&pace), level_(level) {}

  /// Whether reading (writing) takes time at all.
  bool limits(Port direction) const {
    return pace_->limited(level_, direction) || pace_->limited(level_, Port::shared);
  }
  /// Queues an access of `words` in cycle `now`; `direction` is read or write. Returns the cycle in
  /// which the last word has passed.
  Cycle pass(Port direction, int space, std::int64_t words, Cycle now);

  /// Cycles that a port has worked, so far.
  double busy_cycles(Port port) const;

 private:
  const Pace* pace_;
  int level_;
  std::array<std::int64_t, 3> free_ticks_{};
  std::array<std::int64_t, 3> busy_ticks_{};
};

}  // namespace tilewright::sim
