// Back-pressure, and what a mesh tells about packets that are stuck.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

TEST(SimNocMeshWaits, AMulticastThatNeverFitsIsNamedAndDoesNotHang) {
  MeshRun run({.columns = 3, .rows = 2, .buffer_flits = 4});
  send(run.mesh, 1, {2, 5}, packet_bits);
  EXPECT_TRUE(run.engine.run(never)) << "the mesh must fall asleep";
  EXPECT_TRUE(run.recorder.arrivals.empty());
  EXPECT_FALSE(run.mesh.idle());
  EXPECT_LT(run.engine.now(), 20);
  const std::vector<Wait> expected = {
      {"packet 0 of message 0 from port 1 to 2 ports in router (1,0)", "router (2,0)",
       "whose input buffer of 4 flits has 4 free and 5 are needed"},
      {"packet 0 of message 0 from port 1 to 2 ports at port 1", "router (1,0)",
       "whose input buffer is full"}};
  EXPECT_EQ(run.mesh.waits(), expected);
}

TEST(SimNocMeshWaits, AUnicastBehindAStuckPacketIsNamedToo) {
  MeshRun run({.columns = 3, .rows = 1, .buffer_flits = 4});
  send(run.mesh, 1, {0, 2}, packet_bits);
  run.engine.at(10, [&] { send(run.mesh, 0, {2}, packet_bits); });
  EXPECT_TRUE(run.engine.run(never));
  const Wait behind = {"packet 0 of message 1 from port 0 to port 2 in router (1,0)",
                       "packet 0 of message 0 from port 1 to 2 ports",
                       "which has the link (1,0)->(2,0)"};
  EXPECT_THAT(run.mesh.waits(), testing::Contains(behind));
}

TEST(SimNocMeshWaits, AShortMulticastFitsASmallBuffer) {
  MeshRun run({.columns = 3, .rows = 2, .buffer_flits = 4});
  send(run.mesh, 1, {2, 5}, 192);  // four flits
  EXPECT_TRUE(run.engine.run(never));
  EXPECT_EQ(run.recorder.arrivals.size(), 2U);
  EXPECT_TRUE(run.mesh.idle());
  EXPECT_TRUE(run.mesh.waits().empty());
}

TEST(SimNocMeshWaits, AnUnicastNeedsOnlyOneSlot) {
  MeshRun run({.columns = 3, .rows = 1, .buffer_flits = 1});
  send(run.mesh, 0, {2}, packet_bits);
  // One flit per round trip of three cycles.
  EXPECT_EQ(run.play(), 2 * 2 + 3 + 3 * (packet_flits - 1));
}

TEST(SimNocMeshWaits, BackPressureReachesTheSources) {
  // Two streams meet at the eject link of port 2: each gets half of it, so that their buffers fill
  // and their sources wait.
  MeshRun run({.columns = 5, .rows = 1});
  constexpr int packets = 50;
  send(run.mesh, 0, {2}, packets * packet_bits);
  send(run.mesh, 4, {2}, packets * packet_bits);
  EXPECT_FALSE(run.engine.run(100));
  EXPECT_FALSE(run.mesh.waits().empty());
  run.play();
  EXPECT_EQ(run.recorder.arrivals.back().time, 2 * 2 + 3 + 2 * packets * packet_flits - 1);
  const NetworkStatistics statistics = run.mesh.statistics();
  EXPECT_GT(statistics.no_space_cycles, 0);
  EXPECT_GT(statistics.injection_blocked_cycles, 0);
  EXPECT_EQ(run.busy_cycles("eject 2"), 2 * packets * packet_flits);
  // From the first flits' meeting to the end, one of the two waits for the other, but for the last
  // packet.
  EXPECT_EQ(statistics.busy_output_cycles, (2 * packets - 1) * packet_flits);
}

}  // namespace

}  // namespace tilewright::sim
