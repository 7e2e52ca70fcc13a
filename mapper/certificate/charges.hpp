#pragma once
// What a mapping costs, counted from its loops: for each tensor and each pair of levels that keep
// it, the words that are exchanged.

#include "mapper/certificate/instance.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::certificate {

struct MappingCost {
  Energy energy = 0;
  Count cycles = 0;
  Count exact_cycles = 0;  ///< without the reference's rounding of doubles, which may add one
};

/// Throws Error if the mapping does not belong to the instance or does not fit.
MappingCost cost_of(const Instance& instance, const Mapping& mapping);

}  // namespace tilewright::certificate
