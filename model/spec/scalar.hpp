#pragma once
// What the text of a scalar says, if it is read as a number or as a boolean. Nothing is thrown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilewright::reader {

struct ParsedInteger {
  std::int64_t value = 0;
  bool overflow = false;  ///< the value is the limit that it is beyond
};

/// An integer in the bases that Timeloop's reader takes: decimal, 0x hexadecimal, 0 octal. Absent
/// when the text is none.
std::optional<ParsedInteger> parse_integer(std::string_view text);

/// A number, also an integer or ".inf". Absent when the text is none or out of range.
std::optional<double> parse_number(const std::string& text);

/// true, yes, on, y and their opposites in any case.
std::optional<bool> parse_boolean(std::string text);

}  // namespace tilewright::reader
