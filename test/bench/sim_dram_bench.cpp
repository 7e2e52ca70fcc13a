// Bursts per second of the simulator's DRAM (items_per_second).

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <string>

#include "sim/dram/timing_dram.hpp"
#include "sim/engine/engine.hpp"
#include "test/bench/benchmarks.hpp"

namespace tilewright::test {

namespace {

using sim::Cycle;
using sim::Engine;
using sim::TimingDram;

class Counter : public sim::DramListener {
 public:
  void burst_done(int /*request*/, std::int64_t /*useful_bytes*/, bool /*last*/,
                  Cycle /*now*/) override {
    ++bursts;
  }

  std::int64_t bursts = 0;
};

constexpr Cycle end = INT64_MAX / 4;

// 16 KB after 16 KB, each fifth of them written.
void stream(benchmark::State& state, const std::string& preset) {
  std::int64_t bursts = 0;
  for (auto _ : state) {
    Engine engine;
    Counter counter;
    TimingDram dram(sim::dram_preset(preset), engine, counter);
    for (std::int64_t i = 0; i < 1000; ++i) dram.request(i % 5 == 4, i * 16384, 16384);
    engine.run(end);
    bursts += counter.bursts;
  }
  state.SetItemsProcessed(bursts);
}

// Reads of 64 bytes anywhere.
void random_reads(benchmark::State& state, const std::string& preset) {
  std::int64_t bursts = 0;
  for (auto _ : state) {
    Engine engine;
    Counter counter;
    TimingDram dram(sim::dram_preset(preset), engine, counter);
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

}  // namespace

void register_dram_benchmarks() {
  for (const std::string& preset : sim::dram_presets()) {
    benchmark::RegisterBenchmark(("dram/stream/" + preset).c_str(), stream, preset);
    benchmark::RegisterBenchmark(("dram/random/" + preset).c_str(), random_reads, preset);
  }
}

}  // namespace tilewright::test
