// What the programs only bound from below. Each of these functions names what it relaxes.

#include <algorithm>

#include "mapper/exact/problem.hpp"

namespace tilewright::exact {

namespace {

DataSpaceMask only(int space) { return DataSpaceMask{1} << space; }

}  // namespace

bool Problem::allows(const Mapping& mapping) const {
  const std::int64_t most_loops = spec.mapper.max_temporal_loops;
  if (most_loops <= 0 && spec.constraints.min_utilization <= 0) return true;
  std::int64_t temporal_loops = 0;
  std::int64_t units = 1;
  for (const LevelNest& level : to_level_nests(mapping, level_count())) {
    temporal_loops += static_cast<std::int64_t>(level.temporal.size());
    for (const Loop& loop : level.spatial) units *= loop.bound;
  }
  return (most_loops <= 0 || temporal_loops <= most_loops) &&
         (!per_instance ||
          std::find(unit_counts.begin(), unit_counts.end(), units) != unit_counts.end());
}

void Problem::relax_accesses(int level, int space) {
  Level& description = levels[static_cast<std::size_t>(level)];
  description.uncounted |= only(space);
  description.network_uncounted |= only(space);
}

void Problem::relax_loops() {
  if (spec.mapper.max_temporal_loops <= 0) return;
  relaxations.emplace_back("the number of temporal loops (max_temporal_loops_in_a_mapping)");
}

// A level that passes accesses through changes what the others see.
void Problem::relax_coalescing() {
  for (int space = 0; space < space_count(); ++space) {
    const bool passes = std::any_of(levels.begin(), levels.end(), [space](const Level& level) {
      return contains(level.directives.no_coalesce, space);
    });
    if (!passes) continue;
    relaxations.push_back("accesses to " + data_spaces[static_cast<std::size_t>(space)].name +
                          " (no_coalesce)");
    for (int level = 0; level < level_count(); ++level) relax_accesses(level, space);
  }
}

// Instances that forward words to each other share tiles: they read and receive less.
void Problem::relax_distribution() {
  for (int index = 0; index < level_count(); ++index) {
    const StorageLevel& storage = spec.architecture.storage[static_cast<std::size_t>(index)];
    if (storage.network.type != NetworkType::many_to_many) continue;
    relaxations.push_back("accesses to " + storage.name + " and the networks around it (M:N)");
    for (int space = 0; space < space_count(); ++space) {
      relax_accesses(index, space);
      if (index + 1 == level_count()) continue;
      levels[static_cast<std::size_t>(index) + 1].network_uncounted |= only(space);
    }
  }
}

// Partial sums travel twice where the level above cannot add, but for the first ones. What the
// first ones are must be known when the words are counted.
void Problem::relax_networks() {
  for (std::size_t index = 0; index < levels.size(); ++index) {
    Level& level = levels[index];
    const StorageLevel& storage = spec.architecture.storage[index];
    if (!level.network_costs || storage.reduction_supported) continue;
    for (int space = 0; space < space_count(); ++space) {
      if (!spaces[static_cast<std::size_t>(space)].read_write) continue;
      if (!contains(level.may_keep, space)) continue;
      const bool kept_inside =
          std::any_of(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(index),
                      [space](const Level& inner) { return contains(inner.always_keep, space); });
      if (kept_inside && contains(level.always_keep, space)) continue;
      level.network_uncounted |= only(space);
      relaxations.push_back("energy of partial sums in the network below " + storage.name);
    }
  }
}

// Routers that words pass are counted in whole ones, cut off, and of words that come through a
// level without being kept there, rounding errors decide on the last one. These are the Evaluator's
// with one such level, but not for paths that place a dimension twice (docs/exact.md, section 3).
void Problem::relax_routers() {
  for (std::size_t index = 1; index < levels.size(); ++index) {
    if (costs.networks[index].router_energy_pj == 0) continue;
    const DataSpaceMask passing = all_data_spaces(space_count()) & ~levels[index - 1].always_keep;
    if (passing == 0) continue;
    if (index > 1) levels[index].routers_uncertain = passing & ~levels[index - 2].always_keep;
    relaxations.push_back("routers below " + spec.architecture.storage[index].name +
                          ", whose numbers rounding errors decide on");
  }
}

}  // namespace tilewright::exact
