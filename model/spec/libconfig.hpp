#pragma once
// Parses libconfig text (Timeloop's *.cfg) into a ValueTree. The only header whose source knows
// libconfig++.

#include "model/spec/document.hpp"
#include "model/spec/value.hpp"

namespace tilewright::reader {

/// Parses the document. Groups become maps, lists and arrays become lists; integers become decimal
/// text, floats keep their spelling, strings are `quoted`. Throws Error for syntax errors and for
/// what scan_libconfig (libconfig_scanner.hpp) refuses.
ValueTree parse_libconfig(const Document& document);

}  // namespace tilewright::reader
