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
  const Cycle cycle = pace_->cycles(done);
  return banks_ ? std::max(cycle, pass_banks(direction, space, words, now)) : cycle;
}

void BufferPorts::add_banks(const BankSet& banks, const std::vector<std::int64_t>& region_words) {
  banks_ = banks;
  std::int64_t begin = 0;
  for (const std::int64_t words : region_words) {
    regions_.push_back({begin, words, {}});
    begin += words;
  }
}

Cycle BufferPorts::pass_banks(Port direction, int space, std::int64_t words, Cycle now) {
  Region& region = regions_[static_cast<std::size_t>(space)];
  std::int64_t& next = region.next[static_cast<std::size_t>(direction)];
  Cycle done = now;
  while (words > 0) {
    const std::int64_t run = std::min(words, region.words - next);
    done = std::max(done, banks_->access(region.begin + next, run, now));
    next = (next + run) % region.words;
    words -= run;
  }
  return done;
}

double BufferPorts::busy_cycles(Port port) const {
  return static_cast<double>(busy_ticks_[static_cast<std::size_t>(port)]) /
         static_cast<double>(pace_->ticks_per_cycle());
}

}  // namespace tilewright::sim
