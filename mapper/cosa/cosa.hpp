#pragma once
// CoSA's mapper: a mixed-integer program that optimizes factors, spatial loops and the loop order
// at the global buffer at once, solved to proven optimality, and checked by code that does not
// trust the solver. Source: Huang et al., "CoSA: Scheduling by Constrained Optimization for Spatial
// Accelerators", ISCA 2021; docs/cosa.md.

#include <string>
#include <string_view>

#include "mapper/cosa/check.hpp"
#include "mapper/cosa/options.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

enum class CosaStatus {
  optimal,         ///< the mapping's objective is proven to be the least
  feasible,        ///< the time limit came first: the best mapping so far, and a bound
  infeasible,      ///< no mapping exists; `reason` says why
  no_solution,     ///< the time limit came before any mapping
  internal_error,  ///< the solver failed, or its solution did not pass the check
};

/// "optimal", "feasible", "infeasible", "no solution" or "internal error".
std::string_view to_text(CosaStatus status);

/// A mapping with what is claimed of it. Objectives are in log2 units; less is better.
struct CosaResult {
  CosaStatus status = CosaStatus::internal_error;
  std::string reason;    ///< why there is no mapping; empty when there is one
  Mapping mapping;       ///< set when has_mapping()
  double objective = 0;  ///< recomputed by the checker
  double bound = 0;      ///< no mapping has a lesser objective
  bool proven_optimal = false;
  double solve_seconds = 0;  ///< wall time of building, solving and checking
  long nodes = 0;            ///< of the solver's search tree
  int columns = 0;           ///< of the program
  int rows = 0;
  std::string_view solver;
  cosa::Breakdown breakdown;

  bool has_mapping() const {
    return status == CosaStatus::optimal || status == CosaStatus::feasible;
  }
};

/// Maps a layer. Throws Error when an option is not valid. The mapping fits the buffers as the
/// program approximates them; whether it really fits is for the Evaluator to say.
CosaResult map_with_cosa(const Spec& spec, const CosaOptions& options = {});

}  // namespace tilewright
