#include <fmt/format.h>

#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

std::string problem_yaml(const Workload& workload) {
  std::string text =
      fmt::format("problem:\n  shape:\n    name: {}\n    dimensions: [\"{}\"]\n    coefficients:\n",
                  workload.shape_name, fmt::join(workload.dimensions, "\", \""));
  if (workload.coefficients.empty()) text.insert(text.size() - 1, " []");
  for (const Coefficient& coefficient : workload.coefficients) {
    text += fmt::format("      - {{name: {}, default: {}}}\n", coefficient.name, coefficient.value);
  }
  text += "    data_spaces:\n";
  for (const DataSpace& space : workload.data_spaces) {
    std::vector<std::string> ranks;
    for (const Rank& rank : space.ranks) {
      std::vector<std::string> terms;
      for (const ProjectionTerm& term : rank) {
        const auto& name = workload.dimensions[static_cast<std::size_t>(term.dimension)];
        terms.push_back(term.coefficient_name.empty()
                            ? fmt::format("[\"{}\"]", name)
                            : fmt::format("[\"{}\", {}]", name, term.coefficient_name));
      }
      ranks.push_back(fmt::format("[{}]", fmt::join(terms, ", ")));
    }
    text += fmt::format("      - name: {}\n        projection: [{}]\n", space.name,
                        fmt::join(ranks, ", "));
    if (space.read_write) text += "        read_write: true\n";
  }
  text += "  instance:\n";
  for (std::size_t d = 0; d < workload.dimensions.size(); ++d) {
    text += fmt::format("    \"{}\": {}\n", workload.dimensions[d], workload.bounds[d]);
  }
  return text;
}

std::string component_yaml(const std::string& name, const std::string& kind, const Mesh& mesh) {
  return fmt::format(
      "        - name: {}\n          class: {}\n          attributes:\n            instances: {}\n"
      "            meshX: {}\n            meshY: {}\n            word_bits: 16\n",
      name, kind, mesh.instances, mesh.x, mesh.y);
}

std::string storage_yaml(const StorageLevel& storage) {
  const bool dram = storage.technology == Technology::dram;
  const std::string margin(12, ' ');
  std::string text = component_yaml(storage.name, dram ? "DRAM" : "SRAM", storage.mesh);
  text += fmt::format("{}block_size: {}\n", margin, storage.block_size);
  if (storage.size_words) {
    text += fmt::format("{}depth: {}\n", margin, *storage.size_words / storage.block_size);
  }
  if (storage.reduction_supported == dram) {
    text += fmt::format("{}reduction_supported: {}\n", margin, storage.reduction_supported);
  }
  if (storage.network.type == NetworkType::many_to_many) text += margin + "network_type: \"M:N\"\n";
  if (storage.network.energy_per_hop_pj) {
    text += fmt::format("{}energy_per_hop: {}\n", margin, *storage.network.energy_per_hop_pj);
  }
  if (storage.network.router_energy_pj) {
    text += fmt::format("{}router_energy: {}\n", margin, *storage.network.router_energy_pj);
  }
  return text;
}

std::string architecture_yaml(const Architecture& architecture) {
  std::string text =
      "architecture:\n  version: \"0.4\"\n  subtree:\n    - name: system\n      local:\n";
  for (auto storage = architecture.storage.rbegin(); storage != architecture.storage.rend();
       ++storage) {
    text += storage_yaml(*storage);
  }
  return text + component_yaml(architecture.compute.name, "intmac", architecture.compute.mesh);
}

std::string name_list(const Workload& workload, DataSpaceMask mask) {
  std::vector<std::string> names;
  for (int s = 0; s < workload.data_space_count(); ++s) {
    if (contains(mask, s)) names.push_back(workload.data_spaces[static_cast<std::size_t>(s)].name);
  }
  return fmt::format("[{}]", fmt::join(names, ", "));
}

std::string flag_yaml(const Workload& workload, const char* key, DataSpaceMask mask) {
  if (mask == 0) return "";
  return fmt::format("    {}: {}\n", key, name_list(workload, mask));
}

// Factors and permutation of the loops, which stand innermost first.
std::string loops_yaml(const Workload& workload, const std::vector<Loop>& loops) {
  std::vector<std::string> factors;
  std::string permutation;
  for (const Loop& loop : loops) {
    const std::string& name = workload.dimensions[static_cast<std::size_t>(loop.dimension)];
    factors.push_back(loop.bound == loop.residual
                          ? fmt::format("{}={}", name, loop.bound)
                          : fmt::format("{}={},{}", name, loop.bound, loop.residual));
    permutation += name;
  }
  return fmt::format("    factors: \"{}\"\n    permutation: \"{}\"\n", fmt::join(factors, " "),
                     permutation);
}

std::string mapping_yaml(const Spec& spec) {
  std::string text = "mapping:\n";
  const auto nests = to_level_nests(*spec.mapping, spec.architecture.level_count());
  const DataSpaceMask all = all_data_spaces(spec.workload.data_space_count());
  for (std::size_t level = 0; level < nests.size(); ++level) {
    const LevelNest& nest = nests[level];
    const auto& flags = spec.mapping->directives;
    const ReuseDirectives directives = flags.empty() ? ReuseDirectives{} : flags[level];
    const std::string target = fmt::format("  - target: L{}\n    type: ", level);
    if (spec.architecture.fanout(static_cast<int>(level)) > 1) {
      std::size_t split = 0;
      while (split < nest.spatial.size() && nest.spatial[split].kind == LoopKind::spatial_x) {
        ++split;
      }
      text += target + "spatial\n" + loops_yaml(spec.workload, nest.spatial) +
              fmt::format("    split: {}\n", split) +
              flag_yaml(spec.workload, "no_link_transfer", directives.no_link_transfer) +
              flag_yaml(spec.workload, "no_reuse", directives.no_multicast);
    }
    text += target + "temporal\n" + loops_yaml(spec.workload, nest.temporal) +
            flag_yaml(spec.workload, "no_temporal_reuse", directives.no_temporal_reuse) +
            flag_yaml(spec.workload, "rmw_first_update", directives.rmw_first_update);
    text += target + "bypass\n" +
            fmt::format("    keep: {}\n    bypass: {}\n", name_list(spec.workload, nest.keep),
                        name_list(spec.workload, all & ~nest.keep)) +
            flag_yaml(spec.workload, "no_coalesce", directives.no_coalesce);
  }
  return text;
}

}  // namespace

std::string case_yaml(const Spec& spec) {
  return architecture_yaml(spec.architecture) + problem_yaml(spec.workload) + mapping_yaml(spec);
}

}  // namespace tilewright::test
