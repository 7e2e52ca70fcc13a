#pragma once
// Which data spaces the levels keep, where the constraints leave that open.
//
// For given keep bits the relaxation is nearly the optimum, and takes milliseconds. So the bits are
// found by local search over relaxations: flip one bit, or pass it from one data space to another
// of the level, as long as that lowers the bound.

#include <optional>

#include "mapper/cosa/improved/program.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa::improved {

/// The bits; nothing if no bits that were tried have a mapping. Deterministic.
std::optional<Keep> choose_keep(const Facts& facts, const Weights& weights,
                                const SolverBackend& solver);

}  // namespace tilewright::cosa::improved
