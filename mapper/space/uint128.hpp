#pragma once
// 128-bit integers for the sizes of mapspaces and the numbers of their members.

#include <optional>
#include <string>

namespace tilewright {

// NOLINTNEXTLINE(readability-identifier-naming): named like std::uint64_t
__extension__ using uint128 = unsigned __int128;

/// a * b, or nothing when the product needs more than 128 bits.
inline std::optional<uint128> multiply(uint128 a, uint128 b) {
  uint128 product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// Decimal digits.
std::string to_text(uint128 number);

}  // namespace tilewright
