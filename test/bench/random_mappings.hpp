#pragma once
// Random valid mappings of a layer, the kind that a search goes through.

#include <cstdint>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright::test {

/// `count` random valid mappings; equal seeds give equal mappings. Prime factors go to random loops
/// within the fan-outs; while a buffer overflows, factors inside of it move to the outermost level.
/// Levels keep what the bypass constraints allow. Throws Error when valid mappings are too rare.
std::vector<Mapping> random_valid_mappings(const Spec& spec, std::size_t count, std::uint64_t seed);

}  // namespace tilewright::test
