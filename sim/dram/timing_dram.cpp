#include "sim/dram/timing_dram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/dram/byte_range.hpp"

namespace tilewright::sim {
namespace {

std::int64_t hertz(double ghz) { return std::llround(ghz * 1e9); }

Ratio clock_ratio(const TimingDramSettings& settings) {
  check(settings);
  const std::int64_t dram = hertz(settings.dram_clock_ghz);
  const std::int64_t chip = hertz(settings.chip_clock_ghz);
  const std::int64_t divisor = std::gcd(dram, chip);
  return {dram / divisor, chip / divisor};
}

}  // namespace

TimingDram::TimingDram(const TimingDramSettings& settings, Engine& engine, DramListener& listener,
                       DramObserver observer)
    : settings_(settings),
      dram_per_chip_(clock_ratio(settings)),
      map_(settings),
      engine_(engine),
      listener_(listener),
      observer_(std::move(observer)) {
  for (int channel = 0; channel < static_cast<int>(settings.channels); ++channel) {
    lanes_.push_back({DramChannel(settings_, channel, observer_)});
  }
}

int TimingDram::request(bool write, std::int64_t address_bytes, std::int64_t size_bytes) {
  const std::int64_t end_bytes = range_end(address_bytes, size_bytes);
  if (end_bytes > settings_.capacity_bytes()) {
    throw Error(settings_.place,
                "an access up to byte " + std::to_string(end_bytes) + " of a DRAM that has " +
                    std::to_string(settings_.capacity_bytes()) + " bytes",
                "a DRAM with more rows, ranks or channels");
  }
  const int id = first_request_ + static_cast<int>(bursts_left_.size());
  const std::int64_t burst_bytes = settings_.burst_bytes();
  const std::int64_t first = address_bytes / burst_bytes;
  const std::int64_t last = (end_bytes - 1) / burst_bytes;
  bursts_left_.push_back(last - first + 1);
  ++pending_;
  const DramCycle now = first_cycle();
  for (std::int64_t number = first; number <= last; ++number) {
    const DramLocation location = map_.locate(number);
    DramBurst burst = burst_at(id, write, location);
    burst.useful_bytes = std::min(end_bytes, (number + 1) * burst_bytes) -
                         std::max(address_bytes, number * burst_bytes);
    const auto lane = static_cast<std::size_t>(location.channel);
    lanes_[lane].channel.advance(now - 1);
    lanes_[lane].channel.push(burst, now);
    schedule(lane, engine_.now());
  }
  return id;
}

DramBurst TimingDram::burst_at(int request, bool write, const DramLocation& location) const {
  DramBurst burst;
  burst.request = request;
  burst.bank = location.rank * static_cast<int>(settings_.banks_per_rank()) + location.bank;
  burst.row = location.row;
  burst.column = location.column;
  burst.write = write;
  return burst;
}

void TimingDram::schedule(std::size_t lane, Cycle time) {
  if (lanes_[lane].wake <= time) return;
  lanes_[lane].wake = time;
  engine_.at(time, [this, lane] { wake(lane); });
}

void TimingDram::wake(std::size_t index) {
  Lane& lane = lanes_[index];
  if (engine_.now() != lane.wake) return;  // an earlier event took the place of this one
  lane.wake = never;
  lane.channel.advance(last_cycle());
  DramBurst burst;
  while (lane.channel.pop_done(last_cycle(), burst)) finish(burst);
  const DramCycle next = lane.channel.next_cycle();
  if (next == DramChannel::never) return;
  schedule(index, std::max(engine_.now(), scale_up(next, dram_per_chip_.inverse())));
}

void TimingDram::finish(const DramBurst& burst) {
  const auto slot = static_cast<std::size_t>(burst.request - first_request_);
  const bool last = --bursts_left_[slot] == 0;
  if (last) --pending_;
  while (!bursts_left_.empty() && bursts_left_.front() == 0) {
    bursts_left_.pop_front();
    ++first_request_;
  }
  listener_.burst_done(burst.request, burst.useful_bytes, last, engine_.now());
}

DramStatistics TimingDram::statistics() {
  DramStatistics total;
  for (Lane& lane : lanes_) {
    lane.channel.advance(last_cycle());
    lane.channel.add_statistics(total, last_cycle());
  }
  const std::int64_t bursts = total.bursts_read + total.bursts_written;
  total.bytes_transferred = bursts * settings_.burst_bytes();
  total.data_cycles = bursts * settings_.burst_cycles();
  return total;
}

}  // namespace tilewright::sim
