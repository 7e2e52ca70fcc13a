#pragma once
// COIN-OR CBC behind the solver interface.

#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

/// Solves with CBC within the gap unless a limit comes first.
SolveResult solve_with_cbc(const Model& model, const SolveLimits& limits);

}  // namespace tilewright::cosa
