#pragma once
// COIN-OR CBC behind the solver interface.

#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

/// Solves with CBC to a gap of 0 unless the time limit (wall seconds, 0: none) comes first.
SolveResult solve_with_cbc(const Model& model, double time_limit_seconds);

}  // namespace tilewright::cosa
