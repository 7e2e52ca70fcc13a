#pragma once
// Parses YAML into a ValueTree. The only file that knows yaml-cpp.

#include "model/spec/document.hpp"
#include "model/spec/value.hpp"

namespace tilewright::reader {

/// Parses the document, whose root must be a map, or else a list. Throws Error for syntax errors,
/// duplicate keys
/// ('-' and '_' count as equal), anchors that contain themselves, and nesting deeper than 100.
/// A merge key (`<<: *anchor`) adds the entries that the map does not have itself.
ValueTree parse_yaml(const Document& document, Value::Kind root = Value::Kind::map);

}  // namespace tilewright::reader
