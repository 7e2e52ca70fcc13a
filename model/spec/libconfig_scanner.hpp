#pragma once
// A first pass over libconfig text, before the library parses it. It finds what the library does
// not tell (columns, the spelling of numbers), and refuses with a place what version 1.5 of the
// library takes without a word: numbers that do not fit, duplicate keys that differ in '-' and '_',
// nesting without limit, included folders. Knows tokens and brackets, not the grammar.

#include <string>
#include <vector>

#include "model/spec/document.hpp"

namespace tilewright::reader {

struct LibconfigText {
  /// The name of a setting or the first token of a value.
  struct Token {
    Place place;
    std::string number;  ///< as spelled, without the 'L' of 64-bit integers; empty for the rest
  };

  std::string text;                ///< included files stand in the place of their @include
  std::vector<Place> line_places;  ///< of each line of `text`
  std::vector<Token> tokens;       ///< in the order of the text
};

/// Scans the document and the files that it includes. Their paths count from the current folder,
/// as in Timeloop; a file that is not there is looked for beside the one that includes it.
/// Throws Error for what the header's top names, strings, comments and brackets without an end,
/// words without quotes, files that cannot be read, and files that include themselves.
LibconfigText scan_libconfig(const Document& document);

}  // namespace tilewright::reader
