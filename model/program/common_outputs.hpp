#pragma once
// What the common options ask for, in all programs: where outputs go, and the picture.

#include "model/cost/evaluation.hpp"
#include "model/program.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Throws Error when nothing can be written to the output folder, or the picture's file cannot be
/// one. Lets a long run fail before it starts.
void check_outputs(const CommonOptions& common);

/// Writes the picture of a mapping and its cost, where one is asked for. Throws Error.
void write_mapping_picture(const CommonOptions& common, const Spec& spec, const Mapping& mapping,
                           const Evaluation& evaluation);

}  // namespace tilewright
