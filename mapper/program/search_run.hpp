#pragma once
// tilewright-mapper with one of Timeloop's searches.

#include "mapper/program/options.hpp"
#include "mapper/search/search_options.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Searches, writes the outputs and prints the result. A time limit (0: none) or Ctrl-C ends the
/// search with the best mapping so far. Throws NoMapping, with a diagnosis, when there is none.
void run_search(const Spec& spec, const CommonOptions& common, const MapperOptions& given,
                const SearchOptions& options);

}  // namespace tilewright
