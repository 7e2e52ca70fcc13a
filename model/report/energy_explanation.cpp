#include "model/report/energy_explanation.hpp"

#include <fmt/format.h>

#include <optional>

#include "model/report/stats_sections.hpp"

namespace tilewright {

namespace {

std::string action_line(const EnergyOrigin& origin, const StorageLevel* level) {
  std::string price = fmt::format("{} pJ per {}", origin.energy_pj, origin.per);
  if (level && origin.per == per_vector_access && level->block_size != 1) {
    price += fmt::format(" / {} words = {} pJ per word", level->block_size,
                         origin.energy_pj / static_cast<double>(level->block_size));
  }
  return fmt::format("  {:<18} {}; {}\n", origin.action, price, origin_text(origin));
}

std::string vectors_text(std::int64_t words, std::int64_t block_size) {
  return block_size == 1 ? std::to_string(words) : fmt::format("ceil({} / {})", words, block_size);
}

std::string movement_line(const std::string& name, const StorageLevel& level,
                          const StorageCosts& costs, const StorageEvaluation& storage,
                          const DataMovement& moved) {
  const auto term = [&](std::int64_t words, double vector_pj) {
    return fmt::format("{} * {}", vectors_text(words, level.block_size), vector_pj);
  };
  return fmt::format(
      "  {}: (reads {} + fills {} + updates {}) / ({} instances / {} clusters in use) = {} pJ per "
      "instance, {} in use\n",
      name, term(moved.reads, costs.read_pj), term(moved.fills, costs.fill_pj),
      term(moved.updates, costs.update_pj), storage.x_expansion * storage.y_expansion,
      moved.utilized_clusters, moved.energy_pj, moved.utilized_instances);
}

std::string movement_lines(const Workload& workload, const StorageLevel& level,
                           const StorageCosts& costs, const StorageEvaluation& storage) {
  std::string text;
  for (int space = 0; space < workload.data_space_count(); ++space) {
    const DataMovement& moved = storage.data_spaces[static_cast<std::size_t>(space)];
    if (!moved.kept) continue;
    text += movement_line(workload.data_spaces[static_cast<std::size_t>(space)].name, level, costs,
                          storage, moved);
  }
  return text + fmt::format("  leakage: {} pJ, all: {} pJ\n", storage.leakage_energy_pj,
                            storage.energy_pj);
}

std::string heading(const std::string& component, const StorageLevel* level) {
  if (!level) return component + "\n";
  return fmt::format("{} (block size {}, cluster size {}, {} word bits)\n", component,
                     level->block_size, level->cluster_size, level->word_bits);
}

}  // namespace

std::string origin_text(const EnergyOrigin& origin) {
  std::string text(energy_source_text(origin.source));
  if (!origin.place.text().empty()) text += " " + origin.place.text();
  return text + " (" + origin.detail + ")";
}

std::string energy_explanation(const Workload& workload, const Architecture& architecture,
                               const CostTable& costs, const Evaluation& evaluation) {
  std::string text = "Energies and where they come from\n";
  const auto& entries = costs.energies;
  for (auto first = entries.begin(); first != entries.end();) {
    const std::optional<int> found = architecture.find_level(first->component);
    const auto index = static_cast<std::size_t>(found.value_or(0));
    const StorageLevel* level = found ? &architecture.storage[index] : nullptr;
    text += heading(first->component, level);
    auto entry = first;
    for (; entry != entries.end() && entry->component == first->component; ++entry) {
      text += action_line(*entry, level);
    }
    if (level) {
      text += movement_lines(workload, *level, costs.storage[index], evaluation.storage[index]);
    } else if (first->component == architecture.compute.name) {
      text += fmt::format("  {} operations = {} pJ\n", evaluation.compute.operations,
                          evaluation.compute.energy_pj);
    }
    first = entry;
  }
  return text;
}

}  // namespace tilewright
