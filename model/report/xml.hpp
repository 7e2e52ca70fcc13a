#pragma once
// The content of `*.map+stats.xml`: the evaluation with the element names and the nesting of
// Timeloop's file, all numbers in full.

#include <string>

#include "model/cost/evaluator.hpp"

namespace tilewright {

/// Numbers of single instances and data spaces, as in stats.txt, but not rounded. Three
/// differences from Timeloop's file: the document is closed in any case (timeloop-model of 2025
/// leaves its root element open), the problem's bounds appear under their old name `bounds_`, too,
/// and the bypass bits of unused data spaces for timeloop-model, too.
/// Throws Error when the mapping is not even.
std::string map_stats_xml(const Workload& workload, const Architecture& architecture,
                          const CostTable& costs, const Mapping& mapping,
                          const Evaluation& evaluation);

}  // namespace tilewright
