#include "mapper/program/outputs.hpp"

#include <algorithm>
#include <iterator>

#include "model/report/output.hpp"
#include "model/report/report.hpp"
#include "model/report/result_files.hpp"

namespace tilewright {

namespace {

/// The mapping in the language of the input, as Timeloop writes it.
OutputFile mapping_file(const Spec& spec, const Mapping& mapping) {
  if (spec.libconfig_input) {
    return {"timeloop-mapper.map.cfg",
            map_cfg(*spec.libconfig_input, spec.workload, spec.architecture, mapping)};
  }
  return {"timeloop-mapper.map.yaml", map_yaml(spec.workload, spec.architecture, mapping)};
}

}  // namespace

void write_mapper_outputs(const std::string& folder, const Spec& spec, const Mapping& mapping,
                          const Evaluator& evaluator, const Evaluation& evaluation,
                          std::vector<OutputFile> more_files) {
  std::vector<OutputFile> files =
      result_files("timeloop-mapper", spec, evaluator, mapping, evaluation);
  files.push_back(mapping_file(spec, mapping));
  std::move(more_files.begin(), more_files.end(), std::back_inserter(files));
  write_files(folder, files);
}

void write_mapping_only(const std::string& folder, const Spec& spec, const Mapping& mapping) {
  write_files(folder, {mapping_file(spec, mapping)});
}

}  // namespace tilewright
