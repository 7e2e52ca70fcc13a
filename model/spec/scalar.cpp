#include "model/spec/scalar.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace tilewright::reader {

std::optional<ParsedInteger> parse_integer(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint64_t magnitude = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, magnitude, base);
  if (parsed != end || error == std::errc::invalid_argument) return std::nullopt;
  using Limits = std::numeric_limits<std::int64_t>;
  if (error == std::errc::result_out_of_range ||
      magnitude > static_cast<std::uint64_t>(Limits::max())) {
    return ParsedInteger{negative ? Limits::min() : Limits::max(), true};
  }
  const auto value = static_cast<std::int64_t>(magnitude);
  return ParsedInteger{negative ? -value : value, false};
}

std::optional<double> parse_number(const std::string& text) {
  const std::string_view digits =
      !text.empty() && text[0] == '+' ? std::string_view(text).substr(1) : std::string_view(text);
  if (digits == ".inf" || digits == ".Inf" || digits == ".INF") return HUGE_VAL;
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [parsed, error] = std::from_chars(digits.data(), end, value);
  if (parsed == end && error == std::errc() && std::isfinite(value)) return value;
  const auto integer = parse_integer(text);  // hexadecimal
  if (!integer || integer->overflow) return std::nullopt;
  return static_cast<double>(integer->value);
}

std::optional<bool> parse_boolean(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  static const std::set<std::string> yes = {"true", "yes", "on", "y"};
  static const std::set<std::string> no = {"false", "no", "off", "n"};
  if (yes.count(text) > 0) return true;
  if (no.count(text) > 0) return false;
  return std::nullopt;
}

}  // namespace tilewright::reader
