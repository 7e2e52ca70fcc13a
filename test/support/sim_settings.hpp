#pragma once
// Settings of machines that are played event by event, and the cases that allow them.

#include <optional>
#include <string>

#include "sim/simulation.hpp"

namespace tilewright::test {

inline SimulationSection with_mesh(SimulationSection settings, const std::string& level = {}) {
  NetworkSection mesh;
  mesh.level = level;
  mesh.kind = NetworkKind::mesh;
  settings.networks = {mesh};
  return settings;
}

inline SimulationSection with_dram(SimulationSection settings) {
  settings.dram.preset = "DDR4-2400";
  return settings;
}

/// What the machine of events does not play: several instances outside of the nodes, operands that
/// come from there one by one, a single level.
inline bool beyond_events(const Error& error) {
  for (const char* reason : {"stands outside of the network's nodes and has",
                             "to the compute units with every operation",
                             "there is only one storage level", "the innermost level"}) {
    if (error.problem().find(reason) != std::string::npos) return true;
  }
  return false;
}

/// The run, or nothing where the machine of events does not play the case.
inline std::optional<sim::SimulationResult> play_events(const Spec& spec,
                                                        const SimulationSection& settings,
                                                        bool skip = true) {
  sim::SimulationLimits limits;
  limits.skip = skip;
  try {
    return sim::simulate(spec, *spec.mapping, settings, limits);
  } catch (const Error& error) {
    if (beyond_events(error)) return std::nullopt;
    throw;
  }
}

}  // namespace tilewright::test
