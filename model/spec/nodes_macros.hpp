#pragma once
// Replaces the macros of a node tree by the constraints that they stand for, in the front end's
// order.

#include "model/spec/nodes_tree.hpp"

namespace tilewright::reader {

/// factors_only, no_iteration_over_dataspaces, must_iterate_over_dataspaces, keep_only, bypass_only
/// and maximize_dims. Throws Error where the result contradicts other constraints.
void apply_macros(ArchNode& root, const Workload& workload);

/// In a `!Parallel`, a data space goes through one branch: all other branches bypass it. Throws
/// Error for a data space that two branches keep, or none.
void bypass_other_branches(ArchNode& root, const Workload& workload);

/// Puts dimensions whose factor or bound is 1 innermost, where their place does not matter, so that
/// a search does not try them elsewhere. After apply_macros.
void fix_order_of_unit_dimensions(ArchNode& root, const Workload& workload);

}  // namespace tilewright::reader
