#pragma once
// Tiles and movements as sets of points, found by running every operation: slow and literal, to
// hold the exact movements of the simulator against.

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "model/spec/spec.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::test {

using TensorPoint = std::vector<std::int64_t>;
using Points = std::set<TensorPoint>;
using Tiles = std::map<std::int64_t, Points>;  // by instance; idle ones are missing

/// The tiles of an edge's children, by the reading of the temporal loops outside of them (outermost
/// first, so that the order is the odometer's).
std::map<std::vector<std::int64_t>, Tiles> record_tiles(const Spec& spec, const sim::Edge& edge);

/// What the rules of TileFlow say about one edge.
struct SharingRules {
  bool whole = false;
  bool links = false;
  std::int64_t per_parent = 1;
  std::int64_t columns = 1;
  std::int64_t rows = 1;
  std::vector<std::vector<std::int64_t>> branch;  ///< by child: where it shares words
};

SharingRules find_rules(const Spec& spec, const sim::Edge& edge, std::int64_t children);

/// What each instance has in `now` and not in `other` (null: nothing); everything when `whole`.
Tiles find_deltas(const Tiles& now, const Tiles* other, bool whole);

/// Groups as (parent, words of each child, children).
using ChildGroups = std::vector<std::tuple<std::int64_t, std::int64_t, std::vector<std::int64_t>>>;

struct ExpectedMovement {
  ChildGroups groups;
  std::int64_t parent_words = 0;
  std::int64_t child_words = 0;
  std::int64_t link_words = 0;
  std::set<std::int64_t> linked;
};

/// `offered`: what neighbours can serve (null: no links).
ExpectedMovement expect_movement(const Tiles& moved, const Tiles* offered,
                                 const SharingRules& rules);

}  // namespace tilewright::test
