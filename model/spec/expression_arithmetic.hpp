#pragma once
// What the operators and functions of expressions do (expression.hpp). Integers stay exact; as soon
// as a double takes part, and in a / b, the result is a double. All throw Error, without a place,
// for a division by 0, a result that is no number, and an integer that does not fit into 64 bits.

#include <string>
#include <vector>

#include "model/spec/expression.hpp"

namespace tilewright::reader {

/// True for all but 0 and false.
bool is_true(const ExpressionValue& value);

/// `sign` is one of < <= > >= == !=.
bool compare(const ExpressionValue& a, const std::string& sign, const ExpressionValue& b);

ExpressionValue add(const ExpressionValue& a, const ExpressionValue& b);
ExpressionValue subtract(const ExpressionValue& a, const ExpressionValue& b);
ExpressionValue multiply(const ExpressionValue& a, const ExpressionValue& b);
/// A double, also of integers.
ExpressionValue divide(const ExpressionValue& a, const ExpressionValue& b);
/// Rounded towards minus infinity.
ExpressionValue floor_divide(const ExpressionValue& a, const ExpressionValue& b);
/// a - floor_divide(a, b) * b, which has the sign of b.
ExpressionValue modulo(const ExpressionValue& a, const ExpressionValue& b);
/// An integer for integers with b >= 0.
ExpressionValue power(const ExpressionValue& a, const ExpressionValue& b);

/// The functions of expression.hpp but for len. Throws Error for an unknown name and a wrong number
/// of arguments.
ExpressionValue call_function(const std::string& name,
                              const std::vector<ExpressionValue>& arguments);

}  // namespace tilewright::reader
