#pragma once
// From the text of the input files to its tree, in either language.

#include "model/spec/document.hpp"
#include "model/spec/value.hpp"

namespace tilewright::reader {

/// Parses the document in its language; the root is a map. Sections that several files
/// have are combined (repeated_sections.hpp). Throws Error for what is not valid.
ValueTree parse(const Document& document);

}  // namespace tilewright::reader
