#pragma once
// The DRAM that the settings ask for.

#include <memory>

#include "model/spec/simulation_section.hpp"
#include "sim/dram/dram.hpp"

namespace tilewright::sim {

/// Null for an ideal DRAM without parameters: only the level's ports limit it. Throws Error for an
/// unknown preset or parameter, or values that make no sense.
std::unique_ptr<Dram> choose_dram(const SimulationSection& settings, Engine& engine,
                                  DramListener& listener);

}  // namespace tilewright::sim
