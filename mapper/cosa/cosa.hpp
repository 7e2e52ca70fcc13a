#pragma once
// CoSA's mapper: a mixed-integer program that optimizes factors, spatial loops and loop orders at
// once. Two formulations: the published one, whose objective is a weighted sum of logarithms, and
// the improved one, whose objective is the model's energy, delay or energy-delay product. Source:
// Huang et al., "CoSA: Scheduling by Constrained Optimization for Spatial Accelerators", ISCA 2021;
// docs/cosa.md.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapper/cosa/options.hpp"
#include "mapper/cosa/published/check.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

enum class CosaStatus {
  optimal,         ///< the objective is proven to be the least (improved: to within the gap)
  feasible,        ///< a limit came first: the best mapping so far, and a bound
  infeasible,      ///< no mapping exists; `reason` says why
  no_solution,     ///< the time limit came before any mapping
  internal_error,  ///< the solver failed, or its solution did not pass the check
};

/// "optimal", "feasible", "infeasible", "no solution" or "internal error".
std::string_view to_text(CosaStatus status);

/// Names and values, in a fixed order.
using CosaParts = std::vector<std::pair<std::string, double>>;

/// A mapping with what is claimed of it. Less is better. Objectives of the published formulation
/// are in log2 units, those of the improved one in the unit of what it minimizes: as the program
/// has it, which is near what the model says of the mapping.
struct CosaResult {
  CosaStatus status = CosaStatus::internal_error;
  std::string reason;    ///< why there is no mapping; empty when there is one
  Mapping mapping;       ///< set when has_mapping()
  double objective = 0;  ///< recomputed from the mapping (published) or the program's sums
  double bound = 0;      ///< no mapping has a lesser objective
  std::string_view objective_unit = "log2";
  bool proven_optimal = false;
  double solve_seconds = 0;  ///< wall time of building, solving and checking
  int evaluations = 0;       ///< mappings that the model evaluated on the way
  int rounds = 0;            ///< integer programs solved
  long nodes = 0;            ///< of the solver's search trees
  int columns = 0;           ///< of the program
  int rows = 0;
  std::string_view solver;
  cosa::Breakdown breakdown;  ///< published

  CosaParts energy_parts_pj;       ///< improved: by level and compute unit
  CosaParts latency_parts_cycles;  ///< improved: limits; the latency is the largest
  double program_energy_pj = 0;
  double program_latency_cycles = 0;

  bool has_mapping() const {
    return status == CosaStatus::optimal || status == CosaStatus::feasible;
  }
};

/// Maps a layer. Throws Error when an option is not valid, or when the input has constraints that
/// the improved formulation does not cover. Mappings of the improved formulation are valid; those
/// of the published one fit the buffers as its program approximates them, and whether they really
/// fit is for the Evaluator to say.
CosaResult map_with_cosa(const Spec& spec, const CosaOptions& options = {});

}  // namespace tilewright
