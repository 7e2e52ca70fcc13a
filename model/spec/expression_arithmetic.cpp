#include "model/spec/expression_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "model/spec/checked.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

using Values = std::vector<ExpressionValue>;

double to_double(const ExpressionValue& value) {
  return std::visit([](auto number) { return static_cast<double>(number); }, value);
}

/// The value if it is an integer or a truth value.
std::optional<std::int64_t> to_integer(const ExpressionValue& value) {
  if (std::holds_alternative<double>(value)) return std::nullopt;
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
  return std::get<std::int64_t>(value);
}

struct Integers {
  std::int64_t a;
  std::int64_t b;
};

std::optional<Integers> to_integers(const ExpressionValue& a, const ExpressionValue& b) {
  const auto first = to_integer(a);
  const auto second = to_integer(b);
  if (!first || !second) return std::nullopt;
  return Integers{*first, *second};
}

ExpressionValue finite(double value) {
  if (!std::isfinite(value)) throw Error("the result is no finite number");
  return value;
}

/// The result of one of the operations of checked.hpp, whose faults speak of counts.
template <typename Operation>
ExpressionValue exact(Operation operation, std::int64_t a, std::int64_t b) {
  try {
    return operation(a, b);
  } catch (const Error&) {
    throw Error("the result exceeds 64 bits");
  }
}

/// The integer that a double without a fraction stands for.
ExpressionValue whole(double value) {
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (!(value >= -limit && value < limit)) throw Error("the result exceeds 64 bits");
  return static_cast<std::int64_t>(value);
}

void refuse_zero(const ExpressionValue& divisor) {
  if (to_double(divisor) == 0) throw Error("it divides by 0");
}

template <typename Number>
bool holds(Number a, const std::string& sign, Number b) {
  if (sign == "<") return a < b;
  if (sign == "<=") return a <= b;
  if (sign == ">") return a > b;
  if (sign == ">=") return a >= b;
  return sign == "==" ? a == b : a != b;
}

std::int64_t integer_power(std::int64_t base, std::int64_t exponent) {
  if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
  if (base == -1) return exponent % 2 == 0 ? 1 : -1;
  std::int64_t result = 1;
  for (; exponent > 0; --exponent) result = checked_multiply(result, base);
  return result;
}

/// Rounds, unless it is an integer.
template <double (*round)(double)>
ExpressionValue rounded(const Values& values) {
  const auto integer = to_integer(values[0]);
  return integer ? ExpressionValue(*integer) : whole(round(std::get<double>(values[0])));
}

template <double (*function)(double)>
ExpressionValue of_double(const Values& values) {
  return finite(function(to_double(values[0])));
}

ExpressionValue extreme(const Values& values, const char* sign) {
  ExpressionValue best = values[0];
  for (const ExpressionValue& value : values) {
    if (compare(value, sign, best)) best = value;
  }
  return best;
}

ExpressionValue logarithm(const Values& values) {
  const double value = std::log(to_double(values[0]));
  return finite(values.size() == 1 ? value : value / std::log(to_double(values[1])));
}

struct Function {
  std::size_t fewest_arguments;
  std::size_t most_arguments;
  ExpressionValue (*apply)(const Values&);
};

const std::map<std::string, Function>& functions() {
  constexpr std::size_t many = std::numeric_limits<std::size_t>::max();
  static const std::map<std::string, Function> table = {
      {"abs",
       {1, 1,
        [](const Values& values) {
          const ExpressionValue zero = std::int64_t{0};
          return compare(values[0], "<", zero) ? subtract(zero, values[0]) : add(zero, values[0]);
        }}},
      {"bool", {1, 1, [](const Values& values) { return ExpressionValue(is_true(values[0])); }}},
      {"ceil", {1, 1, rounded<std::ceil>}},
      {"exp", {1, 1, of_double<std::exp>}},
      {"float", {1, 1, [](const Values& values) { return ExpressionValue(to_double(values[0])); }}},
      {"floor", {1, 1, rounded<std::floor>}},
      {"int", {1, 1, rounded<std::trunc>}},
      {"log", {1, 2, logarithm}},
      {"log10", {1, 1, of_double<std::log10>}},
      {"log2", {1, 1, of_double<std::log2>}},
      {"max", {1, many, [](const Values& values) { return extreme(values, ">"); }}},
      {"min", {1, many, [](const Values& values) { return extreme(values, "<"); }}},
      {"pow", {2, 2, [](const Values& values) { return power(values[0], values[1]); }}},
      {"round", {1, 1, rounded<std::nearbyint>}},  // a half goes to the even neighbour
      {"sqrt", {1, 1, of_double<std::sqrt>}}};
  return table;
}

}  // namespace

bool is_true(const ExpressionValue& value) {
  return std::visit([](auto number) { return number != 0; }, value);
}

bool compare(const ExpressionValue& a, const std::string& sign, const ExpressionValue& b) {
  if (const auto both = to_integers(a, b)) return holds(both->a, sign, both->b);
  return holds(to_double(a), sign, to_double(b));
}

ExpressionValue add(const ExpressionValue& a, const ExpressionValue& b) {
  if (const auto both = to_integers(a, b)) return exact(checked_add, both->a, both->b);
  return finite(to_double(a) + to_double(b));
}

ExpressionValue subtract(const ExpressionValue& a, const ExpressionValue& b) {
  const auto both = to_integers(a, b);
  if (!both) return finite(to_double(a) - to_double(b));
  return exact(checked_subtract, both->a, both->b);
}

ExpressionValue multiply(const ExpressionValue& a, const ExpressionValue& b) {
  if (const auto both = to_integers(a, b)) return exact(checked_multiply, both->a, both->b);
  return finite(to_double(a) * to_double(b));
}

ExpressionValue divide(const ExpressionValue& a, const ExpressionValue& b) {
  refuse_zero(b);
  return finite(to_double(a) / to_double(b));
}

ExpressionValue floor_divide(const ExpressionValue& a, const ExpressionValue& b) {
  refuse_zero(b);
  const auto both = to_integers(a, b);
  if (!both) return finite(std::floor(to_double(a) / to_double(b)));
  if (both->b == -1) return subtract(std::int64_t{0}, both->a);
  const bool rounds_up = both->a % both->b != 0 && (both->a < 0) != (both->b < 0);
  return both->a / both->b - (rounds_up ? 1 : 0);
}

ExpressionValue modulo(const ExpressionValue& a, const ExpressionValue& b) {
  return subtract(a, multiply(floor_divide(a, b), b));
}

ExpressionValue power(const ExpressionValue& a, const ExpressionValue& b) {
  const auto both = to_integers(a, b);
  if (both && both->b >= 0) return exact(integer_power, both->a, both->b);
  return finite(std::pow(to_double(a), to_double(b)));
}

ExpressionValue call_function(const std::string& name, const Values& arguments) {
  const auto found = functions().find(name);
  if (found == functions().end()) {
    std::vector<std::string> names = {"len"};
    for (const auto& [known, function] : functions()) names.push_back(known);
    throw Error("there is no function '" + name + "'", suggest(name, names));
  }
  const Function& function = found->second;
  if (arguments.size() < function.fewest_arguments || arguments.size() > function.most_arguments) {
    throw Error(name + "() has " + std::to_string(arguments.size()) + " arguments",
                "give " + std::to_string(function.fewest_arguments));
  }
  return function.apply(arguments);
}

std::string expression_text(const ExpressionValue& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto integer = to_integer(value)) return std::to_string(*integer);
  const double number = std::get<double>(value);
  constexpr double largest_exact = 9007199254740992.0;  // 2^53
  if (number == std::trunc(number) && std::fabs(number) <= largest_exact) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

}  // namespace tilewright::reader
