#include "model/program/common_outputs.hpp"

#include "model/program/side_file.hpp"
#include "model/report/mapping_picture.hpp"
#include "model/report/output.hpp"

namespace tilewright {

namespace {

constexpr const char* picture_option = "mapping-picture";

}  // namespace

void check_outputs(const CommonOptions& common) {
  check_output_folder(common.output_folder);
  check_side_file(picture_option, common.mapping_picture);
}

void write_mapping_picture(const CommonOptions& common, const Spec& spec, const Mapping& mapping,
                           const Evaluation& evaluation) {
  if (common.mapping_picture.empty()) return;
  write_side_file(picture_option, common.mapping_picture,
                  mapping_picture_svg(spec.workload, spec.architecture, mapping, evaluation,
                                      common.model.timeloop));
}

}  // namespace tilewright
