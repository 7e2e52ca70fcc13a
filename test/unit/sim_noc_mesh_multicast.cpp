// Multicast on a mesh: its tree, its timing, and what it costs in links.

#include <gtest/gtest.h>

#include <algorithm>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

TEST(SimNocMeshMulticast, ReachesAllRoutersOfARowWithOneFlitPerLink) {
  constexpr int columns = 6;
  constexpr int multicasts = 8;
  MeshRun run({.columns = columns, .rows = 2});
  for (int index = 0; index < multicasts; ++index) {
    send(run.mesh, 0, {0, 1, 2, 3, 4, 5}, packet_bits);
  }
  run.play();
  // The k-th packet follows the first one without a gap: 7 flits of buffer are just enough.
  std::vector<ArrivalRecord> expected;
  for (int index = 0; index < multicasts; ++index) {
    for (int column = 0; column < columns; ++column) {
      expected.push_back(
          {index, column, packet_bits, true, 2 * column + 3 + packet_flits * (index + 1) - 1});
    }
  }
  const auto earlier = [](const ArrivalRecord& a, const ArrivalRecord& b) {
    return std::pair(a.time, a.port) < std::pair(b.time, b.port);
  };
  std::sort(expected.begin(), expected.end(), earlier);
  std::sort(run.recorder.arrivals.begin(), run.recorder.arrivals.end(), earlier);
  EXPECT_EQ(run.recorder.arrivals, expected);
  EXPECT_TRUE(run.mesh.idle());

  const NetworkStatistics statistics = run.mesh.statistics();
  EXPECT_EQ(statistics.flits_injected, multicasts * packet_flits);
  EXPECT_EQ(statistics.flit_hops, multicasts * packet_flits * (columns - 1));
  EXPECT_EQ(statistics.flits_delivered, multicasts * packet_flits * columns);
  EXPECT_EQ(statistics.packets_injected, multicasts);
  EXPECT_EQ(statistics.packets_delivered, multicasts * columns);
}

// The time between the starts of packets over a link: max(F, 2 F + 2 L + R - 1 - B).
TEST(SimNocMeshMulticast, ABufferOfLessThanAPacketAndARoundTripLeavesGaps) {
  constexpr int packets = 12;
  for (const int buffer_flits : {5, 6, 7, 8}) {
    MeshRun run({.columns = 3, .rows = 1, .buffer_flits = buffer_flits});
    send(run.mesh, 0, {1, 2}, packets * packet_bits);
    const int period = std::max(packet_flits, 2 * packet_flits + 2 - buffer_flits);
    EXPECT_EQ(run.play(), 2 * 2 + 3 + packet_flits - 1 + (packets - 1) * period) << buffer_flits;
  }
}

TEST(SimNocMeshMulticast, GoesAlongTheRowFirstAndThenDownTheColumns) {
  MeshRun run({.columns = 3, .rows = 3});
  send(run.mesh, 3, {0, 2, 4, 8}, 64);  // two flits
  run.play();
  std::vector<std::string> used;
  for (const LinkUse& link : run.mesh.links()) {
    if (link.busy_cycles > 0) used.push_back(link.name + ":" + std::to_string(link.busy_cycles));
  }
  std::sort(used.begin(), used.end());
  EXPECT_EQ(used, (std::vector<std::string>{"(0,1)->(0,0):2", "(0,1)->(1,1):2", "(1,1)->(2,1):2",
                                            "(2,1)->(2,0):2", "(2,1)->(2,2):2", "eject 0:2",
                                            "eject 2:2", "eject 4:2", "eject 8:2", "inject 3:2"}));
}

TEST(SimNocMeshMulticast, ABlockedBranchDoesNotHoldUpTheOthers) {
  // Port 4 keeps the eject link of port 1 busy; the copy for port 2 goes on.
  MeshRun run({.columns = 3, .rows = 1});
  const int other = run.mesh.attach(1);
  send(run.mesh, other, {1}, 100 * packet_bits);
  run.engine.at(50, [&] { send(run.mesh, 0, {1, 2}, packet_bits); });
  run.play();
  const auto find = [&](int port) {
    return std::find_if(run.recorder.arrivals.begin(), run.recorder.arrivals.end(),
                        [&](const ArrivalRecord& a) { return a.message == 1 && a.port == port; })
        ->time;
  };
  EXPECT_EQ(find(2), 50 + 2 * 2 + 3 + packet_flits - 1);
  // The head is at the output in 50 + 2 * 2; the packet there began in 52 and ends in 56.
  EXPECT_EQ(find(1), 57 + packet_flits - 1 + 1);
  EXPECT_EQ(run.mesh.statistics().busy_output_cycles, (57 - 54) + packet_flits);
}

TEST(SimNocMeshMulticast, ReachesSeveralPortsOfOneRouter) {
  MeshRun run({.columns = 2, .rows = 1});
  const int edge = run.mesh.attach(1);
  send(run.mesh, 0, {1, edge}, packet_bits);
  run.play();
  const Cycle time = 2 + 3 + packet_flits - 1;
  const std::vector<ArrivalRecord> expected = {{0, 1, packet_bits, true, time},
                                               {0, edge, packet_bits, true, time}};
  EXPECT_EQ(run.recorder.arrivals, expected);
}

}  // namespace

}  // namespace tilewright::sim
