#pragma once
// Writes a node tree, whose macros are replaced, as the sections that it stands for.

#include "model/spec/nodes_reader.hpp"
#include "model/spec/nodes_tree.hpp"

namespace tilewright::reader {

/// Fills all but `tree`, which holds what is new. Throws Error for a tree whose last component is
/// no compute unit, and for a fan-out directly below a `!Parallel`.
void emit_sections(const ArchNode& root, const Workload& workload, LoweredNodes& lowered);

}  // namespace tilewright::reader
