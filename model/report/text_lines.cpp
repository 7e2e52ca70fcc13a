#include "model/report/text_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tilewright {

std::string fixed_text(double value) { return fmt::format("{:.2f}", value); }

std::string percent_text(double fraction) { return fixed_text(fraction * 100.0) + "%"; }

std::string optional_text(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : "-";
}

std::string optional_text(const std::optional<double>& value) {
  return value ? fixed_text(*value) : "-";
}

std::string with_separators(std::string number) {
  const std::size_t first_digit = number.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(number.find('.'), number.size());
  for (std::size_t at = point; at > first_digit + 3; at -= 3) number.insert(at - 3, ",");
  return number;
}

void LabelledLines::add(std::string_view label, std::string_view value) {
  const std::size_t width = std::max(label.size(), static_cast<std::size_t>(label_width_));
  text_.append(static_cast<std::size_t>(indent_), ' ').append(label);
  text_.append(width - label.size(), ' ').append(": ").append(value).append("\n");
}

void LabelledLines::add_integer(std::string_view label, std::int64_t value) {
  add(label, std::to_string(value));
}

void LabelledLines::add_real(std::string_view label, double value, std::string_view unit) {
  std::string number = fixed_text(value);
  if (!unit.empty()) number.append(" ").append(unit);
  add(label, number);
}

}  // namespace tilewright
