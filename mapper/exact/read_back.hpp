#pragma once
// From the last label of a program to the mapping.

#include "mapper/exact/label_store.hpp"
#include "mapper/exact/problem.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::exact {

/// The loops and kept data spaces on the way to `label`. Loops of a dimension that were placed in
/// parts become one, in the place of the innermost part.
Mapping read_back(const Problem& problem, const LabelStore& labels, std::uint32_t label);

}  // namespace tilewright::exact
