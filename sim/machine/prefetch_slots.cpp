#include "sim/machine/prefetch_slots.hpp"

#include <algorithm>
#include <utility>

namespace tilewright::sim {

Prefetch prefetch_of(const StorageLevel& level, const SimulationSection& settings) {
  const auto found = settings.level_prefetch.find(level.name);
  return found == settings.level_prefetch.end() ? settings.prefetch : found->second;
}

std::vector<Slots> prefetch_slots(const Architecture& architecture,
                                  const SimulationSection& settings, const TileFlow& flow) {
  const auto edges = flow.edges();
  std::vector<Slots> slots(edges.size(), Slots::one);
  for (int level = 0; level < architecture.level_count(); ++level) {
    const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(level)];
    const Prefetch prefetch = prefetch_of(storage, settings);
    std::vector<std::pair<std::int64_t, std::size_t>> tiles;  // words, edge
    std::int64_t held = 0;
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      if (edges[edge].child != level) continue;
      const std::int64_t words = flow.tile_words(level, edges[edge].space);
      tiles.emplace_back(words, edge);
      held += words;
    }
    std::sort(tiles.begin(), tiles.end());
    for (const auto& [words, edge] : tiles) {
      if (prefetch == Prefetch::ample) slots[edge] = Slots::unlimited;
      if (prefetch != Prefetch::sized) continue;
      if (storage.size_words && held + words > *storage.size_words) continue;
      held += words;
      slots[edge] = Slots::two;
    }
  }
  return slots;
}

}  // namespace tilewright::sim
