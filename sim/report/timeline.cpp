#include "sim/report/timeline.hpp"
namespace tilewright::sim {
std::string timeline_svg(const SimulationResult&) { return "<svg/>\n"; }
}  // namespace tilewright::sim
