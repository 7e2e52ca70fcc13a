#pragma once
// The input of a golden case, written in another way that means the same.

#include <string>

namespace tilewright::test {

/// The file in libconfig.
std::string as_libconfig(const std::string& file);

/// The file in the style of Timeloop's first releases: the architecture as lists, innermost level
/// first, instead of a tree, and words with hyphens ('word-bits', 'linear-pruned').
std::string as_hyphenated_lists(const std::string& file);

}  // namespace tilewright::test
