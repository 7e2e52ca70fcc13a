#pragma once
// Words in errors: how they are quoted, and which one did the user mean?

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilewright::reader {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
/// (Damerau-Levenshtein distance, optimal string alignment).
int edit_distance(std::string_view a, std::string_view b);

/// The user's text as messages show it: in quotes, and cut off when it is very long.
std::string in_quotes(std::string_view text);

/// The key as it is compared: '-' and '_' are the same.
std::string normalized_key(std::string_view key);

/// The candidate that `word` is a misspelling of: equal but for the case of letters, one edit away
/// (words of 5 letters or more), or two edits away (8 letters or more).
std::optional<std::string> near_miss(std::string_view word,
                                     const std::vector<std::string>& candidates);

/// Advice for an unknown name: "did you mean 'Weights'?", or "known names are A, B".
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

/// The names of a sequence of named things (levels, data spaces, ...).
template <typename Sequence>
std::vector<std::string> names_of(const Sequence& things) {
  std::vector<std::string> names;
  names.reserve(things.size());
  for (const auto& thing : things) names.push_back(thing.name);
  return names;
}

/// "A, B, C".
std::string join(const std::vector<std::string>& words);

}  // namespace tilewright::reader
