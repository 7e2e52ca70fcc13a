#pragma once
// HiGHS behind the solver interface. Compiled only when CMake finds HiGHS.

#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

/// Solves with HiGHS within the gap unless a limit comes first.
SolveResult solve_with_highs(const Model& model, const SolveLimits& limits);

}  // namespace tilewright::cosa
