#pragma once
// Exact fractions for the coefficients of the exact mapper.

#include <cstdint>
#include <numeric>

#include "model/spec/checked.hpp"

namespace tilewright::exact {

/// A positive fraction in lowest terms.
struct Rational {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  bool operator==(const Rational&) const = default;
};

/// Throws Error when a part of the result exceeds 64 bits.
inline Rational operator*(Rational a, Rational b) {
  const std::int64_t left = std::gcd(a.numerator, b.denominator);
  const std::int64_t right = std::gcd(b.numerator, a.denominator);
  return {checked_multiply(a.numerator / left, b.numerator / right),
          checked_multiply(a.denominator / right, b.denominator / left)};
}

inline Rational operator/(Rational a, Rational b) {
  return a * Rational{b.denominator, b.numerator};
}

}  // namespace tilewright::exact
