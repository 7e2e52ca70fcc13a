#pragma once
// How a simulation is told: stats.txt, JSON and the summary line. Nothing is written here.

#include <optional>
#include <string>

#include "sim/report/comparison.hpp"
#include "sim/report/report_input.hpp"

namespace tilewright::sim {

/// The content of tilewright-sim.stats.txt: the model's layout with the simulated counts, cycles
/// and energy, and then what only a simulation knows.
std::string simulation_stats_text(const Report& report);

/// "Cycles = 5400 (model 4800, x 1.12) | largest stall = port of GlobalBuffer, 400 cycles (7.4 %) |
/// ...".
std::string simulation_summary_line(const SimulationResult& result);

/// Everything as a JSON object (2 blanks indent, keys in a fixed order), with the comparison where
/// there is one.
std::string simulation_json(const Report& report, const std::optional<Comparison>& comparison,
                            bool explain_energy = false);

}  // namespace tilewright::sim
