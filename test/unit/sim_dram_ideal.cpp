// The ideal DRAM: is it exactly as fast as its bandwidth and latency say?

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "sim/dram/ideal_dram.hpp"
#include "sim_dram_samples.hpp"

namespace tilewright::sim {
namespace {

struct IdealBench {
  explicit IdealBench(const IdealDramSettings& settings) : dram(settings, engine, recorder) {}

  void ask(Cycle time, std::int64_t address, std::int64_t size) {
    engine.at(time, [this, address, size] { dram.request(false, address, size); });
  }
  std::vector<Cycle> ends() const {
    std::vector<Cycle> result;
    for (const auto& event : recorder.events) {
      if (event.last) result.push_back(event.cycle);
    }
    return result;
  }

  Engine engine;
  DramRecorder recorder;
  IdealDram dram;
};

IdealDramSettings at_rate(std::int64_t numerator, std::int64_t denominator, Cycle latency) {
  IdealDramSettings settings;
  settings.bytes_per_cycle = Ratio{numerator, denominator};
  settings.latency_cycles = latency;
  return settings;
}

TEST(SimDramIdeal, BytesTakeTheirTimeRoundedUpOnce) {
  for (const auto& [p, q] :
       {std::pair<std::int64_t, std::int64_t>{64, 1}, {10, 3}, {96, 5}, {1, 7}}) {
    IdealBench bench(at_rate(p, q, 11));
    std::int64_t bytes = 0;
    std::vector<Cycle> expected;
    for (const std::int64_t size : {1, 64, 100, 7, 1000}) {
      bench.ask(5, bytes, size);
      bytes += size;
      expected.push_back(5 + (bytes * q + p - 1) / p + 11);
    }
    EXPECT_TRUE(bench.engine.run(dram_test_end));
    EXPECT_EQ(bench.ends(), expected);
    EXPECT_TRUE(bench.dram.drained());
    EXPECT_EQ(bench.dram.statistics().bytes_read, bytes);
  }
}

// 10/3 bytes per cycle: 1 byte takes 0.3 cycles. At the end of the first cycle the transfer is over
// and the next one starts afresh; within it the next one goes on from 0.3.
TEST(SimDramIdeal, ANewBusyPeriodStartsWithTheNextRequest) {
  IdealBench bench(at_rate(10, 3, 0));
  bench.ask(0, 0, 1);
  bench.ask(0, 0, 3);
  bench.ask(2, 0, 10);
  bench.ask(4, 0, 3);
  bench.ask(50, 0, 10);
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_EQ(bench.ends(), (std::vector<Cycle>{1, 2, 5, 6, 53}));
}

TEST(SimDramIdeal, ATransferThatIsOverLeavesNothingBehind) {
  IdealBench bench(at_rate(10, 3, 0));
  bench.ask(0, 0, 1);  // until 0.3
  bench.ask(1, 0, 4);  // from 1 to 2.2
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_EQ(bench.ends(), (std::vector<Cycle>{1, 3}));
}

TEST(SimDramIdeal, PartsComeWhenTheirBytesHaveCome) {
  IdealBench bench(at_rate(16, 1, 2));
  bench.dram.request(true, 60, 100);  // 4, 64 and 32 bytes
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  const std::vector<DramRecorder::Event> expected = {
      {0, 4, false, 3}, {0, 64, false, 7}, {0, 32, true, 9}};
  EXPECT_EQ(bench.recorder.events, expected);
  EXPECT_EQ(bench.dram.statistics().bytes_written, 100);
}

TEST(SimDramIdeal, PartsOfOneCycleComeTogether) {
  IdealBench bench(at_rate(128, 1, 0));
  bench.dram.request(false, 0, 512);
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_EQ(bench.recorder.events.size(), 4U);
  EXPECT_EQ(bench.recorder.events[0].useful_bytes, 128);
}

TEST(SimDramIdeal, WithoutABandwidthThereIsTheLatencyOnly) {
  IdealDramSettings settings;
  settings.latency_cycles = 7;
  IdealBench bench(settings);
  bench.ask(3, 0, 1000000);
  bench.ask(3, 5, 1);
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_EQ(bench.ends(), (std::vector<Cycle>{10, 10}));
  EXPECT_EQ(bench.recorder.events.size(), 2U);
}

TEST(SimDramIdeal, NothingIsLostOverALongTime) {
  std::mt19937 random(3);
  const std::int64_t p = 1000003;
  const std::int64_t q = 65537;
  IdealBench bench(at_rate(p, q, 0));
  std::int64_t bytes = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t size = 1 + static_cast<std::int64_t>(random() % 100);
    bench.dram.request(false, 0, size);
    bytes += size;
  }
  EXPECT_TRUE(bench.engine.run(dram_test_end));
  EXPECT_EQ(bench.engine.now(), (bytes * q + p - 1) / p);
}

TEST(SimDramIdeal, NonsenseIsRefused) {
  Engine engine;
  DramRecorder recorder;
  EXPECT_THROW(IdealDram(at_rate(0, 1, 0), engine, recorder), Error);
  EXPECT_THROW(IdealDram(at_rate(1, 0, 0), engine, recorder), Error);
  EXPECT_THROW(IdealDram(at_rate(1, 1, -1), engine, recorder), Error);
  IdealDram dram(at_rate(1, 1, 0), engine, recorder);
  EXPECT_THROW(dram.request(false, 0, 0), Error);
}

}  // namespace
}  // namespace tilewright::sim
