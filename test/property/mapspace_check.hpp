#pragma once
// Does a mapping satisfy the constraints? Written against MappingConstraints and the problem only.

#include <cstdint>
#include <string>

#include "model/spec/spec.hpp"

namespace tilewright::test {

/// What is wrong with the mapping: the first constraint, fan-out, capacity or bound that it does
/// not keep. Empty when all is well. `max_temporal_loops` <= 0: no limit.
std::string find_fault(const Spec& spec, const Mapping& mapping, std::int64_t max_temporal_loops);

}  // namespace tilewright::test
