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

TEST(SimNocMeshRandom, EveryDestinationGetsEveryPacketOnce) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const Traffic traffic = random_traffic(seed);
    const Outcome outcome = play(traffic);
    ASSERT_TRUE(outcome.idle) << "seed " << seed;
    ASSERT_TRUE(outcome.waits.empty()) << "seed " << seed;

    // Per message and destination: the sizes of the packets that unicasts would have, in order.
    std::map<std::pair<int, int>, std::vector<std::int64_t>> arrived;
    for (const ArrivalRecord& arrival : outcome.arrivals) {
      std::vector<std::int64_t>& packets = arrived[{arrival.message, arrival.port}];
      packets.push_back(arrival.bits);
      const Transfer& transfer = traffic.transfers[static_cast<std::size_t>(
          outcome.transfer_of_message[static_cast<std::size_t>(arrival.message)])];
      std::int64_t sum = 0;
      for (const std::int64_t bits : packets) sum += bits;
      EXPECT_EQ(arrival.last, sum == transfer.bits) << "seed " << seed;
    }
    const std::int64_t payload = traffic.mesh.packet_payload_bits();
    std::int64_t flits = 0;
    std::int64_t hops = 0;
    std::int64_t delivered_flits = 0;
    std::size_t expected_arrivals = 0;
    for (std::size_t message = 0; message < outcome.transfer_of_message.size(); ++message) {
      const Transfer& transfer =
          traffic.transfers[static_cast<std::size_t>(outcome.transfer_of_message[message])];
      std::vector<std::int64_t> packets(static_cast<std::size_t>(transfer.bits / payload), payload);
      if (transfer.bits % payload != 0) packets.push_back(transfer.bits % payload);
      std::int64_t message_flits = 0;
      for (const std::int64_t bits : packets) {
        message_flits += 1 + (bits + traffic.mesh.flit_bits - 1) / traffic.mesh.flit_bits;
      }
      for (const int port : transfer.destinations) {
        const auto found = arrived.find({static_cast<int>(message), port});
        ASSERT_NE(found, arrived.end()) << "seed " << seed;
        EXPECT_EQ(found->second, packets) << "seed " << seed;
      }
      expected_arrivals += transfer.destinations.size();
      flits += message_flits;
      hops += message_flits * static_cast<std::int64_t>(tree_links(traffic, transfer));
      delivered_flits += message_flits * static_cast<std::int64_t>(transfer.destinations.size());
    }
    EXPECT_EQ(arrived.size(), expected_arrivals) << "seed " << seed;
    EXPECT_EQ(outcome.statistics.flits_injected, flits) << "seed " << seed;
    EXPECT_EQ(outcome.statistics.flit_hops, hops) << "seed " << seed;
    EXPECT_EQ(outcome.statistics.flits_delivered, delivered_flits) << "seed " << seed;
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
