#pragma once
// The files that the mapper writes, whatever algorithm made the mapping.

#include <string>

#include "model/cost/evaluator.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Writes timeloop-mapper.map.yaml, .map.txt and .stats.txt, all or none.
void write_mapper_outputs(const std::string& folder, const Spec& spec, const Mapping& mapping,
                          const Evaluator& evaluator, const Evaluation& evaluation);

/// Only timeloop-mapper.map.yaml, for a mapping that does not fit.
void write_mapping_only(const std::string& folder, const Spec& spec, const Mapping& mapping);

}  // namespace tilewright
