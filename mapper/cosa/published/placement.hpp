#pragma once
// A solution of CoSA's program in its own terms, and the Mapping that it stands for.

#include <cstdint>
#include <string>
#include <vector>

#include "mapper/cosa/published/problem.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::cosa {

/// `count` factors `prime` of a dimension's bound, run as loops of one kind at one level.
struct PlacedFactor {
  int dimension = 0;
  std::int64_t prime = 1;
  int level = 0;
  LoopKind kind = LoopKind::temporal;
  int count = 1;

  bool operator==(const PlacedFactor&) const = default;
};

struct Placement {
  std::vector<PlacedFactor> factors;
  std::vector<int> buffer_order;  ///< dimensions at the global buffer's level, innermost first

  bool operator==(const Placement&) const = default;
};

/// The mapping: the factors of a dimension multiplied up at each level, in the order of the
/// dimensions' ids (innermost first), at the global buffer in buffer_order with the rest behind it.
/// Throws Error when a product exceeds 2^63.
Mapping placement_mapping(const Problem& problem, const Placement& placement);

}  // namespace tilewright::cosa
