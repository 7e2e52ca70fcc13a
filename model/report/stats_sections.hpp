#pragma once
// The parts of stats.txt, in the order of the file. Each function returns its lines, with the blank
// line that ends them. Levels and networks that nothing uses are left out, as Timeloop does.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// What all parts are told about: one mapping's result and what it was evaluated for.
struct StatsInput {
  const Workload& workload;
  const Architecture& architecture;
  const CostTable& costs;
  const Evaluation& evaluation;
  std::vector<LevelNest> loops = {};  ///< to be listed, by storage level; empty: none are
};

/// "PAT" (the built-in tables), "ERT", "user" or "none".
std::string_view energy_source_text(EnergySource source);

/// Energy of one access, in pJ; NaN (as in Timeloop's file) when instances are in use without any.
double energy_per_access_pj(const DataMovement& moved);

/// The largest number of children that a record delivers a word to at once; 0 without records.
std::int64_t largest_multicast(const std::vector<AccessRecord>& records);

/// The compute units: "=== MAC ===" and what follows.
std::string compute_section(const StatsInput& input);

/// One storage level.
std::string storage_section(const StatsInput& input, int level);

/// The network from storage level `level` inwards.
std::string network_section(const StatsInput& input, int level);

/// Multiplications and additions of the layer: an addition for each multiplication but the first
/// of each output word. Unsigned, as in Timeloop's file.
std::uint64_t total_operations(const StatsInput& input);

/// Operations per byte, of the whole layer and at each storage level.
std::string operational_intensity_section(const StatsInput& input);

/// Throughput, utilization, cycles, energy, and the energy per multiplication by component.
std::string summary_section(const StatsInput& input);

}  // namespace tilewright
