#include "sim/machine/buffer_ports.hpp"

#include <algorithm>

namespace tilewright::sim {

Cycle BufferPorts::pass(Port direction, int space, std::int64_t words, Cycle now) {
  const std::int64_t start = pace_->ticks(now);
  std::int64_t done = start;
  for (const Port port : {direction, Port::shared}) {
    if (!pace_->limited(level_, port)) continue;
    const auto index = static_cast<std::size_t>(port);
    const std::int64_t ticks = pace_->transfer_ticks(level_, port, space, words);
    free_ticks_[index] = std::max(free_ticks_[index], start) + ticks;
    busy_ticks_[index] += ticks;
    done = std::max(done, free_ticks_[index]);
  }
  return pace_->cycles(done);
}

double BufferPorts::busy_cycles(Port port) const {
  return static_cast<double>(busy_ticks_[static_cast<std::size_t>(port)]) /
         static_cast<double>(pace_->ticks_per_cycle());
}

}  // namespace tilewright::sim
