#pragma once
// Sections that several files have. Version 0.4 puts them together; all else refuses them.

#include "model/spec/value.hpp"

namespace tilewright::reader {

/// Empties `tree.repeated()` into the sections of the same name. Their keys are put together, and
/// so are lists of constraints, of component classes and of nodes. Throws Error for values that
/// differ, and for any repeated section when the input has no architecture with `nodes`.
void combine_repeated_sections(ValueTree& tree);

}  // namespace tilewright::reader
