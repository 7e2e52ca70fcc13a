#pragma once
// How a result is told: the texts of Timeloop's output files, and JSON. Nothing is written here.

#include <string>

#include "model/cost/evaluator.hpp"
#include "model/spec/value.hpp"

namespace tilewright {

/// The content of `*.stats.txt`. With a mapping, each level lists its loops, as the file did until
/// June 2024.
std::string stats_text(const Workload& workload, const Architecture& architecture,
                       const CostTable& costs, const Evaluation& evaluation,
                       const Mapping* mapping = nullptr);

/// The content of `*.map.txt`: the loop nest with the tiles that each level holds.
std::string map_text(const Workload& workload, const Architecture& architecture,
                     const Mapping& mapping, const Evaluation& evaluation);

/// The content of `*.map.yaml`: a `mapping:` that tilewright-model and Timeloop read. Residuals of
/// imperfect factors are kept ("M29,1"); Timeloop's own writer loses them.
std::string map_yaml(const Workload& workload, const Architecture& architecture,
                     const Mapping& mapping);

/// The content of `*.map.cfg`: the libconfig input with the mapping in the place of `mapper` and
/// `mapspace`, for tilewright-model and Timeloop. Residuals are kept as in map_yaml().
std::string map_cfg(const reader::ValueTree& input, const Workload& workload,
                    const Architecture& architecture, const Mapping& mapping);

/// The workload as a `problem:` with a shape of its own.
std::string problem_yaml(const Workload& workload);

/// "Utilization = 0.52 | pJ/Compute = 1638.830 | Cycles = 1380".
std::string summary_line(const Evaluation& evaluation);

/// The whole evaluation as a JSON object (2 blanks indent, keys in a fixed order). With
/// `explain_energy`, a list "energies" says where each energy comes from.
std::string evaluation_json(const Workload& workload, const Architecture& architecture,
                            const CostTable& costs, const Mapping& mapping,
                            const Evaluation& evaluation, bool explain_energy = false);

}  // namespace tilewright
