#pragma once
// `maximize_dims`: chooses factors that fill a fan-out, greedily.

#include <cstdint>
#include <vector>

namespace tilewright::reader {

/// The factor of each of `sizes` whose product fills `capacity` best: prime factors of a size, or,
/// for a size beyond the capacity, ceil(size / passes) in as few passes as possible. Best is the
/// largest average use of the capacity; of equally good ones, the first found counts.
std::vector<std::int64_t> fill_capacity(const std::vector<std::int64_t>& sizes,
                                        std::int64_t capacity);

}  // namespace tilewright::reader
