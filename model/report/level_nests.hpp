#pragma once
// The loops of each level as Timeloop keeps them, for the reports that list them.

#include <string>
#include <vector>

#include "model/spec/mapping.hpp"

namespace tilewright {

/// One nest per storage level, without loops of bound 1; but a level without temporal loops has
/// one of bound 1, over the last dimension. Throws Error when the mapping is not even.
std::vector<LevelNest> reported_nests(const Mapping& mapping, const Workload& workload,
                                      int level_count);

/// "for K in [0:29,1) (Spatial-X)".
std::string loop_text(const Workload& workload, const Loop& loop);

}  // namespace tilewright
