#pragma once
// A first mapping, so that the programs can leave out what costs more: simulated annealing on the
// Evaluator, from the best of a few random mappings. Deterministic.

#include <cstdint>
#include <optional>

#include "mapper/exact/objective.hpp"
#include "mapper/exact/problem.hpp"

namespace tilewright::exact {

/// The best of about `tries` mappings; nothing if none was found to be valid.
std::optional<Mapping> find_incumbent(const Problem& problem, const Objective& objective,
                                      std::uint64_t tries);

}  // namespace tilewright::exact
