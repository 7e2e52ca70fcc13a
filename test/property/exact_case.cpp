#include "test/property/exact_case.hpp"

#include <algorithm>
#include <cstdlib>

#include "mapper/space/mapspace.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_enumeration.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

void vary_level(Dice& dice, StorageLevel& level) {
  level.vector_access_energy_pj = 0.5 * static_cast<double>(dice.between(1, 40));
  if (dice.chance(30)) level.block_size = dice.pick({2, 4, 8});
  if (level.size_words) level.size_words = *level.size_words / level.block_size * level.block_size;
  if (dice.chance(20)) {
    for (const std::int64_t size : {4, 3, 2}) {
      if (level.technology == Technology::sram && level.mesh.instances % size == 0) {
        level.cluster_size = size;
      }
    }
  }
  if (dice.chance(20)) level.write_bandwidth = dice.pick({1, 2, 4});
  if (dice.chance(20)) level.shared_bandwidth = dice.pick({1, 2, 3});
  if (dice.chance(15)) level.address_generation_energy_pj = 0.25;
}

void vary_networks(Dice& dice, Architecture& architecture) {
  for (StorageLevel& level : architecture.storage) {
    if (dice.chance(60)) level.reduction_supported = true;
    if (dice.chance(40)) level.network.energy_per_hop_pj = 0.25;
    if (dice.chance(25)) level.network.router_energy_pj = 1.5;
    if (dice.chance(25)) level.network.ingress_energy_pj = 0.75;
  }
}

void add_leakage(Dice& dice, Spec& spec) {
  EnergyTable table;
  for (const StorageLevel& level : spec.architecture.storage) {
    if (dice.chance(50)) continue;
    ComponentEnergies component;
    component.name = level.name;
    component.action_energy_pj["leak"] = 0.125;
    table.components.push_back(component);
  }
  spec.energy_table = table;
  if (dice.chance(40)) spec.architecture.storage.front().power_gated_at = "L1";
}

void vary(Dice& dice, Spec& spec) {
  for (StorageLevel& level : spec.architecture.storage) vary_level(dice, level);
  if (dice.chance(30)) vary_networks(dice, spec.architecture);
  if (dice.chance(15)) add_leakage(dice, spec);
}

DataSpaceMask some_data_spaces(Dice& dice, const Spec& spec, int percent) {
  DataSpaceMask mask = 0;
  for (int space = 0; space < spec.workload.data_space_count(); ++space) {
    if (dice.chance(percent)) mask |= DataSpaceMask{1} << space;
  }
  return mask;
}

void add_directives(Dice& dice, Spec& spec) {
  spec.constraints.directives.resize(spec.architecture.storage.size());
  for (ReuseDirectives& level : spec.constraints.directives) {
    if (dice.chance(50)) level.no_link_transfer = some_data_spaces(dice, spec, 50);
    if (dice.chance(50)) level.no_multicast = some_data_spaces(dice, spec, 40);
    if (dice.chance(30)) level.no_temporal_reuse = some_data_spaces(dice, spec, 40);
    if (dice.chance(20)) level.rmw_first_update = some_data_spaces(dice, spec, 60);
    if (dice.chance(5)) level.no_coalesce = some_data_spaces(dice, spec, 30);
  }
}

// Fixed factors that divide the bound, so that the loops are perfect, and allow some mapping.
bool has_perfect_mappings(const Spec& spec) {
  const MapspaceListing listing = list_mapspace(spec);
  for (const auto& choices : listing.factors) {
    if (choices.empty()) return false;
    for (const auto& groups : choices) {
      for (const Factor& factor : groups) {
        if (factor.residual != factor.bound || factor.factor != factor.bound) return false;
      }
    }
  }
  return true;
}

// Convolutions, matrix products and other einsums on up to five levels. Constraints fix most of the
// choices, so that the rest can be tried.
class WorkloadCaseMaker {
 public:
  explicit WorkloadCaseMaker(Dice& dice) : dice_(dice) {}

  Spec make() {
    spec_.workload = random_workload(dice_);
    for (std::int64_t& bound : spec_.workload.bounds) {
      if (bound > 12 || dice_.chance(30)) bound = dice_.pick({1, 2, 3, 4, 6, 8});
    }
    make_architecture();
    spec_.constraints.levels.resize(spec_.architecture.storage.size());
    constexpr int most_tightenings = 400;
    for (int i = 0; i < most_tightenings && is_large(); ++i) tighten();
    return std::move(spec_);
  }

  bool is_large() const {
    try {
      const auto size = Mapspace(spec_).size();
      return !size || *size > most_mappings;
    } catch (const Error&) {
      return true;
    }
  }

 private:
  static constexpr std::uint64_t most_mappings = 4'000;

  void make_architecture() {
    Architecture& architecture = spec_.architecture;
    architecture.storage.resize(static_cast<std::size_t>(dice_.between(2, 5)));
    Mesh mesh;
    for (std::size_t level = architecture.storage.size(); level-- > 0;) {
      StorageLevel& storage = architecture.storage[level];
      storage.name = "L" + std::to_string(level);
      storage.mesh = mesh;
      if (level + 1 == architecture.storage.size()) {
        storage.technology = Technology::dram;
        storage.reduction_supported = false;
      } else {
        storage.size_words = dice_.pick({16, 32, 64, 256, 4096});
      }
      if (dice_.chance(30)) storage.read_bandwidth = dice_.pick({1, 2, 4});
      if (dice_.chance(50) || mesh.instances > 24) continue;
      if (dice_.chance(80)) mesh.x *= dice_.pick({2, 3, 4, 6});
      if (dice_.chance(50)) mesh.y *= dice_.pick({2, 3});
      mesh.instances = mesh.x * mesh.y;
    }
    architecture.compute.mesh = mesh;
  }

  void tighten() {
    const std::vector<LoopGroup> groups = loop_groups(spec_.architecture);
    const LoopGroup& group = dice_.pick(groups);
    LevelConstraint& level = spec_.constraints.levels[static_cast<std::size_t>(group.storage)];
    LoopConstraint& constraint = group.spatial ? level.spatial : level.temporal;
    const int dimensions = spec_.workload.dimension_count();
    switch (dice_.between(0, 4)) {
      case 0: {
        std::vector<int> order = dice_.order(dimensions);
        order.resize(
            static_cast<std::size_t>(std::max<std::int64_t>(0, dimensions - dice_.between(0, 2))));
        constraint.prefix = order;
        break;
      }
      case 1:
        if (group.spatial) constraint.split = dice_.between(0, dimensions);
        break;
      case 2: {
        if (group.storage + 1 == spec_.architecture.level_count()) break;
        const DataSpaceMask all = all_data_spaces(spec_.workload.data_space_count());
        const auto keep = static_cast<DataSpaceMask>(dice_.between(0, all));
        auto& entries = spec_.constraints.bypass;
        std::erase_if(entries, [&](const auto& entry) { return entry.level == group.storage; });
        entries.push_back({group.storage, keep, all & ~keep, {}});
        break;
      }
      default:
        fix(constraint, static_cast<int>(dice_.between(0, dimensions - 1)));
    }
  }

  void fix(LoopConstraint& constraint, int dimension) {
    int free = 0;
    for (const LoopGroup& group : loop_groups(spec_.architecture)) {
      free += constraint_of(spec_, group).exact.count(dimension) == 0 ? 1 : 0;
    }
    if (free > 2) constraint.exact[dimension].value = 1;
  }

  Dice& dice_;
  Spec spec_;
};

Spec random_workload_case(Dice& dice) {
  for (;;) {
    WorkloadCaseMaker maker(dice);
    Spec spec = maker.make();
    try {
      const auto size = Mapspace(spec).size();
      if (size && *size <= 4'000) return spec;
    } catch (const Error&) {
      continue;
    }
  }
}

}  // namespace

Spec random_exact_case(std::uint64_t seed) {
  Dice dice(seed * 1'000'003);
  if (seed % 2 == 0) {
    Spec spec = random_workload_case(dice);
    vary(dice, spec);
    return spec;
  }
  std::uint64_t inner_seed = seed;
  Spec spec = random_mapspace_case(inner_seed);
  while (!has_perfect_mappings(spec)) {
    inner_seed += 1'000'000'007;
    spec = random_mapspace_case(inner_seed);
  }
  spec.mapper.max_temporal_loops = -1;
  vary(dice, spec);
  return spec;
}

Spec random_rare_case(std::uint64_t seed) {
  Spec spec = random_exact_case(seed);
  Dice dice(seed * 1'000'033);
  const std::int64_t feature = dice.between(1, 10);
  if (feature <= 6) add_directives(dice, spec);
  if (feature == 6 || feature == 7) vary_networks(dice, spec.architecture);
  if (feature == 8 || feature == 9) {
    auto& storage = spec.architecture.storage;
    const std::int64_t level = dice.between(0, static_cast<std::int64_t>(storage.size()) - 1);
    storage[static_cast<std::size_t>(level)].network.type = NetworkType::many_to_many;
  }
  if (feature == 10) spec.mapper.max_temporal_loops = dice.between(1, 5);
  return spec;
}

std::string exact_case_text(const Spec& spec) {
  std::string text;
  for (const DataSpace& space : spec.workload.data_spaces) {
    text += "  " + space.name;
    for (const Rank& rank : space.ranks) {
      text += " [";
      for (const ProjectionTerm& term : rank) {
        text += ' ' + spec.workload.dimensions[static_cast<std::size_t>(term.dimension)] + '*' +
                std::to_string(term.coefficient);
      }
      text += " ]";
    }
    text += '\n';
  }
  for (const StorageLevel& level : spec.architecture.storage) {
    text += "  " + level.name + ": block " + std::to_string(level.block_size) + ", cluster " +
            std::to_string(level.cluster_size) + ", access " +
            std::to_string(level.vector_access_energy_pj.value_or(0)) + ", address " +
            std::to_string(level.address_generation_energy_pj.value_or(0)) + ", bandwidth " +
            std::to_string(level.read_bandwidth.value_or(0)) + ' ' +
            std::to_string(level.write_bandwidth.value_or(0)) + ' ' +
            std::to_string(level.shared_bandwidth.value_or(0)) + ", network " +
            std::to_string(level.network.energy_per_hop_pj.value_or(0)) + ' ' +
            std::to_string(level.network.router_energy_pj.value_or(0)) + ' ' +
            std::to_string(level.network.ingress_energy_pj.value_or(0)) +
            (level.reduction_supported ? "" : ", no reduction") +
            (level.power_gated_at.empty() ? "" : ", gated at " + level.power_gated_at) +
            (level.network.type == NetworkType::many_to_many ? ", M:N" : "") + '\n';
  }
  for (const ReuseDirectives& level : spec.constraints.directives) {
    text += "  no links " + std::to_string(level.no_link_transfer) + ", multicast " +
            std::to_string(level.no_multicast) + ", temporal reuse " +
            std::to_string(level.no_temporal_reuse) + ", coalescing " +
            std::to_string(level.no_coalesce) + "; first update reads " +
            std::to_string(level.rmw_first_update) + '\n';
  }
  return text;
}

}  // namespace tilewright::test
