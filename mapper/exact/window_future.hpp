#pragma once
// Can a loop still to come move a sliding window back onto words that it, or a neighbour, holds?

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/problem.hpp"
#include "mapper/exact/status.hpp"

namespace tilewright::exact {

/// Differences between the tiles of mesh neighbours, in either direction, but for those along ranks
/// that one dimension moves: no tile gets there without leaving its place.
struct NeighbourDifferences {
  bool any = false;  ///< too many children to look at: anything is possible
  std::vector<RankVector> differences;
};

/// Of children spread by `loops` (with strides) over a grid of `columns`.
NeighbourDifferences neighbour_differences(const Projection& projection,
                                           std::span<const NestLoop> loops, std::int64_t columns);

/// False only when, whatever loops follow outside of `shape` until one moves the data space away,
/// the words of the transit are repeated by each of them. `loops` are those since the transit's
/// first one.
bool may_come_back(const Space& space, const Lattice& lattice, const Transit& transit,
                   std::span<const NestLoop> loops, std::span<const std::int64_t> shape,
                   std::int64_t columns, std::int64_t most_children);

/// False only when no loop outside of `shape` can move the tiles as far as neighbours are apart,
/// before any loop did.
bool may_reach_neighbours(const Space& space, const Lattice& lattice,
                          const NeighbourDifferences& neighbours,
                          std::span<const std::int64_t> shape, std::int64_t most_children);

}  // namespace tilewright::exact
