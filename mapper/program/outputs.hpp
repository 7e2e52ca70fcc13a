#pragma once
// The files that the mapper writes, whatever algorithm made the mapping, or failed to.

#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/program.hpp"
#include "model/report/output.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// No valid mapping was found.
class NoMapping : public Error {
 public:
  using Error::Error;
  explicit NoMapping(const Error& error) : Error(error) {}
};

/// The mapping in the language of the input, as Timeloop writes it: PREFIX.map.yaml or, for
/// libconfig, PREFIX.map.cfg. `suffix` is appended to the prefix.
OutputFile mapping_file(const Spec& spec, const Mapping& mapping, const std::string& suffix = {});

/// Writes timeloop-mapper.map.yaml (for libconfig input .map.cfg), what result_files() lists, and
/// `more_files`, all or none; then the picture of the mapping, where one is asked for.
void write_mapper_outputs(const CommonOptions& common, const Spec& spec, const Mapping& mapping,
                          const Evaluator& evaluator, const Evaluation& evaluation,
                          std::vector<OutputFile> more_files = {});

/// Where there is no mapping: the energy and area tables, and empty files in the place of the other
/// results, as Timeloop's mapper leaves them.
void write_empty_outputs(const std::string& folder, const Spec& spec);

/// Only timeloop-mapper.map.yaml (or .map.cfg), for a mapping that does not fit.
void write_mapping_only(const std::string& folder, const Spec& spec, const Mapping& mapping);

}  // namespace tilewright
