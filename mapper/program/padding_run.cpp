#include "mapper/program/padding_run.hpp"

#include <fmt/format.h>

#include "mapper/program/exact_solve.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

void check_input(const Spec& spec) {
  if (!spec.libconfig_input) return;
  throw Error("--pad takes no libconfig input", "convert it: tilewright-model --convert yaml");
}

}  // namespace

PaddingResult solve_padded(const Spec& spec, double most_percent, ExactOptions options,
                           const std::atomic<bool>& stop) {
  check_input(spec);
  const SolvingMeter meter(options, stop);
  return find_padded_mapping(spec, most_percent, options);
}

CosaPaddingResult map_padded(const Spec& spec, double most_percent, const CosaOptions& options) {
  check_input(spec);
  return map_padded_with_cosa(spec, most_percent, options);
}

Padding padding_of(const Spec& spec, const PaddedLayer& result) {
  Padding padding;
  const Workload& layer = spec.workload;
  const Workload& padded = result.spec.workload;
  for (std::size_t d = 0; d < layer.dimensions.size(); ++d) {
    padding.dimensions.push_back({layer.dimensions[d], layer.bounds[d], padded.bounds[d]});
  }
  padding.operations = layer.operation_count();
  padding.padded_operations = padded.operation_count();
  padding.problems = result.problems;
  padding.solved = result.solved;
  return padding;
}

std::string padding_line(const Padding& padding) {
  std::string changes;
  for (const Padding::Dimension& dimension : padding.dimensions) {
    if (dimension.bound == dimension.padded) continue;
    changes += fmt::format("{}{} {} -> {}", changes.empty() ? "" : ", ", dimension.name,
                           dimension.bound, dimension.padded);
  }
  const double added = static_cast<double>(padding.padded_operations - padding.operations) /
                       static_cast<double>(padding.padded_operations);
  return fmt::format(
      "Padding: {} | {:.1f} % of the operations are padding | best of {} problems "
      "({} solved)",
      changes.empty() ? "none is better" : changes, 100 * added, padding.problems, padding.solved);
}

nlohmann::ordered_json padding_json(const Padding& padding) {
  nlohmann::ordered_json bounds = nlohmann::ordered_json::object();
  nlohmann::ordered_json padded = nlohmann::ordered_json::object();
  for (const Padding::Dimension& dimension : padding.dimensions) {
    bounds[dimension.name] = dimension.bound;
    padded[dimension.name] = dimension.padded;
  }
  return {{"bounds", bounds},
          {"padded_bounds", padded},
          {"operations", padding.operations},
          {"padded_operations", padding.padded_operations},
          {"problems", padding.problems},
          {"problems_solved", padding.solved}};
}

OutputFile problem_file(const Spec& spec) {
  return {"timeloop-mapper.problem.yaml", problem_yaml(spec.workload)};
}

}  // namespace tilewright
