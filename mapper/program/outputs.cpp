#include "mapper/program/outputs.hpp"

#include "model/report/output.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

constexpr const char* mapping_file = "timeloop-mapper.map.yaml";

}  // namespace

void write_mapper_outputs(const std::string& folder, const Spec& spec, const Mapping& mapping,
                          const Evaluator& evaluator, const Evaluation& evaluation) {
  write_files(
      folder,
      {{mapping_file, map_yaml(spec.workload, spec.architecture, mapping)},
       {"timeloop-mapper.map.txt", map_text(spec.workload, spec.architecture, mapping, evaluation)},
       {"timeloop-mapper.stats.txt",
        stats_text(spec.workload, spec.architecture, evaluator.costs(), evaluation)}});
}

void write_mapping_only(const std::string& folder, const Spec& spec, const Mapping& mapping) {
  write_files(folder, {{mapping_file, map_yaml(spec.workload, spec.architecture, mapping)}});
}

}  // namespace tilewright
