#include "sim/report/traffic_causes.hpp"

#include <cmath>

#include "sim/report/traffic_differences.hpp"

namespace tilewright::sim {

namespace {

std::int64_t simulated_words(const Traffic& traffic, Quantity quantity) {
  switch (quantity) {
    case Quantity::reads:
      return traffic.reads;
    case Quantity::fills:
      return traffic.fills;
    case Quantity::updates:
      return traffic.updates;
  }
  return 0;
}

}  // namespace

std::vector<TrafficDifference> traffic_causes(const Report& report) {
  std::vector<TrafficDifference> differences;
  const SimulationResult& result = report.result;
  if (!result.finished) return differences;
  const Spec& spec = report.spec;
  for (const TrafficField& field :
       compare_traffic(spec.workload, spec.architecture, report.mapping, result.model)) {
    const auto level = static_cast<std::size_t>(field.level);
    const auto space = static_cast<std::size_t>(field.space);
    const double instances = result.model.storage[level].data_spaces[space].utilized_instances;
    const auto words = [&](double per_instance) {
      return static_cast<std::int64_t>(std::llround(per_instance * instances));
    };
    TrafficDifference difference;
    difference.level = field.level;
    difference.space = field.space;
    difference.quantity = std::string(name_of(field.quantity));
    difference.model = words(static_cast<double>(field.model));
    difference.simulated = simulated_words(result.traffic[level][space], field.quantity);
    std::int64_t left = difference.simulated - difference.model;
    if (left == 0) continue;
    for (const Attribution& cause : field.causes) {
      // The ladder goes from the exact count to the model's; the table the other way.
      const std::int64_t share = -words(cause.words);
      difference.causes.push_back({std::string(name_of(cause.cause)), share});
      left -= share;
    }
    // Compute units hold nothing that they could pass on, and in a mesh the parent serves everyone.
    const std::int64_t links = difference.simulated - words(field.simulated);
    if (links != 0) {
      difference.causes.push_back({"links not played", links});
      left -= links;
    }
    // A field's numbers are rounded per instance.
    if (std::abs(static_cast<double>(left)) > instances) {
      difference.causes.push_back({std::string(name_of(Cause::unexplained)), left});
    } else if (left != 0 && !difference.causes.empty()) {
      difference.causes.back().words += left;
    }
    if (!difference.causes.empty()) differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace tilewright::sim
