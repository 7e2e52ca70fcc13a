#pragma once
// Timeloop's mapper: searches a mapspace with several threads and returns the best mapping.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/search/orojenesis.hpp"
#include "mapper/search/rejections.hpp"
#include "mapper/search/search_options.hpp"
#include "mapper/search/search_state.hpp"
#include "mapper/space/mapspace.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

struct SearchResult {
  std::optional<Mapping> best;
  std::vector<std::string> statements;  ///< why each thread ended, in Timeloop's words, by thread
  std::uint64_t tried = 0;
  std::uint64_t valid = 0;
  RejectionCounts rejections;
  OrojenesisList orojenesis;  ///< thread after thread
};

/// Runs the search to its end, or until `state` stops it. For the same options the result is the
/// same, whatever the machine; it depends on options.threads, which divide the space. With exchange
/// of bests (sync_interval) the threads wait for each other and exchange in their order; Timeloop
/// exchanges as they come. Throws Error when the costs cannot be resolved or a count overflows.
SearchResult search_mapspace(const Spec& spec, const Mapspace& space, const SearchOptions& options,
                             SearchState& state);

}  // namespace tilewright
