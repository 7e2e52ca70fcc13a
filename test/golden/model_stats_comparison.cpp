#include "test/golden/model_stats_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <vector>

namespace tilewright::test {

namespace {

// One line: what stands before the first ':' or '=', the numbers after it, and the rest of the
// text.
struct StatsLine {
  std::string label;
  std::vector<std::string> numbers;
  std::string text;
};

std::string trimmed(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The first ':' or '=' that is followed by a blank.
std::size_t separator(const std::string& line) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if ((line[i] == ':' || line[i] == '=') && line[i + 1] == ' ') return i;
  }
  return std::string::npos;
}

std::vector<StatsLine> parse(const std::string& content) {
  static const std::regex number(R"([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)");
  std::vector<StatsLine> lines;
  std::istringstream stream(content);
  for (std::string raw; std::getline(stream, raw);) {
    const std::string line = trimmed(raw);
    if (line.find_first_not_of('-') == std::string::npos) continue;
    const std::size_t at = separator(line);
    StatsLine parsed;
    parsed.label = trimmed(line.substr(0, at));
    const std::string rest = at == std::string::npos ? "" : trimmed(line.substr(at + 1));
    for (std::sregex_iterator it(rest.begin(), rest.end(), number), end; it != end; ++it) {
      parsed.numbers.push_back(it->str());
    }
    parsed.text = std::regex_replace(rest, number, "#");
    lines.push_back(parsed);
  }
  return lines;
}

// The value of the last printed digit: 0.01 for "1.25", 1e-05 for "1.25e-03".
double last_digit(const std::string& number) {
  const std::size_t exponent = number.find('e');
  const std::string mantissa = number.substr(0, exponent);
  const std::size_t point = mantissa.find('.');
  const auto digits = point == std::string::npos ? 0 : mantissa.size() - point - 1;
  const double scale =
      exponent == std::string::npos ? 0 : std::strtod(number.c_str() + exponent + 1, nullptr);
  return std::pow(10.0, scale - static_cast<double>(digits));
}

bool same_number(const std::string& got, const std::string& reference) {
  if (got == reference) return true;
  const double x = std::strtod(got.c_str(), nullptr);
  const double y = std::strtod(reference.c_str(), nullptr);
  if (reference.find_first_of(".e") == std::string::npos) return x == y;
  const double distance = std::abs(x - y);
  return distance <= 1.01 * last_digit(reference) || distance <= 1e-9 * std::abs(y);
}

bool same_line(const StatsLine& got, const StatsLine& reference) {
  return got.text == reference.text &&
         std::equal(got.numbers.begin(), got.numbers.end(), reference.numbers.begin(),
                    reference.numbers.end(), same_number);
}

}  // namespace

std::string stats_differences(const std::string& got, const std::string& reference) {
  const std::vector<StatsLine> ours = parse(got);
  const std::vector<StatsLine> theirs = parse(reference);
  std::string found;
  if (ours.size() != theirs.size()) {
    found += fmt::format("{} lines, the reference has {}\n", ours.size(), theirs.size());
  }
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    if (ours[i].label != theirs[i].label) {
      return found +
             fmt::format("line '{}', the reference has '{}'\n", ours[i].label, theirs[i].label);
    }
    if (!same_line(ours[i], theirs[i])) {
      found += fmt::format("{}: {} ({}), the reference has {} ({})\n", theirs[i].label,
                           fmt::join(ours[i].numbers, " "), ours[i].text,
                           fmt::join(theirs[i].numbers, " "), theirs[i].text);
    }
  }
  return found;
}

}  // namespace tilewright::test
