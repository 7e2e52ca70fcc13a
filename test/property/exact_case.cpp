#include "test/property/exact_case.hpp"

#include <cstdlib>

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

}  // namespace

Spec random_exact_case(std::uint64_t seed) {
  Dice dice(seed * 1'000'003);
  std::uint64_t inner_seed = seed;
  Spec spec = random_mapspace_case(inner_seed);
  while (!has_perfect_mappings(spec)) {
    inner_seed += 1'000'000'007;
    spec = random_mapspace_case(inner_seed);
  }
  spec.mapper.max_temporal_loops = -1;
  for (StorageLevel& level : spec.architecture.storage) vary_level(dice, level);
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
            std::to_string(level.shared_bandwidth.value_or(0)) + '\n';
  }
  return text;
}

}  // namespace tilewright::test
