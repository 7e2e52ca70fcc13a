#include "model/spec/expression.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>
#include <vector>

#include "model/spec/error.hpp"
#include "model/spec/expression_arithmetic.hpp"

namespace tilewright::reader {

namespace {

constexpr int deepest_nesting = 100;
constexpr std::size_t longest_text = 2000;

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_name_start(char letter) {
  return std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}
bool is_name_part(char letter) { return is_name_start(letter) || is_digit(letter); }

/// A part of the expression that is computed when it is needed, so that the branch of a condition
/// that is not taken cannot fail.
using Part = std::function<ExpressionValue()>;

/// Recursive descent, one function for each level of Python's precedence.
class ExpressionParser {
 public:
  ExpressionParser(const std::string& text, const ExpressionNames& names)
      : text_(text), names_(names) {}

  Part parse() {
    Part whole = parse_conditional();
    skip_space();
    if (position_ < text_.size()) fail_here();
    return whole;
  }

 private:
  void skip_space() {
    while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_]))) {
      ++position_;
    }
  }

  [[noreturn]] void fail_here() const {
    const std::string rest = text_.substr(position_);
    throw Error(rest.empty() ? "it ends too early" : "'" + rest + "' is not understood");
  }

  /// Takes an operator that does not go on with one of the letters `not_before`.
  bool take(std::string_view sign, std::string_view not_before = {}) {
    skip_space();
    const std::string_view rest = std::string_view(text_).substr(position_);
    if (rest.substr(0, sign.size()) != sign) return false;
    const bool longer =
        rest.size() > sign.size() && not_before.find(rest[sign.size()]) != std::string_view::npos;
    if (!longer) position_ += sign.size();
    return !longer;
  }

  bool take_word(std::string_view word) {
    skip_space();
    if (peek_name() != word) return false;
    position_ += word.size();
    return true;
  }

  void require(std::string_view sign) {
    if (!take(sign)) fail_here();
  }

  std::string_view peek_name() const {
    std::size_t end = position_;
    if (end == text_.size() || !is_name_start(text_[end])) return {};
    while (end < text_.size() && is_name_part(text_[end])) ++end;
    return std::string_view(text_).substr(position_, end - position_);
  }

  /// Guards what can contain itself.
  template <typename Parse>
  Part nested(Parse parse) {
    if (++depth_ > deepest_nesting) throw Error("it is nested too deeply");
    Part part = parse();
    --depth_;
    return part;
  }

  Part parse_conditional() {
    return nested([&] {
      Part value = parse_or();
      if (!take_word("if")) return value;
      Part condition = parse_or();
      if (!take_word("else")) fail_here();
      Part other = parse_conditional();
      return Part([value, condition, other] { return is_true(condition()) ? value() : other(); });
    });
  }

  Part parse_or() {
    Part left = parse_and();
    while (take_word("or")) {
      left = [left, right = parse_and()] {
        const ExpressionValue value = left();
        return is_true(value) ? value : right();
      };
    }
    return left;
  }

  Part parse_and() {
    Part left = parse_not();
    while (take_word("and")) {
      left = [left, right = parse_not()] {
        const ExpressionValue value = left();
        return is_true(value) ? right() : value;
      };
    }
    return left;
  }

  Part parse_not() {
    if (!take_word("not")) return parse_comparison();
    return nested(
        [&] { return Part([part = parse_not()] { return ExpressionValue(!is_true(part())); }); });
  }

  std::optional<std::string> take_comparison() {
    for (const char* sign : {"<=", ">=", "==", "!=", "<", ">"}) {
      if (take(sign)) return sign;
    }
    return std::nullopt;
  }

  /// `a < b < c` is `a < b and b < c`.
  Part parse_comparison() {
    Part first = parse_sum();
    std::vector<std::pair<std::string, Part>> others;
    while (const auto sign = take_comparison()) others.emplace_back(*sign, parse_sum());
    if (others.empty()) return first;
    return [first, others] {
      ExpressionValue left = first();
      for (const auto& [sign, part] : others) {
        const ExpressionValue right = part();
        if (!compare(left, sign, right)) return ExpressionValue(false);
        left = right;
      }
      return ExpressionValue(true);
    };
  }

  using Operation = ExpressionValue (*)(const ExpressionValue&, const ExpressionValue&);

  static Part binary(Operation operation, Part left, Part right) {
    return [operation, left = std::move(left), right = std::move(right)] {
      const ExpressionValue value = left();
      return operation(value, right());
    };
  }

  Part parse_sum() {
    Part left = parse_product();
    while (true) {
      if (take("+")) {
        left = binary(add, left, parse_product());
      } else if (take("-")) {
        left = binary(subtract, left, parse_product());
      } else {
        return left;
      }
    }
  }

  Part parse_product() {
    Part left = parse_sign();
    while (true) {
      if (take("*", "*")) {
        left = binary(multiply, left, parse_sign());
      } else if (take("//")) {
        left = binary(floor_divide, left, parse_sign());
      } else if (take("/")) {
        left = binary(divide, left, parse_sign());
      } else if (take("%")) {
        left = binary(modulo, left, parse_sign());
      } else {
        return left;
      }
    }
  }

  Part parse_sign() {
    return nested([&] {
      if (take("-")) {
        return Part([part = parse_sign()] { return subtract(std::int64_t{0}, part()); });
      }
      if (take("+")) {
        return Part([part = parse_sign()] { return add(std::int64_t{0}, part()); });
      }
      Part base = parse_atom();
      return take("**") ? binary(power, base, parse_sign()) : base;
    });
  }

  Part parse_atom() {
    skip_space();
    if (take("(")) {
      Part part = parse_conditional();
      require(")");
      return part;
    }
    if (position_ == text_.size()) fail_here();
    if (is_digit(text_[position_]) || text_[position_] == '.') return parse_number();
    if (!is_name_start(text_[position_])) fail_here();
    return parse_name();
  }

  static Part constant(const ExpressionValue& value) {
    return [value] { return value; };
  }

  Part parse_number() {
    const char* begin = text_.data() + position_;
    const char* end = text_.data() + text_.size();
    double number = 0;
    const auto as_number = std::from_chars(begin, end, number);
    if (as_number.ec != std::errc()) fail_here();
    std::int64_t integer = 0;
    const auto as_integer = std::from_chars(begin, end, integer);
    const bool is_integer = as_integer.ptr == as_number.ptr && as_integer.ec == std::errc();
    position_ += static_cast<std::size_t>(as_number.ptr - begin);
    if (!peek_name().empty()) fail_here();
    return constant(is_integer ? ExpressionValue(integer) : ExpressionValue(number));
  }

  /// "width", "variables.width", or 'buffer.attributes["width"]', which is buffer.attributes.width.
  std::string take_path() {
    std::string path = take_name();
    while (true) {
      if (take(".")) {
        path += '.' + take_name();
      } else if (take("[")) {
        path += '.' + take_subscript();
      } else {
        return path;
      }
    }
  }

  std::string take_name() {
    std::string name(peek_name());
    if (name.empty()) fail_here();
    position_ += name.size();
    return name;
  }

  /// A key in quotes or the number of an element, and the bracket behind it.
  std::string take_subscript() {
    skip_space();
    const std::size_t start = position_;
    std::string subscript;
    if (take("\"") || take("'")) {
      const std::size_t end = text_.find(text_[position_ - 1], position_);
      subscript = text_.substr(position_, end - position_);
      position_ = std::min(end, text_.size() - 1) + 1;
    } else {
      while (position_ < text_.size() && is_digit(text_[position_])) ++position_;
      subscript = text_.substr(start, position_ - start);
    }
    if (subscript.empty()) fail_here();
    require("]");
    return subscript;
  }

  Part parse_name() {
    const std::size_t start = position_;
    const std::string name = take_path();
    static const std::vector<std::string> keywords = {"if", "else", "and", "or", "not", "lambda"};
    if (std::find(keywords.begin(), keywords.end(), name) != keywords.end()) {
      position_ = start;
      fail_here();
    }
    if (take("(")) return parse_call(name);
    if (name == "True" || name == "true") return constant(true);
    if (name == "False" || name == "false") return constant(false);
    return [name, &names = names_] {
      if (const auto value = names.value(name)) return *value;
      throw Error("'" + name + "' is not known", "define it in 'variables'");
    };
  }

  Part parse_call(const std::string& name) {
    if (name == "len") return parse_size();
    std::vector<Part> arguments;
    if (!take(")")) {
      do {
        arguments.push_back(parse_conditional());
      } while (take(","));
      require(")");
    }
    return [name, arguments] {
      std::vector<ExpressionValue> values;
      values.reserve(arguments.size());
      for (const Part& argument : arguments) values.push_back(argument());
      return call_function(name, values);
    };
  }

  Part parse_size() {
    skip_space();
    const std::string name = take_path();
    require(")");
    return [name, &names = names_] {
      if (const auto size = names.size(name)) return ExpressionValue(*size);
      throw Error("'" + name + "' is no list or map that is known");
    };
  }

  const std::string& text_;
  const ExpressionNames& names_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace

ExpressionValue evaluate_expression(const std::string& text, const ExpressionNames& names) {
  if (text.size() > longest_text) {
    throw Error("it is longer than " + std::to_string(longest_text) + " characters");
  }
  return ExpressionParser(text, names).parse()();
}

}  // namespace tilewright::reader
