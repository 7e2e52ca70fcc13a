#pragma once
// An input document as text, in the language that it was written in or in the other one. Nothing is
// read or written here.

#include <string>

#include "model/spec/document.hpp"
#include "model/spec/value.hpp"

namespace tilewright {

/// How lists are written that hold only scalars and such lists.
enum class ListStyle { block, inline_brackets };

/// The values as YAML; scalars keep their spelling. Aliases are written out.
std::string yaml_text(const reader::Value& root, ListStyle style);

/// The values in libconfig's own layout. Plain scalars become integers (with an 'L' beyond 32
/// bits), floats, booleans (true and false only) or else strings. Lists become arrays where
/// libconfig allows it. Entries without a value are left out. Throws Error, with the place, for
/// what libconfig cannot say: some keys, tags, and items of a list without a value. The root must
/// be a map.
std::string libconfig_text(const reader::Value& root);

/// The whole document in a language, with the words that Timeloop's versions spell with hyphens or
/// underscores in underscores. Throws Error as the functions above.
std::string convert(const reader::Value& root, reader::Language language);

}  // namespace tilewright
