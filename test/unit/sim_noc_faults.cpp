// Impossible settings, and wrong uses of a network.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

const Place place = {"sim.yaml", 7, 3};

std::string message_of(const MeshSettings& settings) {
  try {
    check(settings, place);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(SimNocFaults, ImpossibleMeshes) {
  EXPECT_EQ(message_of({}), "no error");
  EXPECT_EQ(message_of({.columns = 0}),
            "sim.yaml:7:3: number of columns of the mesh is 0; use 1 to 65536");
  EXPECT_THAT(message_of({.rows = -1}), testing::HasSubstr("number of rows of the mesh is -1"));
  EXPECT_THAT(message_of({.columns = 1000, .rows = 1000}), testing::HasSubstr("use 1 to 65"));
  EXPECT_THAT(message_of({.flit_bits = 0}), testing::HasSubstr("flit_bits of the mesh is 0"));
  EXPECT_EQ(message_of({.packet_flits = 1}),
            "sim.yaml:7:3: packet_flits of the mesh is 1; use 2 to 65535");
  EXPECT_THAT(message_of({.buffer_flits = 0}), testing::HasSubstr("buffer_flits of the mesh is 0"));
  EXPECT_THAT(message_of({.router_latency_cycles = -1}), testing::HasSubstr("router_latency"));
  EXPECT_THAT(message_of({.link_latency_cycles = 0}), testing::HasSubstr("link_latency"));
  Engine engine;
  EXPECT_THROW(Mesh(engine, {.columns = 0}), Error);
}

TEST(SimNocFaults, PortsOutsideOfTheMesh) {
  MeshRun run({.columns = 2, .rows = 2});
  EXPECT_EQ(run.mesh.port_count(), 4);
  EXPECT_EQ(run.mesh.attach(3), 4);
  EXPECT_EQ(run.mesh.port_count(), 5);
  EXPECT_THROW(run.mesh.attach(4), Error);
  EXPECT_THROW(run.mesh.attach(-1), Error);
  for (int port = 1; port < 28; ++port) run.mesh.attach(0);
  EXPECT_THROW(run.mesh.attach(0), Error);
}

TEST(SimNocFaults, ImpossibleBuses) {
  EXPECT_NO_THROW(check(BusSettings{.ports = 1}, place));
  EXPECT_THROW(check(BusSettings{.ports = 0}, place), Error);
  EXPECT_THROW(check(BusSettings{.bits_per_cycle = 0}, place), Error);
  EXPECT_THROW(check(BusSettings{.latency_cycles = -1}, place), Error);
}

void expect_misuse_is_noticed(Network& network) {
  const int outside = network.port_count();
  const std::vector<int> nowhere;
  EXPECT_THROW(network.open(outside, std::vector<int>{0}, 1), std::logic_error);
  EXPECT_THROW(network.open(0, std::vector<int>{outside}, 1), std::logic_error);
  EXPECT_THROW(network.open(0, std::vector<int>{1, 0, 1}, 1), std::logic_error);
  EXPECT_THROW(network.open(0, nowhere, 1), std::logic_error);
  EXPECT_THROW(network.open(0, std::vector<int>{1}, 0), std::logic_error);
  EXPECT_THROW(network.supply(0, 1), std::logic_error);
  EXPECT_TRUE(network.idle());
  const int message = network.open(0, std::vector<int>{1}, 10);
  EXPECT_THROW(network.supply(message, 11), std::logic_error);
  EXPECT_THROW(network.supply(message, 0), std::logic_error);
  network.supply(message, 10);
  EXPECT_THROW(network.supply(message, 1), std::logic_error);
}

TEST(SimNocFaults, MisuseOfANetwork) {
  MeshRun run;
  expect_misuse_is_noticed(run.mesh);
  run.play();
  EXPECT_THROW(run.mesh.supply(0, 1), std::logic_error) << "the message is closed";
  Bus bus(run.engine, {.ports = 4});
  expect_misuse_is_noticed(bus);
}

}  // namespace

}  // namespace tilewright::sim
