// The ideal network.

#include <gtest/gtest.h>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

struct BusRun {
  explicit BusRun(const BusSettings& settings) : bus(engine, settings) {
    bus.set_listener(recorder);
  }

  Engine engine;
  Bus bus;
  Recorder recorder;
};

TEST(SimNocBus, DeliversAtOnceToAllDestinations) {
  BusRun run({.ports = 5});
  run.engine.at(3, [&] { send(run.bus, 4, {0, 2, 3}, 1'000'000); });
  EXPECT_TRUE(run.engine.run(never));
  const std::vector<ArrivalRecord> expected = {
      {0, 0, 1'000'000, true, 3}, {0, 2, 1'000'000, true, 3}, {0, 3, 1'000'000, true, 3}};
  EXPECT_EQ(run.recorder.arrivals, expected);
  EXPECT_TRUE(run.bus.idle());
  EXPECT_TRUE(run.bus.links().empty());
  EXPECT_EQ(run.bus.statistics().packets_injected, 1);
  EXPECT_EQ(run.bus.statistics().payload_bits_delivered, 3'000'000);
}

TEST(SimNocBus, TakesItsLatency) {
  BusRun run({.ports = 2, .latency_cycles = 7});
  const int message = run.bus.open(0, std::vector<int>{1}, 30);
  run.bus.supply(message, 10);
  run.engine.at(5, [&] { run.bus.supply(message, 20); });
  EXPECT_TRUE(run.engine.run(never));
  const std::vector<ArrivalRecord> expected = {{0, 1, 10, false, 7}, {0, 1, 20, true, 12}};
  EXPECT_EQ(run.recorder.arrivals, expected);
}

TEST(SimNocBus, ALimitedBusCarriesBitsOneAfterTheOther) {
  BusRun run({.ports = 3, .bits_per_cycle = 10, .latency_cycles = 2});
  // Cycles 0 to 2 carry 25 bits, cycle 2 also 5 of the next 15, cycle 3 the rest.
  send(run.bus, 0, {1}, 25);
  send(run.bus, 1, {2}, 15);
  run.engine.at(9, [&] { send(run.bus, 2, {0, 1}, 10); });
  run.engine.at(20, [&] { send(run.bus, 2, {0}, 1); });
  EXPECT_TRUE(run.engine.run(never));
  const std::vector<ArrivalRecord> expected = {{0, 1, 25, true, 3 + 2},
                                               {1, 2, 15, true, 4 + 2},
                                               {2, 0, 10, true, 10 + 2},
                                               {2, 1, 10, true, 10 + 2},
                                               {3, 0, 1, true, 21 + 2}};
  EXPECT_EQ(run.recorder.arrivals, expected);
  const std::vector<LinkUse> use = {{"bus", 4 + 1 + 1}};
  EXPECT_EQ(run.bus.links(), use);
  EXPECT_EQ(run.bus.statistics().injection_wait_cycles, 2);
}

}  // namespace

}  // namespace tilewright::sim
