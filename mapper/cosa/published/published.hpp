#pragma once
// The published formulation of CoSA's program, from the input to a mapping: solved to proven
// optimality, and checked by code that does not trust the solver.

#include "mapper/cosa/cosa.hpp"
#include "mapper/cosa/options.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::cosa {

/// Fills `result` but for its time. Throws Error when the `partition` option is not valid.
void map_published(const Spec& spec, const CosaOptions& options, CosaResult& result);

}  // namespace tilewright::cosa
