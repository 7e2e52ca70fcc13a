#include <fmt/format.h>

#include "model/report/report.hpp"
#include "model/report/stats_sections.hpp"

namespace tilewright {

namespace {

std::string level_heading(int number) { return fmt::format("Level {}\n-------\n", number); }

std::string levels_part(const StatsInput& input) {
  std::string text = "Buffer and Arithmetic Levels\n----------------------------\n";
  // The compute units have no accesses: they are told about when they take energy.
  if (input.evaluation.compute.energy_pj != 0) text += level_heading(0) + compute_section(input);
  for (int level = 0; level < input.architecture.level_count(); ++level) {
    const StorageEvaluation& storage = input.evaluation.storage[level];
    if (storage.accesses == 0 && storage.energy_pj == 0) continue;
    text += level_heading(level + 1) + storage_section(input, level);
  }
  return text;
}

std::string networks_part(const StatsInput& input) {
  std::string text = "Networks\n--------\n";
  int number = 0;
  for (const int level : networks_by_name(input.architecture)) {
    if (input.evaluation.networks[level].energy_pj == 0) continue;
    text += fmt::format("Network {}\n---------\n", number++) + network_section(input, level);
  }
  return text;
}

}  // namespace

std::string stats_text(const Workload& workload, const Architecture& architecture,
                       const CostTable& costs, const Evaluation& evaluation,
                       const Mapping* mapping) {
  StatsInput input{workload, architecture, costs, evaluation};
  if (mapping) input.loops = to_level_nests(*mapping, architecture.level_count());
  return levels_part(input) + networks_part(input) + "\n" + operational_intensity_section(input) +
         "\n\n" + summary_section(input) + "\n";
}

std::string summary_line(const Evaluation& evaluation) {
  const double pj_per_compute =
      evaluation.energy_pj / static_cast<double>(evaluation.compute.operations);
  return fmt::format("Utilization = {:4.2f} | pJ/Compute = {:8.3f} | Cycles = {}",
                     evaluation.utilization, pj_per_compute, evaluation.cycles);
}

}  // namespace tilewright
