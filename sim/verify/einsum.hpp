#pragma once
// The numbers of the functional mode, and the einsum evaluated directly on them.

#include <cstdint>
#include <vector>

#include "model/spec/workload.hpp"
#include "sim/verify/tensor_layout.hpp"

namespace tilewright::sim {

/// The value of word `number` of input `space`: -8 to 8, never 0.
inline std::int64_t input_value(std::uint64_t seed, int space, std::int64_t number) {
  std::uint64_t hash = seed * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(space);
  hash = (hash ^ static_cast<std::uint64_t>(number)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 31U)) * 0x94D049BB133111EBULL;
  const auto value = static_cast<std::int64_t>(hash >> 61U) + 1;
  return (hash >> 60U & 1U) != 0 ? value : -value;
}

/// The results, by data space (empty for inputs) and word number: for each operation, the product
/// of its words of all inputs is added to its word of each result. `layouts` by data space.
std::vector<std::vector<std::int64_t>> evaluate_einsum(const Workload& workload,
                                                       const std::vector<TensorLayout>& layouts,
                                                       std::uint64_t seed);

}  // namespace tilewright::sim
