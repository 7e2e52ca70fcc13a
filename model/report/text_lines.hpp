#pragma once
// Building blocks of the text reports: numbers as Timeloop prints them, and blocks of
// "label : value" lines. Nothing is rounded before it is printed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilewright {

/// Two digits after the point ("1638.83"), correctly rounded from the binary value.
std::string fixed_text(double value);

/// A fraction as a percentage: 0.5217 is "52.17%".
std::string percent_text(double fraction);

/// The value, or "-" where the user gave none.
std::string optional_text(const std::optional<std::int64_t>& value);
std::string optional_text(const std::optional<double>& value);

/// "1,234,567" of "1234567", "-1,234.50" of "-1234.50".
std::string with_separators(std::string number);

/// Appends lines "<indent><label padded to width>: <value>" to a text.
class LabelledLines {
 public:
  /// `text` must outlive the object; `indent` and `label_width` count characters.
  LabelledLines(std::string& text, int indent, int label_width)
      : text_(text), indent_(indent), label_width_(label_width) {}

  void add(std::string_view label, std::string_view value);
  void add_integer(std::string_view label, std::int64_t value);
  /// `unit` is appended after a blank when it is not empty.
  void add_real(std::string_view label, double value, std::string_view unit = {});

 private:
  std::string& text_;
  int indent_;
  int label_width_;
};

}  // namespace tilewright
