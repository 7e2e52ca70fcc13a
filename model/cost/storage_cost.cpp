#include "model/cost/storage_cost.hpp"

#include <algorithm>
#include <cmath>

#include "model/spec/checked.hpp"

namespace tilewright {

void count_movement(const StorageLevel& level, const StorageCosts& costs, const Tile& tile,
                    bool kept, bool read_write, const StorageEvaluation& storage,
                    DataMovement& result) {
  result.kept = kept;
  result.tile_size_words = tile.size_words;
  result.tile_share_words = tile.share_words;
  result.partition_size_words = tile.partition_size_words;
  result.utilized_instances = tile.instances;
  result.reads = tile.reads;
  result.fills = tile.fills;
  result.updates = tile.updates;
  result.temporal_reductions = tile.temporal_reductions;
  result.address_generations = (read_write ? tile.updates : tile.reads) + tile.fills;

  const std::int64_t used = storage.x_expansion * storage.y_expansion;
  result.utilized_clusters = std::min(used, costs.memories);
  if (tile.size_words == 0) {  // nothing is stored, so nothing is accessed
    result.energy_pj = 0;
    result.address_generation_energy_pj = 0;
    return;
  }
  const auto vectors = [&](std::int64_t words) {
    return static_cast<double>(level.block_size == 1 ? words
                                                     : ceil_divide(words, level.block_size));
  };
  const double cluster_pj = vectors(tile.reads) * costs.read_pj +
                            vectors(tile.fills) * costs.fill_pj +
                            vectors(tile.updates) * costs.update_pj;
  const double cluster_sharing =
      static_cast<double>(used) / static_cast<double>(result.utilized_clusters);
  result.energy_pj = tile.instances > 0 ? cluster_pj / cluster_sharing : 0;
  result.address_generation_energy_pj = level.address_generation_energy_pj.value_or(0) < 0
                                            ? 0
                                            : static_cast<double>(result.address_generations) *
                                                  level.address_generation_energy_pj.value_or(0);
}

void throttle(const StorageLevel& level, const BandwidthScales& scales, int data_spaces,
              std::int64_t compute_cycles, StorageEvaluation& storage) {
  const auto used =
      static_cast<double>(storage.x_expansion) * static_cast<double>(storage.y_expansion);
  const auto cycles = static_cast<double>(compute_cycles);
  double reads = 0;
  double writes = 0;
  for (int space = 0; space < data_spaces; ++space) {
    DataMovement& movement = storage.data_spaces[static_cast<std::size_t>(space)];
    const double idle_share = used / movement.utilized_instances;
    const auto per_cycle = [&](std::int64_t words) {
      return std::ceil(static_cast<double>(words) / idle_share) / cycles *
             scales[static_cast<std::size_t>(space)];
    };
    movement.read_bandwidth = per_cycle(movement.reads);
    movement.write_bandwidth = per_cycle(movement.fills + movement.updates);
    reads += movement.read_bandwidth;
    writes += movement.write_bandwidth;
  }
  storage.slowdown = 1;
  const auto limit = [&](const std::optional<double>& bandwidth, double demand) {
    if (bandwidth && *bandwidth < demand) {
      storage.slowdown = std::min(storage.slowdown, *bandwidth / demand);
    }
  };
  limit(level.read_bandwidth, reads);
  limit(level.write_bandwidth, writes);
  limit(level.shared_bandwidth, writes + reads);
  for (int space = 0; space < data_spaces; ++space) {
    DataMovement& movement = storage.data_spaces[static_cast<std::size_t>(space)];
    movement.shared_bandwidth =
        storage.slowdown * (movement.read_bandwidth + movement.write_bandwidth);
    movement.read_bandwidth *= storage.slowdown;
    movement.write_bandwidth *= storage.slowdown;
  }
  storage.cycles = static_cast<std::int64_t>(std::ceil(cycles / storage.slowdown));
}

void count_leakage(const StorageLevel& level, const StorageCosts& costs,
                   const StorageEvaluation& gate, std::int64_t gate_instances, int data_spaces,
                   std::int64_t cycles, StorageEvaluation& storage) {
  double own_utilized = 1;
  double gate_utilized = 1;
  for (int space = 0; space < data_spaces; ++space) {
    const auto index = static_cast<std::size_t>(space);
    own_utilized = std::max(own_utilized, storage.data_spaces[index].utilized_instances);
    gate_utilized = std::max(gate_utilized, gate.data_spaces[index].utilized_instances);
  }
  double leaking = own_utilized;
  storage.instances_per_power_gate = static_cast<double>(level.mesh.instances) /
                                     static_cast<double>(std::max<std::int64_t>(gate_instances, 1));
  if (storage.instances_per_power_gate > 1) {
    leaking = storage.instances_per_power_gate * gate_utilized;
  } else {
    storage.instances_per_power_gate = 1;
  }
  storage.non_power_gated_utilization = own_utilized / leaking;
  storage.leakage_energy_pj = costs.leak_pj * static_cast<double>(cycles) * leaking;
}

void sum_storage(int data_spaces, StorageEvaluation& storage) {
  storage.energy_pj = 0;
  storage.accesses = 0;
  for (int space = 0; space < data_spaces; ++space) {
    const DataMovement& movement = storage.data_spaces[static_cast<std::size_t>(space)];
    storage.energy_pj +=
        movement.energy_pj * movement.utilized_instances +
        movement.address_generation_energy_pj * static_cast<double>(movement.utilized_clusters) +
        storage.leakage_energy_pj / data_spaces;
    storage.accesses += movement.all_accesses();
  }
}

}  // namespace tilewright
