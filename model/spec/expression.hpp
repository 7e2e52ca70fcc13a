#pragma once
// The expressions that version 0.4 allows in place of numbers: arithmetic on numbers and names,
// with the operators of Python and their meaning.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace tilewright::reader {

/// What an expression gives. In arithmetic, a truth value counts as 0 or 1.
using ExpressionValue = std::variant<bool, std::int64_t, double>;

/// What the names in an expression stand for.
struct ExpressionNames {
  /// The value of `width`, `variables.width` or `shape.1` (for `shape[1]`); absent when there is no
  /// such name.
  std::function<std::optional<ExpressionValue>(const std::string& name)> value;
  /// The number of elements of the list or map that is the argument of len().
  std::function<std::optional<std::int64_t>(const std::string& name)> size;
};

/// Computes numbers, names, + - * / // % **, comparisons, and, or, not, `a if c else b`, and the
/// functions abs, bool, ceil, exp, float, floor, int, len, log, log10, log2, max, min, pow, round
/// and sqrt. Integers are exact. Throws Error, without a place, for all else, and for a result that
/// is no number or does not fit into 64 bits.
ExpressionValue evaluate_expression(const std::string& text, const ExpressionNames& names);

/// The value as it would stand in a file: "16", "0.5", "true". A whole number has no decimal point.
std::string expression_text(const ExpressionValue& value);

}  // namespace tilewright::reader
