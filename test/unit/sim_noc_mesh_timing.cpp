// Closed forms of the time that packets take on a mesh: exact, at t and not at t - 1.

#include <gtest/gtest.h>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

// Head's time over h links between routers, and the flits behind it.
Cycle zero_load(const MeshSettings& mesh, int hops, int flits) {
  return Cycle{hops + 2} * mesh.link_latency_cycles + Cycle{hops + 1} * mesh.router_latency_cycles +
         flits - 1;
}

int hops(const MeshSettings& mesh, int from, int to) {
  return std::abs(from % mesh.columns - to % mesh.columns) +
         std::abs(from / mesh.columns - to / mesh.columns);
}

TEST(SimNocMeshTiming, APacketOnAnEmptyMeshTakesTheTimeOfItsLinksAndRouters) {
  for (const int router_latency : {0, 1, 3}) {
    for (const int link_latency : {1, 2, 5}) {
      const MeshSettings settings = {.columns = 4,
                                     .rows = 3,
                                     .buffer_flits = 2 * link_latency + router_latency,
                                     .router_latency_cycles = router_latency,
                                     .link_latency_cycles = link_latency};
      for (int to = 0; to < settings.router_count(); ++to) {
        MeshRun run(settings);
        send(run.mesh, 5, {to}, packet_bits);
        const Cycle expected = zero_load(settings, hops(settings, 5, to), packet_flits);
        EXPECT_FALSE(run.engine.run(expected - 1));
        EXPECT_TRUE(run.recorder.arrivals.empty());
        run.play();
        const std::vector<ArrivalRecord> one = {{0, to, packet_bits, true, expected}};
        EXPECT_EQ(run.recorder.arrivals, one);
        EXPECT_TRUE(run.mesh.idle());
      }
    }
  }
}

TEST(SimNocMeshTiming, TheDefaultsGiveTwoCyclesPerHop) {
  MeshRun run;
  send(run.mesh, 0, {15}, packet_bits);
  EXPECT_EQ(run.play(), 2 * 6 + 3 + 4);
}

TEST(SimNocMeshTiming, AMessageIsInjectedAtOneFlitPerCycle) {
  MeshRun run;
  constexpr int packets = 10;
  send(run.mesh, 0, {2}, packets * packet_bits);
  run.play();
  ASSERT_EQ(run.recorder.arrivals.size(), 10U);
  for (int packet = 0; packet < packets; ++packet) {
    const Cycle time = zero_load(run.mesh.settings(), 2, (packet + 1) * packet_flits);
    const ArrivalRecord expected = {0, 2, packet_bits, packet == packets - 1, time};
    EXPECT_EQ(run.recorder.arrivals[packet], expected);
  }
  EXPECT_EQ(run.busy_cycles("inject 0"), packets * packet_flits);
  EXPECT_EQ(run.busy_cycles("(0,0)->(1,0)"), packets * packet_flits);
  EXPECT_EQ(run.busy_cycles("(1,0)->(0,0)"), 0);
  EXPECT_EQ(run.busy_cycles("eject 2"), packets * packet_flits);
}

TEST(SimNocMeshTiming, TheLastPacketHasTheFlitsThatItNeeds) {
  for (const std::int64_t rest : {1, 64, 65, 192, 193, 256}) {
    MeshRun run;
    send(run.mesh, 0, {1}, 2 * packet_bits + rest);
    const std::int64_t rest_flits = 1 + (rest + 63) / 64;
    EXPECT_EQ(run.play(), zero_load(run.mesh.settings(), 1, 10 + static_cast<int>(rest_flits)));
    EXPECT_EQ(run.mesh.statistics().flits_injected, 10 + rest_flits);
    EXPECT_EQ(run.recorder.arrivals.back().bits, rest);
  }
}

TEST(SimNocMeshTiming, AShortBufferSlowsAStreamToBufferOverRoundTrip) {
  // A slot is taken for 2 L + R cycles by every flit, so that B of them let through B flits in that
  // time; after the first B flits each group of B follows one round trip later.
  const MeshSettings settings = {.columns = 3,
                                 .rows = 1,
                                 .packet_flits = 9,
                                 .buffer_flits = 2,
                                 .router_latency_cycles = 2,
                                 .link_latency_cycles = 2};
  constexpr Cycle flits = 90;
  MeshRun run(settings);
  send(run.mesh, 0, {2}, std::int64_t{10} * 8 * 64);
  EXPECT_EQ(run.play(), zero_load(settings, 2, 1) + (flits / 2 - 1) * 6 + 1);
  EXPECT_EQ(run.mesh.statistics().injection_blocked_cycles, (flits / 2 - 1) * (6 - 2));
}

TEST(SimNocMeshTiming, TwoFlowsThatShareALinkTakeTheSumOfTheirFlits) {
  // Ports 0 and 4 (the same router) send to ports 2 and 3 over (1,0)->(2,0).
  MeshRun run({.columns = 4, .rows = 1});
  const int second_port = run.mesh.attach(0);
  EXPECT_EQ(second_port, 4);
  constexpr int packets = 20;
  send(run.mesh, 0, {2}, packets * packet_bits);
  send(run.mesh, second_port, {2}, packets * packet_bits);
  EXPECT_EQ(run.play(), zero_load(run.mesh.settings(), 2, 2 * packets * packet_flits));
  EXPECT_EQ(run.busy_cycles("(0,0)->(1,0)"), 2 * packets * packet_flits);
  // They take turns: packet by packet.
  for (std::size_t index = 0; index < run.recorder.arrivals.size(); ++index) {
    EXPECT_EQ(run.recorder.arrivals[index].message, static_cast<int>(index % 2));
  }
}

TEST(SimNocMeshTiming, FlowsOnDifferentLinksDoNotSlowEachOther) {
  MeshRun run;
  for (int row = 0; row < 4; ++row) send(run.mesh, 4 * row, {4 * row + 3}, 8 * packet_bits);
  EXPECT_EQ(run.play(), zero_load(run.mesh.settings(), 3, 8 * packet_flits));
  const NetworkStatistics statistics = run.mesh.statistics();
  EXPECT_EQ(statistics.busy_output_cycles, 0);
  EXPECT_EQ(statistics.no_space_cycles, 0);
  EXPECT_EQ(statistics.injection_blocked_cycles, 0);
}

TEST(SimNocMeshTiming, APacketIsInjectedWhenItsBitsAreThere) {
  MeshRun run;
  const int message = run.mesh.open(0, std::vector<int>{0}, 2 * packet_bits);
  run.mesh.supply(message, packet_bits - 1);
  run.engine.at(100, [&] { run.mesh.supply(message, 1); });
  run.engine.at(200, [&] { run.mesh.supply(message, packet_bits); });
  run.play();
  const Cycle way = zero_load(run.mesh.settings(), 0, packet_flits);
  const std::vector<ArrivalRecord> expected = {{0, 0, packet_bits, false, 100 + way},
                                               {0, 0, packet_bits, true, 200 + way}};
  EXPECT_EQ(run.recorder.arrivals, expected);
  EXPECT_EQ(run.mesh.statistics().injection_wait_cycles, 0);
}

TEST(SimNocMeshTiming, TheOldestMessageWithACompletePacketIsNext) {
  MeshRun run;
  const int starved = run.mesh.open(0, std::vector<int>{1}, 3 * packet_bits);
  const int second = send(run.mesh, 0, {1}, 3 * packet_bits);
  const int third = send(run.mesh, 0, {1}, packet_bits);
  // In the middle of the second message's first packet, a packet of the oldest is complete.
  run.engine.at(2, [&] { run.mesh.supply(starved, packet_bits); });
  run.play();
  std::vector<int> order;
  for (const ArrivalRecord& arrival : run.recorder.arrivals) order.push_back(arrival.message);
  EXPECT_EQ(order, (std::vector<int>{second, starved, second, second, third}));
  // Waiting: starved from 2 to 5, second's packets from 0 to 10 and 15, third from 0 to 20.
  EXPECT_EQ(run.mesh.statistics().injection_wait_cycles, 3 + 10 + 15 + 20);
  EXPECT_FALSE(run.mesh.idle());
  EXPECT_TRUE(run.mesh.waits().empty()) << "a message without supply is no stuck packet";
}

// Answers each whole message with one to the next port.
class Relay : public Recorder {
 public:
  explicit Relay(Mesh& mesh) : mesh_(mesh) {}
  void packet_arrived(int message, int port, std::int64_t bits, bool last, Cycle now) override {
    Recorder::packet_arrived(message, port, bits, last, now);
    if (last && port + 1 < mesh_.port_count()) send(mesh_, port, {port + 1}, packet_bits);
  }

 private:
  Mesh& mesh_;
};

TEST(SimNocMeshTiming, AListenerSendsOnInTheCycleOfTheArrival) {
  Engine engine;
  Mesh mesh(engine, {.columns = 5, .rows = 1});
  Relay relay(mesh);
  mesh.set_listener(relay);
  send(mesh, 0, {1}, packet_bits);
  EXPECT_TRUE(engine.run(never));
  EXPECT_EQ(relay.arrivals.size(), 4U);
  EXPECT_EQ(relay.arrivals.back().time, 4 * zero_load(mesh.settings(), 1, packet_flits));
}

TEST(SimNocMeshTiming, AnIdleMeshSleeps) {
  MeshRun run;
  send(run.mesh, 0, {0}, 1);
  run.engine.at(1'000'000, [&] { send(run.mesh, 0, {0}, 1); });
  run.play();
  EXPECT_LT(run.engine.steps(), 20);
}

}  // namespace

}  // namespace tilewright::sim
