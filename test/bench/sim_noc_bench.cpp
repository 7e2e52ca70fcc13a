// Flits moved per second by the simulator's mesh, with default settings on 4 x 5 routers.
// items_per_second counts flits times links between routers.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/noc/mesh.hpp"
#include "test/bench/benchmarks.hpp"

namespace tilewright::test {

namespace {

constexpr int routers = 20;
constexpr std::int64_t packet_bits = 256;

void send(sim::Mesh& mesh, int source, const std::vector<int>& destinations, std::int64_t packets) {
  mesh.supply(mesh.open(source, destinations, packets * packet_bits), packets * packet_bits);
}

// One long message over six links.
void send_stream(sim::Mesh& mesh) { send(mesh, 0, {18}, 100'000); }

// What a global buffer does: all of its messages to all others.
void send_multicasts(sim::Mesh& mesh) {
  std::vector<int> others;
  for (int router = 0; router + 1 < routers; ++router) others.push_back(router);
  for (int message = 0; message < 1000; ++message) send(mesh, routers - 1, others, 10);
}

// Each router sends single packets to all others, again and again: all links are busy, and packets
// wait for each other.
void send_all_to_all(sim::Mesh& mesh) {
  for (int round = 0; round < 20; ++round) {
    for (int distance = 1; distance < routers; ++distance) {
      for (int source = 0; source < routers; ++source) {
        send(mesh, source, {(source + distance) % routers}, 1);
      }
    }
  }
}

void play(benchmark::State& state, const std::function<void(sim::Mesh&)>& open_messages) {
  std::int64_t flit_hops = 0;
  std::int64_t injected = 0;
  sim::Cycle cycles = 0;
  for (auto _ : state) {
    sim::Engine engine;
    sim::Mesh mesh(engine, {.columns = 4, .rows = 5});
    open_messages(mesh);
    engine.run(INT64_MAX);
    flit_hops += mesh.statistics().flit_hops;
    injected += mesh.statistics().flits_injected;
    cycles += engine.now();
  }
  state.SetItemsProcessed(flit_hops);
  const auto rate = [](std::int64_t count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate);
  };
  state.counters["injected_flits"] = rate(injected);
  state.counters["cycles"] = rate(cycles);
}

}  // namespace

void register_sim_noc_benchmarks() {
  const auto add = [](const char* name, void (*open_messages)(sim::Mesh&)) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
      play(state, open_messages);
    })->Unit(benchmark::kMillisecond);
  };
  add("sim_noc/stream", send_stream);
  add("sim_noc/multicasts", send_multicasts);
  add("sim_noc/all_to_all", send_all_to_all);
}

}  // namespace tilewright::test
