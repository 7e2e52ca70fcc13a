#pragma once
// CoSA on a layer and its padded versions.

#include "mapper/cosa/cosa.hpp"
#include "mapper/space/padding.hpp"

namespace tilewright {

struct CosaPaddingResult : PaddedLayer {
  /// Of the best problem, but for its time and counts, which are those of all problems, and its
  /// bound, which holds for all of them; where none has a mapping, of the layer itself.
  CosaResult result;
};

/// The mapping that the model finds best among those of the layer and all its padded versions; of
/// equally good ones that with the fewest operations. The time limit counts for all of the work.
/// Takes the improved formulation. Throws Error when there are too many versions, and as
/// map_with_cosa() does where no version can be mapped at all.
CosaPaddingResult map_padded_with_cosa(const Spec& spec, double most_percent,
                                       const CosaOptions& options);

}  // namespace tilewright
