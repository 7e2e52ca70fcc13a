#include "mapper/program/outputs.hpp"

#include <algorithm>
#include <iterator>

#include "model/program/common_outputs.hpp"
#include "model/report/output.hpp"
#include "model/report/report.hpp"
#include "model/report/result_files.hpp"

namespace tilewright {

namespace {

constexpr const char* prefix = "timeloop-mapper";

const char* mapping_ending(const Spec& spec) {
  return spec.libconfig_input ? ".map.cfg" : ".map.yaml";
}

}  // namespace

OutputFile mapping_file(const Spec& spec, const Mapping& mapping, const std::string& suffix) {
  const std::string text =
      spec.libconfig_input
          ? map_cfg(*spec.libconfig_input, spec.workload, spec.architecture, mapping)
          : map_yaml(spec.workload, spec.architecture, mapping);
  return {prefix + suffix + mapping_ending(spec), text};
}

void write_mapper_outputs(const CommonOptions& common, const Spec& spec, const Mapping& mapping,
                          const Evaluator& evaluator, const Evaluation& evaluation,
                          std::vector<OutputFile> more_files) {
  std::vector<OutputFile> files = result_files(prefix, spec, evaluator, mapping, evaluation);
  files.push_back(mapping_file(spec, mapping));
  std::move(more_files.begin(), more_files.end(), std::back_inserter(files));
  write_files(common.output_folder, files);
  write_mapping_picture(common, spec, mapping, evaluation);
}

void write_empty_outputs(const std::string& folder, const Spec& spec) {
  const Evaluator evaluator(spec);
  std::vector<OutputFile> files = table_files(prefix, spec, evaluator.costs());
  for (const char* ending :
       {".stats.txt", ".map.txt", ".map+stats.xml", ".map.tensella.txt", mapping_ending(spec)}) {
    files.push_back({std::string(prefix) + ending, {}});
  }
  write_files(folder, files);
}

void write_mapping_only(const std::string& folder, const Spec& spec, const Mapping& mapping) {
  write_files(folder, {mapping_file(spec, mapping)});
}

}  // namespace tilewright
