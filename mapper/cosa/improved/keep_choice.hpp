#pragma once
// Which data spaces the levels keep, where the constraints leave that open.
//
// For given keep bits the relaxation is nearly the optimum, and takes milliseconds. So the bits are
// found by local search over relaxations: flip one bit, or pass it to another data space of the
// level or to the next level, as long as that lowers the bound.

#include <optional>

#include "mapper/cosa/clock.hpp"
#include "mapper/cosa/improved/program.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa::improved {

/// The bits, the best ones so far when the time is over; nothing if no bits that were tried have a
/// mapping. Deterministic without a time limit.
std::optional<Keep> choose_keep(const Facts& facts, const Weights& weights,
                                const SolverBackend& solver, const Clock& clock);

}  // namespace tilewright::cosa::improved
