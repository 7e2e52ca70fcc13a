#pragma once
// The content of `*.map.tensella.txt`: the loop nest as input for the Tenssella compiler.

#include <string>

#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// For each storage level, outermost first: the temporal loops ("t2", the bound of each dimension,
/// the dimensions innermost first) and, if there are any, the spatial ones ("s2", the same, and the
/// number of dimensions minus the number of Y loops). A data space that a level bypasses gives a
/// line "#error ...". Throws Error when the mapping is not even.
std::string tensella_text(const Workload& workload, const Mapping& mapping, int level_count);

}  // namespace tilewright
