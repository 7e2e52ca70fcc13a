#include "sim/report/exact_evaluation.hpp"

#include <cmath>

#include "model/cost/cost_table.hpp"
#include "model/cost/storage_cost.hpp"
#include "model/nest/tile.hpp"

namespace tilewright::sim {

namespace {

/// Share of a whole number that the division of rounded numbers may add to it.
constexpr double rounding_error = 1e-12;

/// The words of one utilized instance of all that `total` words pass, rounded up.
std::int64_t per_instance(std::int64_t total, double instances) {
  if (instances <= 0) return 0;
  const double words = static_cast<double>(total) / instances;
  return static_cast<std::int64_t>(std::ceil(words * (1 - rounding_error)));
}

/// What the model counted for all instances, of a count per utilized instance.
double all_instances(std::int64_t count, const DataMovement& moved) {
  return static_cast<double>(count) * moved.utilized_instances;
}

class ExactEvaluation {
 public:
  ExactEvaluation(const Spec& spec, const Evaluation& model,
                  const std::vector<std::vector<Traffic>>& traffic, Cycle cycles, double done)
      : spec_(spec),
        architecture_(spec.architecture),
        costs_(resolve_costs(spec)),
        model_(model),
        traffic_(traffic),
        done_(done),
        result_(model) {
    result_.cycles = cycles;
    result_.compute.energy_pj *= done;
  }

  Evaluation make() {
    for (int level = 0; level < architecture_.level_count(); ++level) {
      for (int space = 0; space < space_count(); ++space) set_counts(level, space);
      set_bandwidths(level);
    }
    for (int level = 0; level < architecture_.level_count(); ++level) set_energy(level);
    for (int level = 0; level < architecture_.level_count(); ++level) scale_network(level);
    sum();
    return std::move(result_);
  }

 private:
  int space_count() const { return spec_.workload.data_space_count(); }
  const DataMovement& model_of(int level, int space) const {
    return model_.storage[level].data_spaces[space];
  }
  const Traffic& traffic_of(int level, int space) const { return traffic_[level][space]; }

  void set_counts(int level, int space) {
    const DataMovement& moved = model_of(level, space);
    if (!moved.kept) return;
    const Traffic& exact = traffic_of(level, space);
    Tile tile;
    tile.size_words = moved.tile_size_words;
    tile.share_words = moved.tile_share_words;
    tile.partition_size_words = moved.partition_size_words;
    tile.instances = moved.utilized_instances;
    tile.reads = per_instance(exact.reads, moved.utilized_instances);
    tile.fills = per_instance(exact.fills, moved.utilized_instances);
    tile.updates = per_instance(exact.updates, moved.utilized_instances);
    tile.temporal_reductions = moved.temporal_reductions;
    StorageEvaluation& storage = result_.storage[level];
    count_movement(architecture_.storage[level], costs_.storage[level], tile, moved.kept,
                   spec_.workload.data_spaces[space].read_write, storage,
                   storage.data_spaces[space]);
  }

  /// Words per cycle of the whole run, where the model's are per cycle of computing.
  void set_bandwidths(int level) {
    StorageEvaluation& storage = result_.storage[level];
    if (result_.cycles == 0) return;
    BandwidthScales scales{};
    for (int space = 0; space < space_count(); ++space) {
      const auto& by_space = architecture_.storage[level].bandwidth_scale;
      const auto found = by_space.find(spec_.workload.data_spaces[space].name);
      scales[static_cast<std::size_t>(space)] = found == by_space.end() ? 1 : found->second;
    }
    throttle(architecture_.storage[level], scales, space_count(), result_.compute.cycles, storage);
    const double share = static_cast<double>(result_.compute.cycles) / storage.slowdown /
                         static_cast<double>(result_.cycles);
    for (int space = 0; space < space_count(); ++space) {
      DataMovement& moved = storage.data_spaces[space];
      moved.read_bandwidth *= share;
      moved.write_bandwidth *= share;
      moved.shared_bandwidth *= share;
    }
  }

  void set_energy(int level) {
    const StorageLevel& storage = architecture_.storage[level];
    const int gate = architecture_.find_level(storage.power_gated_at).value_or(level);
    count_leakage(storage, costs_.storage[level], result_.storage[gate],
                  architecture_.storage[gate].mesh.instances, space_count(), result_.cycles,
                  result_.storage[level]);
    sum_storage(space_count(), result_.storage[level]);
  }

  /// The storage level that sends what passes the network below `level`; absent: none does.
  std::optional<int> feeder(int level, int space) const {
    for (int outer = level; outer < architecture_.level_count(); ++outer) {
      if (model_of(outer, space).kept) return outer;
    }
    return std::nullopt;
  }

  /// Exact words per word of the model that pass the network below `level`.
  double traffic_ratio(int level, int space) const {
    const auto outer = feeder(level, space);
    if (!outer) return 1;
    const DataMovement& moved = model_of(*outer, space);
    const Traffic& exact = traffic_of(*outer, space);
    const double counted = all_instances(moved.reads + moved.updates, moved);
    if (counted == 0) return 1;
    return static_cast<double>(exact.reads + exact.updates) / counted;
  }

  /// The same for words that children hand to their neighbours.
  double link_ratio(int level, int space) const {
    const NetworkTraffic& counted = model_.networks[level].data_spaces[space];
    const double words = counted.link_transfers * counted.utilized_instances;
    for (int child = level - 1; child >= 0; --child) {
      if (!model_of(child, space).kept) continue;
      return words == 0 ? 1 : static_cast<double>(traffic_of(child, space).link_words) / words;
    }
    return 1;
  }

  void scale_network(int level) {
    NetworkEvaluation& network = result_.networks[level];
    network.energy_pj = 0;
    for (int space = 0; space < space_count(); ++space) {
      NetworkTraffic& traffic = network.data_spaces[space];
      const double ratio = traffic_ratio(level, space);
      for (auto* records : {&traffic.ingresses, &traffic.distributed}) {
        for (AccessRecord& record : *records) {
          record.accesses *= ratio;
          record.hops *= ratio;
          record.unicast_hops *= ratio;
        }
      }
      traffic.spatial_reductions *= ratio;
      traffic.energy_pj *= ratio;
      const double links = link_ratio(level, space);
      traffic.link_transfers *= links;
      traffic.link_transfer_energy_pj *= links;
      network.energy_pj +=
          (traffic.link_transfer_energy_pj + traffic.energy_pj) * traffic.utilized_instances;
    }
  }

  void sum() {
    result_.energy_pj = result_.compute.energy_pj;
    for (const StorageEvaluation& storage : result_.storage) result_.energy_pj += storage.energy_pj;
    for (const int level : networks_by_name(architecture_)) {
      result_.energy_pj += result_.networks[level].energy_pj;
    }
    const double ideal_cycles = done_ * static_cast<double>(result_.compute.operations) /
                                static_cast<double>(architecture_.compute.mesh.instances);
    result_.utilization =
        result_.cycles > 0 ? ideal_cycles / static_cast<double>(result_.cycles) : 0;
  }

  const Spec& spec_;
  const Architecture& architecture_;
  const CostTable costs_;
  const Evaluation& model_;
  const std::vector<std::vector<Traffic>>& traffic_;
  const double done_;
  Evaluation result_;
};

}  // namespace

Evaluation with_exact_counts(const Spec& spec, const Evaluation& model,
                             const std::vector<std::vector<Traffic>>& traffic, Cycle cycles,
                             double done) {
  return ExactEvaluation(spec, model, traffic, cycles, done).make();
}

}  // namespace tilewright::sim
