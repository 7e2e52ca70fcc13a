#include "model/spec/spelling.hpp"

#include <algorithm>
#include <cctype>

namespace tilewright::reader {

namespace {

/// Longer words are not compared: they are no misspelt names, and the comparison is quadratic.
constexpr std::size_t longest_compared_word = 64;

std::string lower_case(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return lower;
}

/// The candidate with the fewest edits, with that number.
std::optional<std::pair<std::string, int>> closest(std::string_view word,
                                                   const std::vector<std::string>& candidates) {
  std::optional<std::pair<std::string, int>> best;
  if (word.size() > longest_compared_word) return best;
  for (const std::string& candidate : candidates) {
    const int distance = lower_case(word) == lower_case(candidate)
                             ? 0
                             : edit_distance(normalized_key(word), normalized_key(candidate));
    if (!best || distance < best->second) best = {candidate, distance};
  }
  return best;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  const bool fits = text.size() <= longest;
  return "'" + std::string(text.substr(0, longest)) + (fits ? "'" : "...'");
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> distance(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) distance[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) distance[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replace = distance[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
      }
    }
  }
  return distance[a.size()][b.size()];
}

std::string normalized_key(std::string_view key) {
  std::string normalized(key);
  std::replace(normalized.begin(), normalized.end(), '-', '_');
  return normalized;
}

std::optional<std::string> near_miss(std::string_view word,
                                     const std::vector<std::string>& candidates) {
  const auto best = closest(word, candidates);
  if (!best) return std::nullopt;
  const std::size_t length = std::max(word.size(), best->first.size());
  const int tolerated = length >= 8 ? 2 : length >= 5 ? 1 : 0;
  if (best->second > tolerated) return std::nullopt;
  return best->first;
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const auto best = closest(word, candidates);
  if (best && best->second <= std::max(1, static_cast<int>(best->first.size()) / 3) &&
      best->second < static_cast<int>(best->first.size())) {
    return "did you mean '" + best->first + "'?";
  }
  return "known names are " + join(candidates);
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace tilewright::reader
