// Many requests at once: is every byte moved once, is every rule kept, and is the bandwidth there?

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "sim/dram/address_map.hpp"
#include "sim_dram_checker.hpp"
#include "sim_dram_samples.hpp"

namespace tilewright::sim {
namespace {

struct Access {
  Cycle time;
  bool write;
  std::int64_t address_bytes;
  std::int64_t size_bytes;
};

/// Ranges of 1 to 300 bytes, in few rows of all banks so that they hit, miss and collide; in
/// crowds with gaps in between, some of which are longer than a refresh interval.
std::vector<Access> random_accesses(const TimingDramSettings& settings, unsigned seed, int count) {
  std::mt19937 random(seed);
  const std::int64_t reach = settings.capacity_bytes() / settings.rows * 3;
  std::vector<Access> accesses;
  Cycle time = 0;
  for (int i = 0; i < count; ++i) {
    if (random() % 4 == 0) time += static_cast<Cycle>(random() % 40);
    if (random() % 200 == 0) time += static_cast<Cycle>(random() % 30000);
    const auto address = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(reach));
    const std::int64_t size = 1 + static_cast<std::int64_t>(random() % 300);
    accesses.push_back({time, random() % 3 == 0, address, size});
  }
  return accesses;
}

void play(DramBench& bench, const std::vector<Access>& accesses) {
  for (const Access& access : accesses) {
    bench.engine.at(access.time, [&bench, access] {
      bench.dram.request(access.write, access.address_bytes, access.size_bytes);
    });
  }
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_TRUE(bench.dram.drained());
}

using Place = std::tuple<bool, int, int, int, std::int64_t, std::int64_t>;

/// How often each burst is to be moved, and in which direction.
std::map<Place, int> expected_bursts(const TimingDramSettings& settings,
                                     const std::vector<Access>& accesses) {
  const AddressMap map(settings);
  std::map<Place, int> result;
  for (const Access& access : accesses) {
    const std::int64_t end = access.address_bytes + access.size_bytes;
    for (std::int64_t burst = access.address_bytes / settings.burst_bytes();
         burst * settings.burst_bytes() < end; ++burst) {
      const DramLocation at = map.locate(burst);
      ++result[{access.write, at.channel, at.rank, at.bank, at.row, at.column}];
    }
  }
  return result;
}

std::map<Place, int> moved_bursts(const std::vector<DramCommand>& commands) {
  std::map<Place, int> result;
  for (const DramCommand& c : commands) {
    if (c.kind != DramCommandKind::read && c.kind != DramCommandKind::write) continue;
    ++result[{c.kind == DramCommandKind::write, c.channel, c.rank, c.bank, c.row, c.column}];
  }
  return result;
}

/// Each request gets all its bytes, and "last" once, at its end.
void expect_complete(const std::vector<DramRecorder::Event>& events,
                     const std::vector<Access>& accesses) {
  std::vector<std::int64_t> bytes(accesses.size(), 0);
  std::vector<bool> ended(accesses.size(), false);
  for (const DramRecorder::Event& event : events) {
    const auto request = static_cast<std::size_t>(event.request);
    ASSERT_FALSE(ended[request]);
    EXPECT_GE(event.useful_bytes, 1);
    bytes[request] += event.useful_bytes;
    ended[request] = event.last;
  }
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    EXPECT_TRUE(ended[i]);
    EXPECT_EQ(bytes[i], accesses[i].size_bytes);
  }
}

struct Sample {
  std::string preset;
  std::int64_t ranks;
  double chip_clock_ghz;
  std::string order;
  std::int64_t starvation_limit;
};

TEST(SimDramTraffic, RandomRequestsAreServedByTheRules) {
  const std::string usual = TimingDramSettings().address_order;
  const std::vector<Sample> samples = {{"DDR4-2400", 1, 1.0, usual, 64},
                                       {"DDR4-2400", 2, 1.2, usual, 4},
                                       {"DDR4-2400", 4, 0.333, "row:column:rank:bank:channel", 1},
                                       {"LPDDR4-3200", 1, 1.0, usual, 64},
                                       {"LPDDR4-3200", 3, 2.0, "channel:bank:rank:row:column", 8},
                                       {"HBM2", 1, 0.9, usual, 64},
                                       {"HBM2", 2, 1.0, "row:bank:group:rank:column:channel", 16}};
  unsigned seed = 1;
  for (const Sample& sample : samples) {
    SCOPED_TRACE(sample.preset + " " + sample.order);
    TimingDramSettings settings = dram_preset(sample.preset);
    settings.ranks = sample.ranks;
    settings.chip_clock_ghz = sample.chip_clock_ghz;
    settings.address_order = sample.order;
    settings.starvation_limit = sample.starvation_limit;
    const std::vector<Access> accesses = random_accesses(settings, seed++, 4000);
    DramBench bench(settings);
    play(bench, accesses);
    DramChecker(settings).check(bench.commands);
    expect_complete(bench.recorder.events, accesses);
    EXPECT_EQ(moved_bursts(bench.commands), expected_bursts(settings, accesses));
  }
}

TEST(SimDramTraffic, StatisticsCountTheCommands) {
  TimingDramSettings settings = dram_preset("DDR4-2400");
  settings.ranks = 2;
  const std::vector<Access> accesses = random_accesses(settings, 9, 3000);
  DramBench bench(settings);
  play(bench, accesses);
  const DramStatistics statistics = bench.dram.statistics();
  const auto count = [&](DramCommandKind kind) {
    return static_cast<std::int64_t>(bench.cycles(kind).size());
  };
  EXPECT_EQ(statistics.bursts_read, count(DramCommandKind::read));
  EXPECT_EQ(statistics.bursts_written, count(DramCommandKind::write));
  EXPECT_EQ(statistics.activates, count(DramCommandKind::activate));
  EXPECT_EQ(statistics.precharges,
            count(DramCommandKind::precharge) + count(DramCommandKind::precharge_all));
  EXPECT_EQ(statistics.refreshes, count(DramCommandKind::refresh));
  const std::int64_t bursts = statistics.bursts_read + statistics.bursts_written;
  EXPECT_EQ(statistics.row_hits + statistics.row_misses + statistics.row_conflicts, bursts);
  EXPECT_GT(statistics.row_hits, 0);
  EXPECT_GT(statistics.row_misses, 0);
  EXPECT_GT(statistics.row_conflicts, 0);
  EXPECT_EQ(statistics.bytes_transferred, bursts * settings.burst_bytes());
  EXPECT_EQ(statistics.data_cycles, bursts * settings.burst_cycles());
  std::int64_t useful = 0;
  for (const Access& access : accesses) useful += access.size_bytes;
  EXPECT_EQ(statistics.bytes_read + statistics.bytes_written, useful);
  ASSERT_EQ(statistics.banks.size(), 32U);
  EXPECT_EQ(statistics.banks[19].name, "channel 0 rank 1 bank 3");
  std::int64_t bank_bursts = 0;
  std::int64_t bank_activates = 0;
  for (const BankStatistics& bank : statistics.banks) {
    bank_bursts += bank.bursts;
    bank_activates += bank.activates;
    EXPECT_GE(bank.open_cycles, bank.data_cycles);
  }
  EXPECT_EQ(bank_bursts, bursts);
  EXPECT_EQ(bank_activates, statistics.activates);
}

TEST(SimDramTraffic, EqualRunsAreEqual) {
  const TimingDramSettings settings = dram_preset("HBM2");
  const std::vector<Access> accesses = random_accesses(settings, 5, 2000);
  DramBench first(settings);
  DramBench second(settings);
  play(first, accesses);
  play(second, accesses);
  EXPECT_EQ(first.recorder.events, second.recorder.events);
}

// An observer makes the DRAM give each refresh of an idle time by itself.
TEST(SimDramTraffic, AnObserverChangesNothing) {
  const TimingDramSettings settings = dram_preset("LPDDR4-3200");
  std::vector<Access> accesses = random_accesses(settings, 6, 500);
  const Cycle later = 20 * settings.timing.tREFI + 12345;
  for (const Access& access : random_accesses(settings, 7, 500)) {
    accesses.push_back(access);
    accesses.back().time += accesses[499].time + later;
  }
  DramBench observed(settings);
  play(observed, accesses);
  Engine engine;
  DramRecorder recorder;
  TimingDram dram(settings, engine, recorder);
  for (const Access& access : accesses) {
    engine.at(access.time, [&dram, access] {
      dram.request(access.write, access.address_bytes, access.size_bytes);
    });
  }
  EXPECT_TRUE(engine.run(dram_test_end));
  EXPECT_EQ(recorder.events, observed.recorder.events);
  EXPECT_EQ(dram.statistics().refreshes, observed.dram.statistics().refreshes);
}

// A stream keeps the bus busy but for the refreshes. Each costs at most the time from the last
// read before it to the first one after it, and the time until all groups have a row open again.
TEST(SimDramTraffic, AStreamReachesThePeakBandwidth) {
  for (const std::string preset : {"DDR4-2400", "LPDDR4-3200", "HBM2"}) {
    for (const bool write : {false, true}) {
      SCOPED_TRACE(preset);
      const TimingDramSettings settings = in_own_cycles(preset);
      const DramTiming& t = settings.timing;
      const std::int64_t bursts = 20000;  // of a channel
      Engine engine;
      DramRecorder recorder;
      TimingDram dram(settings, engine, recorder);
      dram.request(write, 0, bursts * settings.channels * settings.burst_bytes());
      ASSERT_TRUE(engine.run(dram_test_end));
      const Cycle busy = bursts * settings.burst_cycles();
      const Cycle start =
          settings.bank_groups * t.tRRD_L + t.tRCD + t.tCL + settings.burst_cycles();
      const Cycle closing = std::max(t.tRAS, t.tCWL + settings.burst_cycles() + t.tWR);
      const Cycle refresh = closing + t.tRPab + t.tRFC + t.tRCD + settings.bank_groups * t.tRRD_L;
      const DramStatistics statistics = dram.statistics();
      const Cycle refreshes = statistics.refreshes / settings.channels;
      EXPECT_GE(refreshes, busy / t.tREFI);
      EXPECT_GE(engine.now(), busy + refreshes * t.tRFC);
      EXPECT_LE(engine.now(), busy + start + refreshes * refresh);
    }
  }
}

TEST(SimDramTraffic, WithoutRefreshAStreamLosesNothing) {
  for (const std::string preset : {"DDR4-2400", "LPDDR4-3200", "HBM2"}) {
    SCOPED_TRACE(preset);
    TimingDramSettings settings = in_own_cycles(preset);
    settings.timing.tREFI = 0;
    const std::int64_t bursts = 20000;
    DramBench bench(settings);
    bench.dram.request(false, 0, bursts * settings.channels * settings.burst_bytes());
    ASSERT_TRUE(bench.engine.run(dram_test_end));
    DramChecker(settings).check(bench.commands);
    const Cycle start = settings.bank_groups * settings.timing.tRRD_L + settings.timing.tRCD +
                        settings.timing.tCL + settings.burst_cycles();
    EXPECT_LE(bench.engine.now(), bursts * settings.burst_cycles() + start);
  }
}

TEST(SimDramTraffic, AnUnalignedRangeTakesTheBurstsThatItTouches) {
  const TimingDramSettings settings = in_own_cycles("DDR4-2400");
  DramBench bench(settings);
  bench.dram.request(false, 60, 70);  // bytes 60..63, 64..127, 128..129
  ASSERT_TRUE(bench.engine.run(dram_test_end));
  std::vector<std::int64_t> bytes;
  for (const auto& event : bench.recorder.events) bytes.push_back(event.useful_bytes);
  std::sort(bytes.begin(), bytes.end());
  EXPECT_EQ(bytes, (std::vector<std::int64_t>{2, 4, 64}));
  EXPECT_EQ(bench.dram.statistics().bytes_transferred, 192);
  EXPECT_EQ(bench.dram.statistics().bytes_read, 70);
}

TEST(SimDramTraffic, RefreshesDoNotKeepTheEngineAlive) {
  const TimingDramSettings settings = in_own_cycles("DDR4-2400");
  Engine engine;
  DramRecorder recorder;
  TimingDram dram(settings, engine, recorder);
  dram.request(false, 0, 64);
  EXPECT_EQ(dram.pending_requests(), 1);
  ASSERT_TRUE(engine.run(dram_test_end));
  EXPECT_EQ(engine.now(), recorder.events.back().cycle);
  EXPECT_TRUE(dram.drained());
  // After a million intervals they have all been given, at once.
  const Cycle later = settings.timing.tREFI * 1000000 + 5;
  const std::int64_t steps = engine.steps();
  engine.at(later, [&] { dram.request(false, 0, 64); });
  ASSERT_TRUE(engine.run(2 * later));
  EXPECT_LT(engine.steps(), steps + 10);
  EXPECT_EQ(dram.statistics().refreshes, 1000000);
}

TEST(SimDramTraffic, HitsOvertakeUpToTheLimit) {
  TimingDramSettings settings = in_own_cycles("DDR4-2400");
  settings.starvation_limit = 5;
  DramBench bench(settings);
  bench.ask(0, false, {0, 0, 0, 0, 0, 0});
  bench.ask(0, false, {0, 0, 0, 0, 1, 0});
  for (int column = 1; column <= 12; ++column) bench.ask(0, false, {0, 0, 0, 0, 0, column});
  ASSERT_TRUE(bench.engine.run(dram_test_end));
  std::vector<int> order;
  for (const auto& event : bench.recorder.events) order.push_back(event.request);
  EXPECT_EQ(order, (std::vector<int>{0, 2, 3, 4, 5, 6, 1, 7, 8, 9, 10, 11, 12, 13}));
}

/// Asks for the next burst when one is done.
class Chain : public DramListener {
 public:
  void burst_done(int /*request*/, std::int64_t /*useful_bytes*/, bool last, Cycle now) override {
    end = now;
    if (last && left-- > 0) dram->request(false, 64 * left, 64);
  }

  Dram* dram = nullptr;
  std::int64_t left = 1000;
  Cycle end = 0;
};

TEST(SimDramTraffic, ListenersMayAskForMore) {
  const TimingDramSettings settings = in_own_cycles("DDR4-2400");
  Engine engine;
  Chain chain;
  TimingDram dram(settings, engine, chain);
  chain.dram = &dram;
  dram.request(false, 0, 64);
  ASSERT_TRUE(engine.run(dram_test_end));
  EXPECT_EQ(dram.statistics().bursts_read, 1001);
  EXPECT_EQ(engine.now(), chain.end);
}

TEST(SimDramTraffic, ARangeOutsideIsAnError) {
  const TimingDramSettings settings = in_own_cycles("DDR4-2400");
  DramBench bench(settings);
  EXPECT_THROW(bench.dram.request(false, -1, 4), Error);
  EXPECT_THROW(bench.dram.request(false, 0, 0), Error);
  EXPECT_THROW(bench.dram.request(true, settings.capacity_bytes() - 1, 2), Error);
  EXPECT_NO_THROW(bench.dram.request(true, settings.capacity_bytes() - 1, 1));
}

}  // namespace
}  // namespace tilewright::sim
