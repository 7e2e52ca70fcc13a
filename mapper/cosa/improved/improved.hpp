#pragma once
// The improved formulation of CoSA's program, from the input to a mapping.

#include "mapper/cosa/cosa.hpp"
#include "mapper/cosa/options.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::cosa::improved {

/// Fills `result` but for its time. Throws Error for constraints that it does not cover.
void map(const Spec& spec, const CosaOptions& options, CosaResult& result);

}  // namespace tilewright::cosa::improved
