#pragma once
// What all reports of a simulation are made of.

#include "model/cost/cost_table.hpp"
#include "sim/simulation.hpp"

namespace tilewright::sim {

/// A simulation and what was simulated. All but the costs must outlive it.
struct Report {
  const Spec& spec;
  const Mapping& mapping;
  const SimulationSection& settings;
  CostTable costs;
  const SimulationResult& result;
};

/// The cause of a cycle share that is no stall.
inline constexpr std::string_view compute_cause = "compute";

/// The largest share of the time but "compute"; null when there is none.
inline const TimeShare* largest_stall(const SimulationResult& result) {
  for (const TimeShare& share : result.time) {
    if (share.cause != compute_cause && share.cycles > 0) return &share;
  }
  return nullptr;
}

/// Simulated cycles per cycle of the model; 0 where the model has none.
inline double cycle_ratio(const SimulationResult& result) {
  if (result.model.cycles == 0) return 0;
  return static_cast<double>(result.cycles) / static_cast<double>(result.model.cycles);
}

/// `part` of `whole` in percent; 0 of nothing.
inline double percent_of(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

}  // namespace tilewright::sim
