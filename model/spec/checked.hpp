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

/// Smallest integer >= a / b, for a >= 0 and b > 0.
inline std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

}  // namespace tilewright
