#include "model/cost/network_cost.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tilewright {

namespace {

/// Partial sums come back to be added to below, except for the first visit of each word.
void send_twice(double partition_size_words, std::vector<AccessRecord>& records) {
  for (AccessRecord& record : records) {
    record.accesses = 2 * record.accesses - partition_size_words;
  }
}

/// Puts the records into the history and takes over all that it holds.
void join_history(std::vector<AccessRecord>& history, std::vector<AccessRecord>& records) {
  const auto key = [](const AccessRecord& record) {
    return std::pair(record.multicast, record.scatter);
  };
  for (const AccessRecord& record : records) {
    const auto at = std::lower_bound(
        history.begin(), history.end(), record,
        [&](const AccessRecord& a, const AccessRecord& b) { return key(a) < key(b); });
    if (at != history.end() && key(*at) == key(record)) {
      *at = record;
    } else {
      history.insert(at, record);
    }
  }
  records = history;
}

/// Adds up what passes a network.
class TrafficSum {
 public:
  explicit TrafficSum(bool read_write) : read_write_(read_write) {}

  void add(const AccessRecord& record) {
    if (read_write_) {
      // Whole numbers without sign in the original: fractions are cut off after each record, and
      // what fell below zero restarts from zero.
      const double reduced = static_cast<double>(record.multicast - 1) * record.accesses;
      spatial_reductions = spatial_reductions < 0 ? 0 : std::trunc(spatial_reductions + reduced);
    }
    words += record.accesses;
    if (record.accesses <= 0) return;
    const double hops = record.hops / record.accesses;
    const double passed = (1 + std::floor(hops)) * record.accesses;
    routers = static_cast<std::int64_t>(static_cast<double>(routers) + passed);
    wire_hops += hops * record.accesses;
  }

  double words = 0;
  double wire_hops = 0;
  std::int64_t routers = 0;
  double spatial_reductions = 0;

 private:
  bool read_write_;
};

}  // namespace

void count_network(const NetworkCosts& costs, const Tile& tile, bool read_write, bool reduces,
                   NetworkTraffic& traffic, NetworkHistory* history) {
  traffic.ingresses = tile.records;
  traffic.distributed = tile.distributed;
  traffic.fanout = tile.fanout;
  traffic.link_transfers = tile.link_transfers;
  traffic.utilized_instances = tile.instances;
  if (read_write && !reduces) {
    send_twice(static_cast<double>(tile.partition_size_words), traffic.ingresses);
    send_twice(static_cast<double>(tile.partition_size_words), traffic.distributed);
    if (history != nullptr) {
      join_history(history->ingresses, traffic.ingresses);
      join_history(history->distributed, traffic.distributed);
    }
  }
  TrafficSum sum(read_write);
  traffic.multicast_factor = 0;
  for (const AccessRecord& record : traffic.ingresses) {
    traffic.multicast_factor = std::max(traffic.multicast_factor, record.multicast);
    sum.add(record);
  }
  for (const AccessRecord& record : traffic.distributed) sum.add(record);

  traffic.spatial_reductions = sum.spatial_reductions;
  traffic.average_hops = sum.words > 0 ? sum.wire_hops / sum.words : 0;
  traffic.energy_pj = sum.wire_hops * costs.energy_per_hop_pj +
                      static_cast<double>(sum.routers) * costs.router_energy_pj +
                      costs.ingress_energy_pj * sum.words;
  traffic.link_transfer_energy_pj =
      traffic.link_transfers * (costs.energy_per_hop_pj + 2 * costs.router_energy_pj);
}

}  // namespace tilewright
