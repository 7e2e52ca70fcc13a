#pragma once
// The files that every program writes for an evaluated mapping.

#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/report/output.hpp"

namespace tilewright {

/// Named "<prefix>.stats.txt" and so on, in the layout of the year that the evaluator follows;
/// docs/user-guide.md, section Outputs, lists them. Throws Error when the mapping is not even.
std::vector<OutputFile> result_files(const std::string& prefix, const Spec& spec,
                                     const Evaluator& evaluator, const Mapping& mapping,
                                     const Evaluation& evaluation);

/// Of these, the energy and area tables, which no mapping changes.
std::vector<OutputFile> table_files(const std::string& prefix, const Spec& spec,
                                    const CostTable& costs);

}  // namespace tilewright
