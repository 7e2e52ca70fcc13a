// Bursts per second of the simulator's DRAM.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>

#include "sim/dram/timing_dram.hpp"
#include "sim/engine/engine.hpp"

namespace tilewright::sim {
namespace {

class Counter : public DramListener {
 public:
  void burst_done(int /*request*/, std::int64_t /*useful_bytes*/, bool /*last*/,
                  Cycle /*now*/) override {
    ++bursts;
  }

  std::int64_t bursts = 0;
};

constexpr Cycle end = INT64_MAX / 4;

/// Reads of 16 KB one after the other, with a write after each fourth.
void stream(benchmark::State& state, const char* preset) {
  std::int64_t bursts = 0;
  for (auto _ : state) {
    Engine engine;
    Counter counter;
    TimingDram dram(dram_preset(preset), engine, counter);
    for (std::int64_t i = 0; i < 1000; ++i) dram.request(i % 5 == 4, i * 16384, 16384);
    engine.run(end);
    bursts += counter.bursts;
  }
  state.SetItemsProcessed(bursts);
}

/// Reads of 64 bytes anywhere.
void random_reads(benchmark::State& state, const char* preset) {
  std::int64_t bursts = 0;
  for (auto _ : state) {
    Engine engine;
    Counter counter;
    TimingDram dram(dram_preset(preset), engine, counter);
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; ++i) {
      const auto address = static_cast<std::int64_t>(random() % (std::uint64_t{1} << 29));
      dram.request(false, address / 64 * 64, 64);
    }
    engine.run(end);
    bursts += counter.bursts;
  }
  state.SetItemsProcessed(bursts);
}

BENCHMARK_CAPTURE(stream, ddr4, "DDR4-2400")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stream, lpddr4, "LPDDR4-3200")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stream, hbm2, "HBM2")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(random_reads, ddr4, "DDR4-2400")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(random_reads, hbm2, "HBM2")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tilewright::sim
