#pragma once
// The exact mapper on a layer and its padded versions.

#include "mapper/exact/exact.hpp"
#include "mapper/space/padding.hpp"

namespace tilewright {

struct PaddingResult : PaddedLayer {
  /// Of the best problem. Proven, and its lower bound, over all problems together. Infeasible when
  /// none has a valid mapping.
  ExactResult result;
};

/// The best mapping over the layer and all its padded versions. Of equally good ones, the one with
/// the fewest operations, then with the smaller bounds, first dimensions first. The limits of
/// `options` count for all of the work. Throws Error when there are too many versions, and as
/// find_exact_mapping() does where no version can be mapped at all.
PaddingResult find_padded_mapping(const Spec& spec, double most_percent,
                                  const ExactOptions& options);

}  // namespace tilewright
