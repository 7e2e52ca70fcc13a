#pragma once
// How much a document says when its aliases are written out: a few lines of aliases within aliases
// can stand for billions of values, or for values nested without end.

#include "model/spec/value.hpp"

namespace tilewright::reader {

/// No value may be nested deeper, whether by aliases or in the text itself.
inline constexpr int deepest_nesting = 100;

/// Throws Error, with the place of the value, when a value stands for more than a million values,
/// or for values nested more than `deepest_nesting` deep.
void check_extent(const Value& root);

}  // namespace tilewright::reader
