#pragma once
// HiGHS behind the solver interface. Compiled only when CMake finds HiGHS.

#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

/// Solves with HiGHS to a gap of 0 unless the time limit (wall seconds, 0: none) comes first.
SolveResult solve_with_highs(const Model& model, double time_limit_seconds);

}  // namespace tilewright::cosa
