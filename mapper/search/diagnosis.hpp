#pragma once
// Why is there no valid mapping, and what would help?

#include <optional>
#include <string>

#include "mapper/search/search_mapper.hpp"
#include "mapper/space/mapspace.hpp"
#include "model/spec/error.hpp"

namespace tilewright {

/// Proves, from the smallest and largest factors that the constraints allow, that no mapping of the
/// space can be valid. Nothing when there is no such proof (which does not mean that one exists).
std::optional<Error> find_obstacle(const Mapspace& space);

/// What a search that found nothing met: how often each level turned mappings away, how close the
/// closest one came, and the smallest change that would have let one pass.
Error explain_failure(const Mapspace& space, const SearchResult& result);

/// The same for a space that is proven to have no valid mapping; `result` is of a search that shows
/// why.
Error explain_infeasible(const Mapspace& space, const SearchResult& result);

/// One line for each reason, "GlobalBuffer: 123 of 1000 mappings (12.3 %): ...". Empty when none
/// was rejected.
std::string rejection_table(const Mapspace& space, const SearchResult& result);

}  // namespace tilewright
