#pragma once
// Exact integer arithmetic: an overflow is an Error, never a wrapped number.

#include <cstdint>

#include "model/spec/error.hpp"

namespace tilewright {

/// a * b. Throws Error when the product does not fit into 64 bits.
inline std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) {
    throw Error("a count exceeds 2^63: " + std::to_string(a) + " * " + std::to_string(b),
                "reduce the problem's bounds");
  }
  return product;
}

/// a + b. Throws Error when the sum does not fit into 64 bits.
inline std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    throw Error("a count exceeds 2^63: " + std::to_string(a) + " + " + std::to_string(b),
                "reduce the problem's bounds");
  }
  return sum;
}

/// a * b / c, rounded down, for a, b >= 0 and c > 0; the product may exceed 64 bits. Throws Error
/// when the result does not fit.
inline std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c) {
  __extension__ using Wide = __int128;
  const Wide quotient = Wide{a} * b / c;
  if (quotient > INT64_MAX) {
    throw Error("a count exceeds 2^63: " + std::to_string(a) + " * " + std::to_string(b) + " / " +
                    std::to_string(c),
                "reduce the problem's bounds");
  }
  return static_cast<std::int64_t>(quotient);
}

/// Smallest integer >= a / b, for a >= 0 and b > 0.
inline std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

}  // namespace tilewright
