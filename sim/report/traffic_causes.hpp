#pragma once
// Why the simulator moved other words than the model counts, for the comparison's table.

#include <vector>

#include "sim/report/comparison.hpp"
#include "sim/report/report_input.hpp"

namespace tilewright::sim {

/// The differences of a run's traffic, with their causes. None for a run that ended early. Throws
/// Error as compare_traffic() does.
std::vector<TrafficDifference> traffic_causes(const Report& report);

}  // namespace tilewright::sim
