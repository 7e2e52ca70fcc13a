#pragma once
// The check of a requested byte range.

#include <cstdint>

#include "model/spec/checked.hpp"
#include "model/spec/error.hpp"

namespace tilewright::sim {

/// One past the last byte of the range. Throws Error unless the address is >= 0 and the size >= 1.
inline std::int64_t range_end(std::int64_t address_bytes, std::int64_t size_bytes) {
  if (address_bytes < 0 || size_bytes < 1) {
    throw Error("an access of " + std::to_string(size_bytes) + " bytes at address " +
                    std::to_string(address_bytes),
                "addresses are at least 0 and sizes at least 1 byte");
  }
  return checked_add(address_bytes, size_bytes);
}

}  // namespace tilewright::sim
