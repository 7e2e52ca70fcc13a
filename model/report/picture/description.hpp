#pragma once
// The picture of a mapping in words, for those who do not see it.

#include <string>

#include "model/report/picture/view.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::picture {

/// Level by level from the outermost, the tiles and the loops: "DRAM: Weights 3, Inputs 18 words;
/// for P in 4 (Weights stays, Inputs slides). ..."
std::string description_of(const MappingView& view, const Workload& workload);

/// "K in 29, last 1": a loop's dimension, its iterations and, if it has a residual, those of the
/// last pass.
std::string range_text(const Loop& loop, const Workload& workload);

/// What a loop with this effect does to a data space; empty for what goes without saying.
std::string effect_text(LoopEffect effect, const DataSpace& data_space, std::int64_t bound);

}  // namespace tilewright::picture
