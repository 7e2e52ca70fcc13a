#pragma once
// Which data spaces the levels keep, where the constraints leave that open.
//
// For given keep bits the relaxation is nearly the optimum, and takes milliseconds. So the bits are
// found by local search over relaxations, from the most, from the least, and from single data
// spaces that can be kept: flip one bit, pass it to another data space of the level or to the next
// level, at last choose all levels of one data space anew, as long as that lowers the bound.

#include <vector>

#include "mapper/cosa/clock.hpp"
#include "mapper/cosa/improved/program.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa::improved {

/// The local optima, the lowest bound first: at most six, since the bound is
/// not the optimum.
/// Nothing if no bits that were tried have a mapping. Deterministic without a time limit.
std::vector<Keep> choose_keep(const Facts& facts, const Weights& weights,
                              const SolverBackend& solver, const Clock& clock);

}  // namespace tilewright::cosa::improved
