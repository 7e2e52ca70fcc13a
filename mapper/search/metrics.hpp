#pragma once
// When is one mapping better than another? Timeloop's rule for a list of metrics.

#include <vector>

#include "model/cost/evaluation.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

/// The value of each metric; lower is better.
void find_costs(const std::vector<Metric>& metrics, const Evaluation& evaluation,
                std::vector<double>& costs);

/// Compares costs metric by metric. The first metric that differs by more than 0.1 % of the
/// incumbent's decides; when none does, the first. Equal costs keep the incumbent.
bool is_better(const std::vector<double>& candidate, const std::vector<double>& incumbent);

/// The candidate is not better, but no metric differs by more than 0.1 % of the incumbent's.
bool is_tie(const std::vector<double>& candidate, const std::vector<double>& incumbent);

}  // namespace tilewright
