#pragma once
// tilewright-mapper with the exact mapper.

#include "mapper/program/options.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Finds the best mapping, writes the outputs and prints the result. A time limit or Ctrl-C ends it
/// with the best mapping so far and what is proven of it. Throws NoMapping, with a diagnosis, when
/// there is none.
void run_exact(const Spec& spec, const CommonOptions& common, const MapperOptions& given);

}  // namespace tilewright
