#pragma once
// A DRAM with channels, ranks, banks and row buffers, command by command.
//
// The channels (sim/dram/dram_channel.hpp) count in cycles of the DRAM's clock. With f the ratio of
// the chip's clock to the DRAM's, a request of the engine's cycle t is seen from DRAM cycle
// ceil(t / f) on, and data that ended with DRAM cycle d has come in the engine's cycle
// ceil(d * f): both exact, so that nothing adds up over long runs.

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/dram/address_map.hpp"
#include "sim/dram/dram.hpp"
#include "sim/dram/dram_channel.hpp"
#include "sim/dram/dram_device.hpp"
#include "sim/dram/dram_settings.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/ratio.hpp"

namespace tilewright::sim {

class TimingDram : public Dram {
 public:
  /// The engine and the listener must outlive the DRAM. The observer, where there is one, is shown
  /// every command. Throws Error when the settings make no sense.
  TimingDram(const TimingDramSettings& settings, Engine& engine, DramListener& listener,
             DramObserver observer = {});

  int request(bool write, std::int64_t address_bytes, std::int64_t size_bytes) override;
  std::int64_t pending_requests() const override { return pending_; }
  DramStatistics statistics() override;

  const TimingDramSettings& settings() const { return settings_; }

 private:
  struct Lane {
    DramChannel channel;
    Cycle wake = never;  ///< the engine's cycle of the next event of the channel
  };
  static constexpr Cycle never = DramChannel::never;

  DramBurst burst_at(int request, bool write, const DramLocation& location) const;
  void schedule(std::size_t lane, Cycle time);
  void wake(std::size_t lane);
  void finish(const DramBurst& burst);

  /// The DRAM's cycle that begins at the engine's present cycle or first after it, and the last one
  /// that begins at it or before.
  DramCycle first_cycle() const { return scale_up(engine_.now(), dram_per_chip_); }
  DramCycle last_cycle() const {
    return multiply_divide(engine_.now(), dram_per_chip_.numerator, dram_per_chip_.denominator);
  }

  TimingDramSettings settings_;
  Ratio dram_per_chip_;  ///< DRAM cycles per cycle of the engine
  AddressMap map_;
  Engine& engine_;
  DramListener& listener_;
  DramObserver observer_;
  std::vector<Lane> lanes_;
  std::deque<std::int64_t> bursts_left_;  ///< of each request from first_request_ on
  int first_request_ = 0;
  std::int64_t pending_ = 0;
};

}  // namespace tilewright::sim
