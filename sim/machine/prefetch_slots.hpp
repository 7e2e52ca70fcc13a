#pragma once
// Where the next tile may come while the present one is used.

#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/simulation_section.hpp"
#include "sim/flow/tile_flow.hpp"
#include "sim/phase/phase_model.hpp"

namespace tilewright::sim {

/// The level's own setting, else the section's.
Prefetch prefetch_of(const StorageLevel& level, const SimulationSection& settings);

/// Slots by edge, for the room in the edge's child. `sized`: what a level's tiles leave of its size
/// is given to next tiles, the smallest first; a level without a size has room for all.
std::vector<Slots> prefetch_slots(const Architecture& architecture,
                                  const SimulationSection& settings, const TileFlow& flow);

}  // namespace tilewright::sim
