#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "test/property/oracle.hpp"

namespace tilewright::test {

namespace {

// Collects unequal fields. Integers must be equal, doubles equal to 12 digits.
class Differences {
 public:
  void set_place(std::string place) { place_ = std::move(place); }

  template <typename Integer>
  void check_exact(const char* field, Integer got, Integer expected) {
    if (got != expected) add(fmt::format("{}: {}, the oracle has {}", field, got, expected));
  }

  void check_close(const char* field, double got, double expected) {
    const double tolerance = 1e-12 * std::max(std::abs(got), std::abs(expected));
    if (!(std::abs(got - expected) <= tolerance)) {
      add(fmt::format("{}: {:.17g}, the oracle has {:.17g}", field, got, expected));
    }
  }

  void check_records(const char* field, const std::vector<AccessRecord>& got,
                     const Records& expected, bool hops) {
    check_exact(field, got.size(), expected.size());
    if (got.size() != expected.size()) return;
    auto record = got.begin();
    for (const auto& [key, wanted] : expected) {
      check_exact(field, record->multicast, key.first);
      check_exact(field, record->scatter, key.second);
      check_close(field, record->accesses, wanted.accesses);
      if (hops) check_close("hops", record->hops, wanted.hops);
      ++record;
    }
  }

  const std::string& text() const { return text_; }

 private:
  void add(const std::string& difference) { text_ += place_ + ' ' + difference + '\n'; }

  std::string place_;
  std::string text_;
};

void compare_storage(const DataMovement& got, const TileTraffic& expected, Differences& found) {
  found.check_exact("kept", got.kept, expected.kept);
  found.check_exact("tile size", got.tile_size_words, expected.shape);
  found.check_exact("partition size", got.partition_size_words, expected.partition_size);
  found.check_close("utilized instances", got.utilized_instances,
                    static_cast<double>(expected.replication));
  found.check_exact("reads", got.reads, expected.reads);
  found.check_exact("fills", got.fills, expected.fills);
  found.check_exact("updates", got.updates, expected.updates);
  found.check_close("temporal reductions", got.temporal_reductions, expected.temporal_reductions);
}

bool costs_energy(const Network& network) {
  return network.energy_per_hop_pj.value_or(0) != 0 || network.router_energy_pj.value_or(0) != 0;
}

void compare_network(const NetworkTraffic& got, const TileTraffic& expected, bool hops,
                     Differences& found) {
  found.check_exact("fan-out", got.fanout, expected.fanout);
  found.check_records("ingresses", got.ingresses, expected.records, hops);
  found.check_records("distributed ingresses", got.distributed, expected.distributed, hops);
  found.check_close("link transfers", got.link_transfers, expected.link_transfers);
}

void compare_rejection(const Rejection& got, const Rejection& expected, Differences& found) {
  found.check_exact("rejection", static_cast<int>(got.kind), static_cast<int>(expected.kind));
  if (expected.kind == Rejection::Kind::none ||
      expected.kind == Rejection::Kind::data_space_nowhere ||
      expected.kind == Rejection::Kind::distributed_multicast) {
    return;
  }
  found.check_exact("rejecting level", got.level, expected.level);
  found.check_close("rejected value", got.value, expected.value);
  found.check_close("limit", got.limit, expected.limit);
}

}  // namespace

std::string differences(const Evaluation& evaluation, const OracleResult& expected,
                        const Workload& workload, const Architecture& architecture) {
  Differences found;
  found.set_place("mapping");
  compare_rejection(evaluation.rejection, expected.rejection, found);
  if (expected.rejection.kind != Rejection::Kind::none || !found.text().empty()) {
    return found.text();
  }
  found.set_place("compute");
  found.check_exact("operations", evaluation.compute.operations, expected.operations);
  found.check_exact("instances", evaluation.compute.utilized_instances, expected.compute_instances);
  found.check_exact("cycles", evaluation.compute.cycles, expected.compute_cycles);
  for (std::size_t level = 0; level < expected.tiles.size(); ++level) {
    const StorageEvaluation& storage = evaluation.storage[level];
    const bool hops = costs_energy(architecture.storage[level].network);
    found.set_place(fmt::format("level {}", level));
    found.check_exact("X expansion", storage.x_expansion, expected.x_expansion[level]);
    found.check_exact("Y expansion", storage.y_expansion, expected.y_expansion[level]);
    for (std::size_t space = 0; space < expected.tiles[level].size(); ++space) {
      const TileTraffic& tile = expected.tiles[level][space];
      found.set_place(fmt::format("level {} {}", level, workload.data_spaces[space].name));
      compare_storage(storage.data_spaces[space], tile, found);
      compare_network(evaluation.networks[level].data_spaces[space], tile, hops, found);
    }
  }
  return found.text();
}

}  // namespace tilewright::test
