#include "model/cost/cost_table.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

// The first of the actions that the component lists, or nullptr.
const double* find_action(const ComponentEnergies& component,
                          std::initializer_list<std::string_view> actions) {
  for (const std::string_view action : actions) {
    const auto found = component.action_energy_pj.find(std::string(action));
    if (found != component.action_energy_pj.end()) return &found->second;
  }
  return nullptr;
}

void override_cost(const ComponentEnergies& component,
                   std::initializer_list<std::string_view> actions, double& cost_pj) {
  if (const double* found = find_action(component, actions)) cost_pj = *found;
}

double largest_action_pj(const ComponentEnergies& component) {
  double largest = 0;
  for (const auto& [action, energy_pj] : component.action_energy_pj) {
    largest = std::max(largest, energy_pj);
  }
  return largest;
}

double built_in_access_pj(const StorageLevel& level) {
  if (level.technology == Technology::dram) {
    return built_in_dram_access_pj(level.word_bits, level.block_size);
  }
  if (!level.size_words) {
    throw Error(level.place, "storage level '" + level.name + "' has no size",
                "give 'entries', 'depth' or 'sizeKB', or make it a DRAM");
  }
  return built_in_sram_access_pj(*level.size_words, level.word_bits, level.block_size,
                                 level.cluster_size);
}

StorageCosts storage_costs(const StorageLevel& level, const EnergyTable* energies,
                           const AreaTable* areas) {
  StorageCosts costs;
  costs.memories = level.mesh.instances / level.cluster_size;
  double access_pj = built_in_access_pj(level);
  if (level.vector_access_energy_pj) {
    access_pj = *level.vector_access_energy_pj;
    costs.source = EnergySource::user;
  }
  costs.read_pj = costs.fill_pj = costs.update_pj = costs.vector_access_pj = access_pj;
  if (level.cluster_area_um2 > 0) {
    costs.area_um2 = level.cluster_area_um2 / static_cast<double>(level.cluster_size);
  }
  const ComponentEnergies* component = energies ? energies->find(level.name) : nullptr;
  if (component && costs.source != EnergySource::user) {
    override_cost(*component, {"random_read", "read"}, costs.read_pj);
    override_cost(*component, {"random_fill", "random_write", "fill", "write"}, costs.fill_pj);
    override_cost(*component, {"random_update", "random_write", "update", "write"},
                  costs.update_pj);
    override_cost(*component, {"leak"}, costs.leak_pj);
    costs.vector_access_pj =
        largest_action_pj(*component) / static_cast<double>(level.cluster_size);
    costs.source = EnergySource::reference_table;
  }
  if (const ComponentArea* area = areas ? areas->find(level.name) : nullptr) {
    costs.area_um2 = area->area_um2;
  }
  return costs;
}

ComputeCosts compute_costs(const Compute& compute, const EnergyTable* energies,
                           const AreaTable* areas) {
  ComputeCosts costs;
  costs.operation_pj = compute.energy_pj.value_or(built_in_multiplier_pj(compute.word_bits));
  costs.area_um2 = compute.area_um2.value_or(0);
  if (compute.energy_pj) costs.source = EnergySource::user;
  const ComponentEnergies* component = energies ? energies->find(compute.name) : nullptr;
  const double* action_pj =
      component ? find_action(*component, {"mac_random", "mult_random", "mac", "mult", "compute"})
                : nullptr;
  if (action_pj) {
    costs.operation_pj = *action_pj;
    costs.source = EnergySource::reference_table;
  }
  if (const ComponentArea* area = areas ? areas->find(compute.name) : nullptr) {
    costs.area_um2 = area->area_um2;
  }
  return costs;
}

// `wire` in the table sets the wire energy of every network; it is read in single precision.
const double* table_wire_energy(const EnergyTable* energies) {
  for (const std::string_view name : {"wire", "Wire"}) {
    const ComponentEnergies* wire = energies ? energies->find(name) : nullptr;
    const double* energy_pj = wire ? find_action(*wire, {"transfer_random"}) : nullptr;
    if (energy_pj && *energy_pj != 0) return energy_pj;
  }
  return nullptr;
}

NetworkCosts network_costs(const StorageLevel& level, const double* table_wire_pj,
                           double inner_tile_width_um) {
  const Network& network = level.network;
  NetworkCosts costs;
  costs.word_bits = network.word_bits.value_or(level.word_bits);
  costs.router_energy_pj = network.router_energy_pj.value_or(0);
  costs.ingress_energy_pj = network.ingress_energy_pj.value_or(0);
  costs.wire_energy_pj_per_bit_mm = network.wire_energy_pj_per_bit_mm;
  if (table_wire_pj) costs.wire_energy_pj_per_bit_mm = static_cast<float>(*table_wire_pj);
  costs.tile_width_um = network.tile_width_um.value_or(inner_tile_width_um);
  const double hop_mm = costs.tile_width_um / 1000;
  costs.energy_per_hop_pj = network.energy_per_hop_pj.value_or(
      static_cast<double>(costs.word_bits) * hop_mm * costs.wire_energy_pj_per_bit_mm.value_or(0));
  return costs;
}

}  // namespace

double built_in_sram_access_pj(std::int64_t size_words, std::int64_t word_bits,
                               std::int64_t block_size, std::int64_t cluster_size) {
  if (size_words == 0) return 0;
  const std::int64_t width_bits =
      checked_multiply(checked_multiply(word_bits, block_size), cluster_size);
  const std::int64_t height = ceil_divide(size_words, block_size);
  const double slope = (6.0 - 1.0) / (100.0 - 0.5);
  const double kilobytes = static_cast<double>(checked_multiply(width_bits, height)) / (8 * 1024);
  const double units = slope * (kilobytes - 0.5) + 1.0;
  return (units * static_cast<double>(width_bits)) / 16 / static_cast<double>(cluster_size);
}

double built_in_dram_access_pj(std::int64_t word_bits, std::int64_t block_size) {
  return 200.0 * static_cast<double>(checked_multiply(word_bits, block_size)) / 16;
}

double built_in_multiplier_pj(std::int64_t word_bits) {
  const double words_of_16 = static_cast<double>(word_bits) / 16.0;
  return words_of_16 * words_of_16;
}

CostTable resolve_costs(const Architecture& architecture, const EnergyTable* energies,
                        const AreaTable* areas) {
  if (!energies) areas = nullptr;
  CostTable table;
  table.compute = compute_costs(architecture.compute, energies, areas);
  const double* wire_pj = table_wire_energy(energies);

  // The tile of a level: one instance with everything below it.
  double tile_area_um2 = table.compute.area_um2;
  table.area_um2 =
      table.compute.area_um2 * static_cast<double>(architecture.compute.mesh.instances);
  for (int level = 0; level < architecture.level_count(); ++level) {
    const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(level)];
    table.storage.push_back(storage_costs(storage, energies, areas));
    table.networks.push_back(network_costs(storage, wire_pj, std::sqrt(tile_area_um2)));
    const double area_um2 = table.storage.back().area_um2;
    tile_area_um2 = area_um2 + tile_area_um2 * static_cast<double>(architecture.fanout(level));
    table.area_um2 += area_um2 * static_cast<double>(storage.mesh.instances);
    table.network_latency_cycles = checked_add(
        table.network_latency_cycles,
        checked_add(storage.network.fill_latency_cycles, storage.network.drain_latency_cycles));
  }
  return table;
}

}  // namespace tilewright
