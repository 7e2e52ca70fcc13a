// Machines that cannot be played, what the simulator says about them, and runs that limits end.

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "test/support/sim_machine.hpp"
#include "test/support/sim_settings.hpp"

namespace tilewright::test {

namespace {

// What simulate() throws, "no error" otherwise.
std::string fault(const Spec& spec) {
  try {
    play(spec);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

#define EXPECT_FAULT(spec, text)                                             \
  do {                                                                       \
    const std::string what = fault(spec);                                    \
    EXPECT_NE(what.find(text), std::string::npos) << "instead of: " << what; \
  } while (false)

// Z = A B on 2 x 2 nodes below a buffer and a DRAM; the operands go to rows and columns of nodes.
Spec mesh_machine(std::int64_t k = 64) {
  Spec spec = machine(gemm(4, 4, k),
                      {{"DRAM", {temporal(dim_k, k / 8)}},
                       {"Buffer", {rows(dim_m, 2), columns(dim_n, 2)}},
                       {"Node", {temporal(dim_m, 2), temporal(dim_n, 2), temporal(dim_k, 8)}}});
  spec.simulation = with_mesh(spec.simulation);
  spec.simulation.networks[0].place = {"in.yaml", 7, 3};
  return spec;
}

TEST(SimFaults, TheMeshMachineItselfRuns) {
  const sim::SimulationResult result = play(mesh_machine());
  EXPECT_TRUE(result.finished);
  EXPECT_GT(result.cycles, result.model.cycles);
}

TEST(SimFaults, TooFewRouters) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].columns = 3;
  spec.simulation.networks[0].rows = 1;
  EXPECT_FAULT(spec,
               "in.yaml:7:3: the mesh has 3 x 1 routers for 4 instances of 'Node'; give it "
               "more columns or rows");
}

TEST(SimFaults, MeshesWithoutASize) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].columns = 0;
  EXPECT_FAULT(spec, "the mesh has 0 columns or rows");
}

TEST(SimFaults, UnknownLevels) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].level = "Bufer";
  EXPECT_FAULT(spec, "in.yaml:7:3: there is no storage level 'Bufer'");
  spec.simulation.networks[0].kind = NetworkKind::systolic;
  EXPECT_FAULT(spec, "in.yaml:7:3: there is no storage level 'Bufer'");
}

TEST(SimFaults, PortsOutsideOfTheMesh) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].ports["Buffer"] = {2, 0};
  EXPECT_FAULT(spec, "the port of 'Buffer' is at router (2, 0), outside of the 2 x 3 mesh");
  spec.simulation.networks[0].ports["Buffer"] = {0, -1};
  EXPECT_FAULT(spec, "the port of 'Buffer' is at router (0, -1), outside of the 2 x 3 mesh");
}

TEST(SimFaults, MeshBelowTheInnermostLevel) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].level = "Node";
  EXPECT_FAULT(spec, "the mesh is below 'Node', the innermost level");
}

TEST(SimFaults, SeveralInstancesOutsideOfTheNodes) {
  Spec spec = machine(gemm(4, 4, 8),
                      {{"DRAM", {columns(dim_m, 2)}},
                       {"Buffer", {columns(dim_n, 2)}},
                       {"Node", {temporal(dim_k, 8), temporal(dim_m, 2), temporal(dim_n, 2)}}});
  spec.simulation = with_mesh(spec.simulation, "Buffer");
  EXPECT_FAULT(spec, "level 'Buffer' stands outside of the network's nodes and has 2 instances");
}

TEST(SimFaults, OperandsThatComeFromOutsideOneByOne) {
  Spec spec = mesh_machine();
  for (MappingNode& node : spec.mapping->nodes) {
    auto* storage = std::get_if<Storage>(&node);
    if (storage != nullptr && storage->level == 0) storage->data_spaces = 0b110;
  }
  EXPECT_FAULT(spec, "'A' goes from 'Buffer' to the compute units with every operation");
}

TEST(SimFaults, BandwidthsAreAboveZero) {
  for (const double bandwidth : {0.0, -2.5}) {
    Spec spec = machine(stream(4), {{"Buffer", {temporal(dim_i, 4)}}});
    spec.architecture.storage[0].place = {"in.yaml", 4, 5};
    const std::string words = bandwidth == 0 ? "0" : "-2.5";
    StorageLevel& level = spec.architecture.storage[0];
    level.read_bandwidth = bandwidth;
    EXPECT_FAULT(spec, "in.yaml:4:5: the read bandwidth of level 'Buffer' is " + words +
                           " words per cycle; give at least 0.000001");
    level.read_bandwidth.reset();
    level.write_bandwidth = bandwidth;
    EXPECT_FAULT(spec, "the write bandwidth of level 'Buffer' is " + words + " words");
    level.write_bandwidth.reset();
    level.shared_bandwidth = bandwidth;
    EXPECT_FAULT(spec, "the shared bandwidth of level 'Buffer' is " + words + " words");
  }
}

TEST(SimFaults, MappingsThatDoNotFit) {
  Spec spec = mesh_machine();
  spec.architecture.storage[0].size_words = 10;
  spec.mapping_place = {"map.yaml", 2, 1};
  EXPECT_FAULT(spec, "map.yaml:2:1: ");
  EXPECT_FAULT(spec, "Node");
  EXPECT_FAULT(spec, "change the mapping, or the architecture");
}

// Routers copy packets to several outputs and wait for room behind all of them, in each for a whole
// packet, which smaller buffers never have.
TEST(SimFaults, PacketsThatDoNotFitIntoARoutersBuffer) {
  Spec spec = mesh_machine();
  spec.simulation.networks[0].packet_flits = 9;
  spec.simulation.networks[0].buffer_flits = 4;
  const auto start = std::chrono::steady_clock::now();
  const std::string what = fault(spec);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(what.find("deadlock in cycle "), 0U) << what;
  for (const char* wait :
       {"packet 0 of message 4 from port 5 to 2 ports in router (1,2) waits for router (0,2)",
        "router (0,2) (whose input buffer of 4 flits has 4 free and 5 are needed)",
        "in router (1,2) waits for router (1,1) (whose input buffer of 4 flits has 4 free",
        "at port 5 waits for router (1,2) (whose input buffer is full)",
        "Node 0 waits for B in Node 0 (tile 0 has not come)",
        "give buffers more room, or the routers buffers of at least a packet"}) {
    EXPECT_NE(what.find(wait), std::string::npos) << wait << "\nis not in: " << what;
  }
}

// Runs that end early.
sim::SimulationResult limited(const Spec& spec, const sim::SimulationLimits& limits) {
  return sim::simulate(spec, *spec.mapping, spec.simulation, limits);
}

void expect_part_of(const sim::SimulationResult& part, const sim::SimulationResult& all) {
  EXPECT_FALSE(part.finished);
  EXPECT_TRUE(all.finished);
  EXPECT_EQ(all.stop_reason, "");
  EXPECT_EQ(all.done, 1);
  EXPECT_LT(part.done, 1);
  EXPECT_LT(part.cycles, all.cycles);
  std::int64_t some = 0;
  for (std::size_t level = 0; level < all.traffic.size(); ++level) {
    for (std::size_t space = 0; space < all.traffic[level].size(); ++space) {
      EXPECT_LE(part.traffic[level][space].reads, all.traffic[level][space].reads);
      EXPECT_LE(part.traffic[level][space].fills, all.traffic[level][space].fills);
      EXPECT_LE(part.traffic[level][space].updates, all.traffic[level][space].updates);
      some += part.traffic[level][space].fills;
    }
  }
  EXPECT_GT(some, 0);
}

TEST(SimLimits, OfCycles) {
  Spec step = mesh_machine(1 << 14);
  step.simulation.networks.clear();
  sim::SimulationLimits limits;
  limits.skip = false;
  limits.cycles = 20'000;
  const Spec events = mesh_machine(1 << 14);
  for (const Spec* spec : {&std::as_const(step), &events}) {
    const sim::SimulationResult part = limited(*spec, limits);
    EXPECT_EQ(part.stop_reason, "cycle limit");
    EXPECT_GT(part.done, 0);
    EXPECT_GT(part.cycles, 10'000);
    EXPECT_LT(part.cycles, 30'000);
    expect_part_of(part, play(*spec));
  }
}

TEST(SimLimits, OfTime) {
  Spec step = mesh_machine(1 << 16);
  step.simulation.networks.clear();
  sim::SimulationLimits limits;
  limits.skip = false;
  limits.seconds = 1e-9;
  const Spec events = mesh_machine(1 << 14);
  for (const Spec* spec : {&std::as_const(step), &events}) {
    const sim::SimulationResult part = limited(*spec, limits);
    EXPECT_EQ(part.stop_reason, "time limit");
    EXPECT_FALSE(part.finished);
    EXPECT_LT(part.done, 1);
  }
}

TEST(SimLimits, OfTheCaller) {
  const Spec events = mesh_machine(1 << 14);
  sim::SimulationLimits limits;
  int looks = 0;
  double done = 0;
  limits.stop = [&] { return ++looks == 3; };
  limits.progress = [&](double share, sim::Cycle /*cycle*/) { done = share; };
  const sim::SimulationResult part = limited(events, limits);
  EXPECT_EQ(part.stop_reason, "interrupt");
  EXPECT_EQ(looks, 3);
  EXPECT_GT(done, 0);
  EXPECT_EQ(part.done, done);
  expect_part_of(part, play(events));
}

}  // namespace

}  // namespace tilewright::test
