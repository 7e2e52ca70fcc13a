// Expressions of version 0.4: operators, functions, names, and what is wrong with them.

#include <gtest/gtest.h>

#include "model/spec/error.hpp"
#include "model/spec/expression.hpp"

namespace tilewright::reader {
namespace {

/// `width` is 8, `scale` is 0.5, and `list` has 3 elements.
ExpressionNames names() {
  ExpressionNames names;
  names.value = [](const std::string& name) -> std::optional<ExpressionValue> {
    if (name == "width" || name == "variables.width") return std::int64_t{8};
    if (name == "scale") return 0.5;
    if (name == "list.1") return std::int64_t{2};
    if (name == "list.2") return std::int64_t{3};
    return std::nullopt;
  };
  names.size = [](const std::string& name) -> std::optional<std::int64_t> {
    return name == "list" ? std::optional<std::int64_t>(3) : std::nullopt;
  };
  return names;
}

std::string value_of(const std::string& text) {
  return expression_text(evaluate_expression(text, names()));
}

std::string fault_of(const std::string& text) {
  try {
    return "no fault, but " + value_of(text);
  } catch (const Error& error) {
    return error.what();
  }
}

struct Case {
  const char* text;
  const char* expected;
};

TEST(Expressions, FollowPython) {
  for (const Case& test : std::vector<Case>{
           {"2 + 3 * 4", "14"},
           {"(2 + 3) * 4", "20"},
           {"7 - 2 - 1", "4"},
           {"-2 ** 2", "-4"},
           {"2 ** -1", "0.5"},
           {"2 ** 3 ** 2", "512"},
           {"7 / 2", "3.5"},
           {"8 / 2", "4"},
           {"7 // 2", "3"},
           {"-7 // 2", "-4"},
           {"7 // -2", "-4"},
           {"-7 % 3", "2"},
           {"7.5 // 2", "3"},
           {"7.5 % 2", "1.5"},
           {"1e-9", "1e-09"},
           {"1.5e3", "1500"},
           {"+4 - -4", "8"},
           {"3 < 4", "true"},
           {"1 < 2 < 2", "false"},
           {"2 == 2.0", "true"},
           {"1 if 3 != 3 else 2", "2"},
           {"1 if width > 4 else 1 / 0", "1"},
           {"0 or 5", "5"},
           {"0 and 1 / 0", "0"},
           {"not 0", "true"},
           {"True + True", "2"},
           {"width * scale", "4"},
           {"variables.width // 3", "2"},
           {"variables[\"width\"] + variables[ 'width' ]", "16"},
           {"list[1] * list [2]", "6"},
           {"max(1, width, 3)", "8"},
           {"min(width, 2.5)", "2.5"},
           {"ceil(7 / 2) + floor(7 / 2)", "7"},
           {"round(2.5) + round(3.5)", "6"},
           {"round(-0.2)", "0"},
           {"log2(1024)", "10"},
           {"log(8, 2) + log10(100)", "5"},
           {"sqrt(16) + abs(-3) + int(-1.9)", "6"},
           {"pow(2, 10)", "1024"},
           {"len(list) + 1", "4"},
           {"9223372036854775807 - 1", "9223372036854775806"},
           {"float(1) / 3", "0.3333333333333333"},
           {"bool(7)", "true"},
       }) {
    EXPECT_EQ(value_of(test.text), test.expected) << test.text;
  }
}

TEST(Expressions, NameTheFault) {
  for (const Case& test : std::vector<Case>{
           {"depth + 1", "'depth' is not known"},
           {"1 +", "ends too early"},
           {"", "ends too early"},
           {"2 3", "'3' is not understood"},
           {"2x", "'x' is not understood"},
           {"(2", "ends too early"},
           {"[2] * 3", "'[2] * 3' is not understood"},
           {"lambda x: x", "'lambda x: x' is not understood"},
           {"1 if 2", "ends too early"},
           {"list[3]", "'list.3' is not known"},
           {"list[width]", "'width]' is not understood"},
           {"list['a", "ends too early"},
           {"list['a'", "ends too early"},
           {"list['']", "is not understood"},
           {"1 / 0", "divides by 0"},
           {"1 % 0", "divides by 0"},
           {"max()", "has 0 arguments"},
           {"ciel(2)", "did you mean 'ceil'?"},
           {"len(width)", "'width' is no list"},
           {"log(0)", "no finite number"},
           {"sqrt(-1)", "no finite number"},
           {"2 ** 64", "64 bits"},
           {"9223372036854775807 + 1", "64 bits"},
           {"int(1e30)", "64 bits"},
       }) {
    EXPECT_NE(fault_of(test.text).find(test.expected), std::string::npos)
        << test.text << " gives: " << fault_of(test.text);
  }
  EXPECT_NE(fault_of(std::string(200, '(')).find("nested too deeply"), std::string::npos);
  EXPECT_NE(fault_of(std::string(3000, '1')).find("longer than"), std::string::npos);
}

}  // namespace
}  // namespace tilewright::reader
