#pragma once
// The lines that a search logs, as Timeloop words them.

#include <cstdint>
#include <string>

#include "model/cost/evaluation.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// "[  0] Utilization = 0.50 | pJ/Compute =   12.345 | L1[WIO] C4 - L0[W] K2X  | Cycles = 128";
/// with `percent`, as Timeloop logs mappings that are no improvement, "Utilization = 50.000% |
/// ...".
std::string mapping_line(int thread, const Workload& workload, const Mapping& mapping,
                         const Evaluation& evaluation, bool percent);

/// The block, "=== Summary ===" and so on, that DOSA's tools read from the standard output of their
/// Timeloop for each mapping that it tries.
std::string result_lines(const Workload& workload, const Mapping& mapping,
                         const Evaluation& evaluation, double area_um2);

/// "[  0] STATEMENT: 50 valid mappings found, terminating search."
std::string statement_line(int thread, const std::string& reason);

/// The mapping in one line, outermost level first.
std::string compact_text(const Workload& workload, const Mapping& mapping);

}  // namespace tilewright
