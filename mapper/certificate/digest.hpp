#pragma once
// Digests that show changes, not made to withstand an adversary: 64-bit FNV-1a.

#include <cstdint>
#include <string>
#include <string_view>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

std::uint64_t digest(std::string_view bytes);

/// Appends a number's bytes.
void append(std::string& bytes, Count value);
void append_energy(std::string& bytes, Energy energy);

/// Of all that the checker knows of an instance.
std::uint64_t digest(const Instance& instance);

}  // namespace tilewright::certificate
