#pragma once
// What the tests of the simulator's DRAM share: a listener that records, a DRAM with its engine and
// its trace of commands, and addresses of given places.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/dram/timing_dram.hpp"
#include "sim/engine/engine.hpp"

namespace tilewright::sim {

/// Keeps what it is told.
class DramRecorder : public DramListener {
 public:
  struct Event {
    int request;
    std::int64_t useful_bytes;
    bool last;
    Cycle cycle;

    bool operator==(const Event& other) const = default;
  };

  void burst_done(int request, std::int64_t useful_bytes, bool last, Cycle now) override {
    events.push_back({request, useful_bytes, last, now});
  }

  bool done(int request) const {
    for (const Event& event : events) {
      if (event.request == request && event.last) return true;
    }
    return false;
  }

  std::vector<Event> events;
};

/// The address of a place under the order "row:rank:bank:column:group:channel".
inline std::int64_t dram_address(const TimingDramSettings& settings, const DramLocation& location) {
  const std::int64_t bank = location.bank % settings.banks_per_group;
  std::int64_t burst = location.row;
  burst = burst * settings.ranks + location.rank;
  burst = burst * settings.banks_per_group + bank;
  burst = burst * settings.columns() + location.column;
  burst = burst * settings.bank_groups + location.group;
  burst = burst * settings.channels + location.channel;
  return burst * settings.burst_bytes();
}

/// A DRAM, its engine and what they did.
struct DramBench {
  explicit DramBench(const TimingDramSettings& used)
      : settings(used), dram(used, engine, recorder, [this](const DramCommand& command) {
          commands.push_back(command);
        }) {}

  /// Asks in cycle `time` for one burst at this place.
  void ask(Cycle time, bool write, const DramLocation& location) {
    const std::int64_t address = dram_address(settings, location);
    engine.at(time,
              [this, write, address] { dram.request(write, address, settings.burst_bytes()); });
  }

  /// The cycles of the commands of one kind.
  std::vector<DramCycle> cycles(DramCommandKind kind) const {
    std::vector<DramCycle> result;
    for (const DramCommand& command : commands) {
      if (command.kind == kind) result.push_back(command.cycle);
    }
    return result;
  }

  TimingDramSettings settings;
  Engine engine;
  DramRecorder recorder;
  std::vector<DramCommand> commands;
  TimingDram dram;
};

/// A preset whose clock is the chip's, so that cycles are the same on both sides.
inline TimingDramSettings in_own_cycles(const std::string& preset) {
  TimingDramSettings settings = dram_preset(preset);
  settings.chip_clock_ghz = settings.dram_clock_ghz;
  return settings;
}

constexpr Cycle dram_test_end = 100000000;

}  // namespace tilewright::sim
