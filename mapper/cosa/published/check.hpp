#pragma once
// Judges a solution without trusting the solver or the compact program: everything is recomputed
// from the published quadratic form, factor by factor, with each loop of the global buffer's level
// in a rank of its own.

#include <string>

#include "mapper/cosa/published/placement.hpp"

namespace tilewright::cosa {

/// The published objective and its parts, in log2 units.
struct Breakdown {
  double utilization = 0;  ///< sum of the logarithms of the tile sizes below the global buffer
  double compute = 0;      ///< logarithm of the temporal iterations
  double traffic = 0;      ///< sum over the data spaces
  double objective = 0;    ///< weighted sum, to be minimized
};

struct CheckReport {
  std::string failure;  ///< the first rule that is broken; empty: none
  Breakdown breakdown;
};

/// Checks that every prime factor of every bound is placed exactly once on an existing level, that
/// the spatial loops fit into the fan-outs (each dimension along one direction) and the tiles into
/// the capacities (in the published logarithmic form), and recomputes the objective.
CheckReport check_placement(const Problem& problem, const CosaOptions& options,
                            const Placement& placement);

/// Checks that a mapping covers each dimension exactly, keeps what the problem stores, stays within
/// the X and Y fan-outs and has the loops that the placement says. Returns the first rule that is
/// broken, or an empty text.
std::string check_mapping_of(const Problem& problem, const Placement& placement,
                             const Mapping& mapping);

}  // namespace tilewright::cosa
