#include "model/cost/cost_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "model/spec/checked.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

namespace {

// An energy with where it comes from, on its way into the table.
struct Energy {
  double pj = 0;
  EnergySource source = EnergySource::built_in;
  Place place;
  std::string detail;
};

// Appends the energy to the list, and returns its value.
double note(std::vector<EnergyOrigin>& list, const std::string& component, std::string action,
            std::string_view per, const Energy& energy) {
  list.push_back(
      {component, std::move(action), per, energy.pj, energy.source, energy.place, energy.detail});
  return energy.pj;
}

template <typename Places>
Place find_place(const Places& places, const std::string& key) {
  const auto found = places.find(key);
  return found == places.end() ? Place{} : found->second;
}

// The first of the actions that the component lists.
std::optional<Energy> find_action(const ComponentEnergies& component,
                                  std::initializer_list<std::string_view> actions) {
  for (const std::string_view action : actions) {
    const auto found = component.action_energy_pj.find(std::string(action));
    if (found == component.action_energy_pj.end()) continue;
    return Energy{found->second, EnergySource::reference_table,
                  find_place(component.action_places, found->first), found->first};
  }
  return std::nullopt;
}

Energy user_energy(double pj, const EnergyPlaces& places, const std::string& attribute) {
  return {pj, EnergySource::user, find_place(places, attribute), attribute};
}

// What the user gave, or 0.
Energy user_energy_or_none(const std::optional<double>& pj, const EnergyPlaces& places,
                           const std::string& attribute) {
  if (pj) return user_energy(*pj, places, attribute);
  return {0, EnergySource::none, {}, "no " + attribute};
}

double largest_action_pj(const ComponentEnergies& component) {
  double largest = 0;
  for (const auto& [action, energy_pj] : component.action_energy_pj) {
    largest = std::max(largest, energy_pj);
  }
  return largest;
}

struct SramShape {
  std::int64_t width_bits;
  double kilobytes;
};

SramShape sram_shape(std::int64_t size_words, std::int64_t word_bits, std::int64_t block_size,
                     std::int64_t cluster_size) {
  const std::int64_t width_bits =
      checked_multiply(checked_multiply(word_bits, block_size), cluster_size);
  const std::int64_t height = ceil_divide(size_words, block_size);
  return {width_bits, static_cast<double>(checked_multiply(width_bits, height)) / (8 * 1024)};
}

Energy built_in_access(const StorageLevel& level) {
  if (level.technology == Technology::dram) {
    return {built_in_dram_access_pj(level.word_bits, level.block_size),
            EnergySource::built_in,
            {},
            fmt::format("DRAM: 200 pJ * {} word bits * block {} / 16", level.word_bits,
                        level.block_size)};
  }
  if (!level.size_words) {
    throw Error(level.place, "storage level '" + level.name + "' has no size",
                "give 'entries', 'depth' or 'sizeKB', or make it a DRAM");
  }
  const SramShape shape =
      sram_shape(*level.size_words, level.word_bits, level.block_size, level.cluster_size);
  return {
      built_in_sram_access_pj(*level.size_words, level.word_bits, level.block_size,
                              level.cluster_size),
      EnergySource::built_in,
      {},
      fmt::format("SRAM: (1 + ({:g} KB - 0.5) * 5 / 99.5) pJ * width {} bits / 16 / cluster {}; "
                  "width = {} word bits * block {} * cluster {}",
                  shape.kilobytes, shape.width_bits, level.cluster_size, level.word_bits,
                  level.block_size, level.cluster_size)};
}

StorageCosts storage_costs(const StorageLevel& level, const EnergyTable* energies,
                           const AreaTable* areas, std::vector<EnergyOrigin>& origins) {
  StorageCosts costs;
  costs.memories = level.mesh.instances / level.cluster_size;
  Energy access = built_in_access(level);
  if (level.vector_access_energy_pj) {
    access =
        user_energy(*level.vector_access_energy_pj, level.energy_places, "vector_access_energy");
  }
  costs.source = access.source;
  costs.vector_access_pj = access.pj;
  if (level.cluster_area_um2 > 0) {
    costs.area_um2 = level.cluster_area_um2 / static_cast<double>(level.cluster_size);
  }
  const ComponentEnergies* component = energies ? energies->find(level.name) : nullptr;
  if (costs.source == EnergySource::user) component = nullptr;
  if (component) {
    costs.vector_access_pj =
        largest_action_pj(*component) / static_cast<double>(level.cluster_size);
    costs.source = EnergySource::reference_table;
  }
  const auto resolve = [&](const char* action, std::string_view per,
                           std::initializer_list<std::string_view> table_actions,
                           const Energy& otherwise) {
    const auto found = component ? find_action(*component, table_actions) : std::nullopt;
    return note(origins, level.name, action, per, found.value_or(otherwise));
  };
  costs.read_pj = resolve("read", per_vector_access, {"random_read", "read"}, access);
  costs.fill_pj =
      resolve("fill", per_vector_access, {"random_fill", "random_write", "fill", "write"}, access);
  costs.update_pj = resolve("update", per_vector_access,
                            {"random_update", "random_write", "update", "write"}, access);
  costs.leak_pj =
      resolve("leak", "instance and cycle", {"leak"}, {0, EnergySource::none, {}, "no leak"});
  note(origins, level.name, "address generation", "address",
       user_energy_or_none(level.address_generation_energy_pj, level.energy_places,
                           "addr_gen_energy"));
  if (const ComponentArea* area = areas ? areas->find(level.name) : nullptr) {
    costs.area_um2 = area->area_um2;
  }
  return costs;
}

// The table's, else the user's, else the built-in one.
Energy operation_energy(const Compute& compute, const EnergyTable* energies) {
  if (const ComponentEnergies* component = energies ? energies->find(compute.name) : nullptr) {
    auto found = find_action(*component, {"mac_random", "mult_random", "mac", "mult", "compute"});
    if (found) return *found;
  }
  if (compute.energy_pj) return user_energy(*compute.energy_pj, compute.energy_places, "energy");
  return {built_in_multiplier_pj(compute.word_bits),
          EnergySource::built_in,
          {},
          fmt::format("multiplier: ({} word bits / 16)^2 pJ", compute.word_bits)};
}

ComputeCosts compute_costs(const Compute& compute, const EnergyTable* energies,
                           const AreaTable* areas, std::vector<EnergyOrigin>& origins) {
  ComputeCosts costs;
  costs.area_um2 = compute.area_um2.value_or(0);
  const Energy operation = operation_energy(compute, energies);
  costs.source = operation.source;
  costs.operation_pj = note(origins, compute.name, "compute", "operation", operation);
  if (const ComponentArea* area = areas ? areas->find(compute.name) : nullptr) {
    costs.area_um2 = area->area_um2;
  }
  return costs;
}

// `wire` in the table sets the wire energy of every network; it is read in single precision.
std::optional<Energy> table_wire_energy(const EnergyTable* energies) {
  for (const std::string_view name : {"wire", "Wire"}) {
    const ComponentEnergies* wire = energies ? energies->find(name) : nullptr;
    auto energy = wire ? find_action(*wire, {"transfer_random"}) : std::nullopt;
    if (!energy || energy->pj == 0) continue;
    energy->pj = static_cast<float>(energy->pj);
    energy->detail = std::string(name) + " " + energy->detail;
    return energy;
  }
  return std::nullopt;
}

// The energy of one word on a wire as long as a tile is wide, unless the user gave it.
Energy hop_energy(const StorageLevel& level, const std::optional<Energy>& wire,
                  const NetworkCosts& costs) {
  const auto& given = level.network.energy_per_hop_pj;
  if (given) return user_energy(*given, level.energy_places, "energy_per_hop");
  const double hop_mm = costs.tile_width_um / 1000;
  const double wire_pj = costs.wire_energy_pj_per_bit_mm.value_or(0);
  Energy energy = wire ? *wire
                       : user_energy_or_none(level.network.wire_energy_pj_per_bit_mm,
                                             level.energy_places, "wire_energy");
  energy.pj = static_cast<double>(costs.word_bits) * hop_mm * wire_pj;
  if (wire_pj != 0) {
    energy.detail += fmt::format(": {} word bits * {:g} mm * {:g} pJ per bit and mm",
                                 costs.word_bits, hop_mm, wire_pj);
  }
  return energy;
}

NetworkCosts network_costs(const StorageLevel& level, const std::string& name,
                           const std::optional<Energy>& wire, double inner_tile_width_um,
                           std::vector<EnergyOrigin>& origins) {
  const Network& network = level.network;
  NetworkCosts costs;
  costs.word_bits = network.word_bits.value_or(level.word_bits);
  costs.wire_energy_pj_per_bit_mm = network.wire_energy_pj_per_bit_mm;
  if (wire) costs.wire_energy_pj_per_bit_mm = wire->pj;
  costs.tile_width_um = network.tile_width_um.value_or(inner_tile_width_um);
  costs.energy_per_hop_pj =
      note(origins, name, "hop", "word and hop", hop_energy(level, wire, costs));
  costs.router_energy_pj =
      note(origins, name, "router", "word and router",
           user_energy_or_none(network.router_energy_pj, level.energy_places, "router_energy"));
  costs.ingress_energy_pj = note(
      origins, name, "ingress", "word",
      user_energy_or_none(network.ingress_energy_pj, level.energy_places, "energy_per_ingress"));
  return costs;
}

}  // namespace

double built_in_sram_access_pj(std::int64_t size_words, std::int64_t word_bits,
                               std::int64_t block_size, std::int64_t cluster_size) {
  if (size_words == 0) return 0;
  const SramShape shape = sram_shape(size_words, word_bits, block_size, cluster_size);
  const double slope = (6.0 - 1.0) / (100.0 - 0.5);
  const double units = slope * (shape.kilobytes - 0.5) + 1.0;
  return (units * static_cast<double>(shape.width_bits)) / 16 / static_cast<double>(cluster_size);
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
  table.compute = compute_costs(architecture.compute, energies, areas, table.energies);
  const std::optional<Energy> wire = table_wire_energy(energies);

  // The tile of a level: one instance with everything below it.
  double tile_area_um2 = table.compute.area_um2;
  table.area_um2 =
      table.compute.area_um2 * static_cast<double>(architecture.compute.mesh.instances);
  for (int level = 0; level < architecture.level_count(); ++level) {
    const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(level)];
    table.storage.push_back(storage_costs(storage, energies, areas, table.energies));
    table.networks.push_back(network_costs(storage, network_name(architecture, level), wire,
                                           std::sqrt(tile_area_um2), table.energies));
    const double area_um2 = table.storage.back().area_um2;
    tile_area_um2 = area_um2 + tile_area_um2 * static_cast<double>(architecture.fanout(level));
    table.area_um2 += area_um2 * static_cast<double>(storage.mesh.instances);
    table.network_latency_cycles = checked_add(
        table.network_latency_cycles,
        checked_add(storage.network.fill_latency_cycles, storage.network.drain_latency_cycles));
  }
  return table;
}

CostTable resolve_costs(const Spec& spec) {
  return resolve_costs(spec.architecture, spec.energy_table ? &*spec.energy_table : nullptr,
                       spec.area_table ? &*spec.area_table : nullptr);
}

}  // namespace tilewright
