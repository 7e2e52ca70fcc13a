#include "model/report/result_files.hpp"

#include "model/report/report.hpp"
#include "model/report/tables.hpp"
#include "model/report/tensella.hpp"
#include "model/report/xml.hpp"

namespace tilewright {

std::vector<OutputFile> result_files(const std::string& prefix, const Spec& spec,
                                     const Evaluator& evaluator, const Mapping& mapping,
                                     const Evaluation& evaluation) {
  const Workload& workload = spec.workload;
  const Architecture& architecture = spec.architecture;
  const CostTable& costs = evaluator.costs();
  const bool lists_loops = evaluator.options().timeloop == TimeloopYear::y2024;
  std::vector<OutputFile> files;
  // Pushed one by one: an initializer list would copy every text.
  const auto add = [&](const char* ending, std::string text) {
    files.push_back({prefix + ending, std::move(text)});
  };
  add(".stats.txt",
      stats_text(workload, architecture, costs, evaluation, lists_loops ? &mapping : nullptr));
  add(".map.txt", map_text(workload, architecture, mapping, evaluation));
  add(".map+stats.xml", map_stats_xml(workload, architecture, costs, mapping, evaluation));
  add(".map.tensella.txt", tensella_text(workload, mapping, architecture.level_count()));
  for (OutputFile& file : table_files(prefix, spec, costs)) files.push_back(std::move(file));
  return files;
}

std::vector<OutputFile> table_files(const std::string& prefix, const Spec& spec,
                                    const CostTable& costs) {
  return {{prefix + ".ERT.yaml", energy_table_yaml(spec, costs)},
          {prefix + ".ART.yaml", area_table_yaml(spec, costs)},
          {prefix + ".ERT_summary.yaml", energy_summary_yaml(spec, costs)},
          {prefix + ".ART_summary.yaml", area_summary_yaml(spec, costs)}};
}

}  // namespace tilewright
