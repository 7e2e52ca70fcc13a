#pragma once
// The least energy of all mappings, found by listing partial mappings from the inside outwards.
//
// A partial mapping is known by its future: the shape that it covers, the compute units below it,
// and for each tensor the transfers whose number of visits is not yet decided. Of those with the
// same future only the cheapest one matters. The rules are those of the reference (docs/exact.md):
//   - at a temporal loop that moves a tensor, all its open transfers are charged: each is repeated
//     once per iteration of the loops from this one outwards;
//   - other temporal loops leave it alone, wherever they stand;
//   - a spatial loop that moves it multiplies what a round of its youngest transfer carries.
// Orders of the loops, one loop per dimension and level, splits, and least factors are not asked
// for: that adds mappings, so what is found is a lower bound in any case.

#include <cstdint>
#include <optional>

#include "mapper/certificate/cost_to_come.hpp"
#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

/// One round of the search: mappings that use `units` compute units.
struct RoundResult {
  std::optional<Energy> least;  ///< nothing: no mapping below the limit
  std::int64_t labels = 0;      ///< partial mappings kept
  std::uint64_t digest = 0;     ///< of all of them and their energies
};

/// The instance must have no free keep bits. Partial mappings that reach `limit` with the energy to
/// come are dropped; `to_come` may be nullptr.
RoundResult search_round(const Instance& instance, const Shapes& shapes, Count units,
                         std::optional<Energy> limit, const CostToCome* to_come);

/// Numbers of compute units that mappings can use, ascending.
std::vector<Count> unit_counts(const Instance& instance);

}  // namespace tilewright::certificate
