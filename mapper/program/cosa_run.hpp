#pragma once
// tilewright-mapper with CoSA.

#include "mapper/program/options.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Maps with CoSA, writes the outputs and prints the result. Throws NoMapping when there is none
/// or it does not fit.
void run_cosa(const Spec& spec, const CommonOptions& common, const MapperOptions& options);

}  // namespace tilewright
