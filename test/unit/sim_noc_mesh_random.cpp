// Random traffic on random meshes: each destination gets each packet exactly once, flits are
// conserved, nothing gets stuck, and two runs are the same.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "test/unit/sim_noc_traffic.hpp"

namespace tilewright::sim {

namespace {

struct Transfer {
  Cycle time = 0;
  int source = 0;
  std::vector<int> destinations;
  std::int64_t first_bits = 0;  // supplied at once; the rest 20 cycles later
  std::int64_t bits = 0;
};

struct Traffic {
  MeshSettings mesh;
  std::vector<int> edge_routers;
  std::vector<Transfer> transfers;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int roll(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<unsigned>(most - least + 1));
  }

 private:
  std::mt19937 engine_;
};

Traffic random_traffic(unsigned seed) {
  Dice dice(seed);
  Traffic traffic;
  MeshSettings& mesh = traffic.mesh;
  mesh.columns = dice.roll(1, 5);
  mesh.rows = dice.roll(1, 5);
  if (dice.roll(0, 1) == 1) {
    mesh.flit_bits = dice.roll(1, 100);
    mesh.packet_flits = dice.roll(2, 6);
    mesh.buffer_flits = dice.roll(mesh.packet_flits, 9);
    mesh.router_latency_cycles = dice.roll(0, 3);
    mesh.link_latency_cycles = dice.roll(1, 3);
  }
  for (int edge = dice.roll(0, 2); edge > 0; --edge) {
    traffic.edge_routers.push_back(dice.roll(0, mesh.router_count() - 1));
  }
  const int last_port = mesh.router_count() + static_cast<int>(traffic.edge_routers.size()) - 1;
  const int hot_spot = dice.roll(0, last_port);
  for (int index = dice.roll(1, 150); index > 0; --index) {
    Transfer transfer;
    transfer.time = dice.roll(0, 300);
    transfer.source = dice.roll(0, 3) == 0 ? hot_spot : dice.roll(0, last_port);
    std::set<int> destinations;
    const int count = dice.roll(0, 1) == 0 ? 1 : dice.roll(1, last_port + 1);
    for (int n = 0; n < count; ++n) {
      destinations.insert(dice.roll(0, 3) == 0 ? hot_spot : dice.roll(0, last_port));
    }
    transfer.destinations.assign(destinations.begin(), destinations.end());
    transfer.bits = dice.roll(1, 2000);
    transfer.first_bits = dice.roll(1, static_cast<int>(transfer.bits));
    traffic.transfers.push_back(transfer);
  }
  return traffic;
}

struct Outcome {
  bool idle = false;
  std::vector<ArrivalRecord> arrivals;
  std::vector<int> transfer_of_message;
  NetworkStatistics statistics;
  std::vector<LinkUse> links;
  std::vector<Wait> waits;

  const Transfer& transfer(const Traffic& traffic, int message) const {
    return traffic.transfers[static_cast<std::size_t>(
        transfer_of_message[static_cast<std::size_t>(message)])];
  }
};

Outcome play(const Traffic& traffic) {
  MeshRun run(traffic.mesh);
  for (const int router : traffic.edge_routers) run.mesh.attach(router);
  Outcome outcome;
  for (std::size_t index = 0; index < traffic.transfers.size(); ++index) {
    const Transfer& transfer = traffic.transfers[index];
    run.engine.at(transfer.time, [&, index] {
      outcome.transfer_of_message.push_back(static_cast<int>(index));
      const int message = run.mesh.open(transfer.source, transfer.destinations, transfer.bits);
      run.mesh.supply(message, transfer.first_bits);
      if (transfer.first_bits == transfer.bits) return;
      run.engine.at(transfer.time + 20, [&run, &transfer, message] {
        run.mesh.supply(message, transfer.bits - transfer.first_bits);
      });
    });
  }
  EXPECT_TRUE(run.engine.run(never));
  outcome.idle = run.mesh.idle();
  outcome.arrivals = run.recorder.arrivals;
  outcome.statistics = run.mesh.statistics();
  outcome.links = run.mesh.links();
  outcome.waits = run.mesh.waits();
  return outcome;
}

// The links of the tree from a source: a set of routes, first along X, then along Y.
std::size_t tree_links(const Traffic& traffic, const Transfer& transfer) {
  const int columns = traffic.mesh.columns;
  const auto router_of = [&](int port) {
    const int routers = traffic.mesh.router_count();
    return port < routers ? port : traffic.edge_routers[static_cast<std::size_t>(port - routers)];
  };
  std::set<std::pair<int, int>> links;
  for (const int port : transfer.destinations) {
    const int to = router_of(port);
    int at = router_of(transfer.source);
    while (at != to) {
      const int dx = to % columns - at % columns;
      const int step = dx != 0 ? (dx > 0 ? 1 : -1) : (to > at ? columns : -columns);
      links.insert({at, at + step});
      at += step;
    }
  }
  return links.size();
}

// The payloads of the packets of a message.
std::vector<std::int64_t> packets_of(const MeshSettings& mesh, std::int64_t bits) {
  const std::int64_t payload = mesh.packet_payload_bits();
  std::vector<std::int64_t> packets(static_cast<std::size_t>(bits / payload), payload);
  if (bits % payload != 0) packets.push_back(bits % payload);
  return packets;
}

std::int64_t flits_of(const MeshSettings& mesh, const std::vector<std::int64_t>& packets) {
  std::int64_t flits = 0;
  for (const std::int64_t bits : packets) flits += 1 + (bits - 1) / mesh.flit_bits + 1;
  return flits;
}

// What arrived of one message at one port.
struct Received {
  std::vector<std::int64_t> packets;
  std::vector<bool> last;
};

void expect_each_packet_once(const Traffic& traffic, const Outcome& outcome) {
  std::map<std::pair<int, int>, Received> received;
  for (const ArrivalRecord& arrival : outcome.arrivals) {
    Received& one = received[{arrival.message, arrival.port}];
    one.packets.push_back(arrival.bits);
    one.last.push_back(arrival.last);
  }
  std::size_t expected = 0;
  for (int message = 0; message < outcome.statistics.messages; ++message) {
    const Transfer& transfer = outcome.transfer(traffic, message);
    const std::vector<std::int64_t> packets = packets_of(traffic.mesh, transfer.bits);
    std::vector<bool> last(packets.size());
    last.back() = true;
    for (const int port : transfer.destinations) {
      EXPECT_EQ((received[{message, port}].packets), packets);
      EXPECT_EQ((received[{message, port}].last), last);
    }
    expected += transfer.destinations.size();
  }
  EXPECT_EQ(received.size(), expected);
}

void expect_flits_of_trees(const Traffic& traffic, const NetworkStatistics& statistics) {
  std::int64_t injected = 0;
  std::int64_t hops = 0;
  std::int64_t delivered = 0;
  for (const Transfer& transfer : traffic.transfers) {
    const std::int64_t flits = flits_of(traffic.mesh, packets_of(traffic.mesh, transfer.bits));
    injected += flits;
    hops += flits * static_cast<std::int64_t>(tree_links(traffic, transfer));
    delivered += flits * static_cast<std::int64_t>(transfer.destinations.size());
  }
  EXPECT_EQ(statistics.flits_injected, injected);
  EXPECT_EQ(statistics.flit_hops, hops);
  EXPECT_EQ(statistics.flits_delivered, delivered);
}

TEST(SimNocMeshRandom, EveryDestinationGetsEveryPacketOnce) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Traffic traffic = random_traffic(seed);
    const Outcome outcome = play(traffic);
    ASSERT_TRUE(outcome.idle);
    ASSERT_TRUE(outcome.waits.empty());
    ASSERT_EQ(outcome.statistics.messages, static_cast<std::int64_t>(traffic.transfers.size()));
    expect_each_packet_once(traffic, outcome);
    expect_flits_of_trees(traffic, outcome.statistics);
  }
}

TEST(SimNocMeshRandom, TwoRunsAreTheSame) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Traffic traffic = random_traffic(seed);
    const Outcome first = play(traffic);
    const Outcome second = play(traffic);
    EXPECT_EQ(first.arrivals, second.arrivals);
    EXPECT_EQ(first.statistics, second.statistics);
    EXPECT_EQ(first.links, second.links);
  }
}

}  // namespace

}  // namespace tilewright::sim
