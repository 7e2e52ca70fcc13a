#pragma once
// --pareto energy,delay: all trade-offs of a layer.

#include <atomic>

#include "mapper/exact/exact.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Writes timeloop-mapper.pareto.csv and timeloop-mapper.pareto.N.map.yaml for each point, and
/// prints the table. When `stop` or the time limit ends it, the points so far. Throws NoMapping
/// when there is none.
void run_pareto(const Spec& spec, const CommonOptions& common, const ExactOptions& options,
                const std::atomic<bool>& stop);

}  // namespace tilewright
