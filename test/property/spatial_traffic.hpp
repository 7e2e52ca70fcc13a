#pragma once
// What one invocation of a run of spatial loops moves: which children receive equal deltas, how far
// the words travel, and which children can be served by a neighbour. For one data space.

#include <cstdint>
#include <map>

#include "test/property/nest_execution.hpp"
#include "test/property/point_set.hpp"

namespace tilewright::test {

/// The delta of each child, by linear id.
using ChildDeltas = std::map<std::int64_t, PointSet>;

/// The grid that hop counts and neighbours are found with: id = y * columns + x.
struct Grid {
  std::int64_t columns = 1;
  std::int64_t rows = 1;
};

/// Groups children with equal deltas and counts words and hops. Words count `epochs` times.
Records multicast_records(const ChildDeltas& deltas, const Grid& grid, bool multicast,
                          std::int64_t epochs);

/// The children of `deltas` that need what one of their four neighbours received before.
ChildDeltas children_served_by_links(const ChildDeltas& deltas, const ChildDeltas& previous,
                                     const Grid& grid);

/// Sum of accesses over all records.
double total_accesses(const Records& records);

}  // namespace tilewright::test
