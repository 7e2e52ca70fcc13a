#pragma once
// Exact integer arithmetic: an overflow is an Error, never a wrapped number.

#include <cstdint>

#include "model/spec/error.hpp"

namespace tilewright {

/// Throws the Error that "a operation b" exceeds 64 bits. Apart from the arithmetic, so that this
/// stays small where it is inlined.
[[noreturn]] void throw_overflow(std::int64_t a, const char* operation, std::int64_t b);

/// a * b. Throws Error when the product does not fit into 64 bits.
inline std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) throw_overflow(a, "*", b);
  return product;
}

/// a + b. Throws Error when the sum does not fit into 64 bits.
inline std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw_overflow(a, "+", b);
  return sum;
}

/// a - b. Throws Error when the difference does not fit into 64 bits.
inline std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) throw_overflow(a, "-", b);
  return difference;
}

/// a * b / c, rounded down, for a, b >= 0 and c > 0; the product may exceed 64 bits. Throws Error
/// when the result does not fit.
inline std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return product / c;
  __extension__ using Wide = __int128;
  const Wide quotient = Wide{a} * b / c;
  if (quotient > INT64_MAX) throw_overflow(a, "*", b);
  return static_cast<std::int64_t>(quotient);
}

/// Smallest integer >= a / b, for a >= 0 and b > 0.
inline std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

}  // namespace tilewright
