#pragma once
// Bounds such as 7, 13 or 55 have few divisors and leave units idle. Rounded up to richer ones, the
// layer does more operations, which all count, and may still cost less.

#include <cstdint>
#include <vector>

#include "mapper/exact/exact.hpp"

namespace tilewright {

/// The bound, and each greater one up to `most_percent` above it that has more divisors than all
/// from the bound to there.
std::vector<std::int64_t> padded_bounds(std::int64_t bound, double most_percent);

struct PaddingResult {
  /// Of the best problem. Proven, and its lower bound, over all problems together. Infeasible when
  /// none has a valid mapping.
  ExactResult result;
  Spec spec;                  ///< with the bounds of the best problem
  std::int64_t problems = 0;  ///< all combinations of padded_bounds() of the dimensions
  std::int64_t solved = 0;    ///< of these, the ones that a simple bound did not rule out
  std::int64_t refused = 0;   ///< of these, the ones that contradict the constraints
};

/// The best mapping over the layer and all its padded versions. Of equally good ones, the one with
/// the fewest operations, then with the smaller bounds, first dimensions first. The limits of
/// `options` count for all of the work. Throws Error when there are too many versions, and as
/// find_exact_mapping() does where no version can be mapped at all.
PaddingResult find_padded_mapping(const Spec& spec, double most_percent,
                                  const ExactOptions& options);

}  // namespace tilewright
