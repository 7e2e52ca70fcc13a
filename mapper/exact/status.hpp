#pragma once
// What is known of one data space's traffic while the loops are placed from the inside outwards.
//
// A transit is the traffic of a tile through the network of the level outside of it. Its words are
// fixed by the first temporal loop that moves the tile: from then on every further loop repeats
// them. Until then, and for sliding windows as long as a later loop may still move the tile onto
// words that it holds (or that a neighbour holds), the transit is pending.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/key_hash.hpp"
#include "mapper/exact/rational.hpp"
#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"

namespace tilewright::exact {

struct Transit {
  std::int8_t slot = 0;     ///< level whose network carries it
  std::int8_t child = -1;   ///< level that keeps the tile; -1: none, or the compute units
  std::int8_t parent = -1;  ///< next outer level that keeps the data space; -1: not yet reached
  bool always_all = false;  ///< every visit fetches the tile (compute units; no temporal reuse)
  bool counted = false;  ///< each word is counted where it passes: links, or the network's energy
  bool idle = false;     ///< a loop that moves nothing is innermost (noted where that matters)
  bool reads_wait = false;  ///< the child's reads are not yet charged: neighbours may add to them
  std::int64_t child_units = 1;  ///< compute units below one instance inside of the slot
  std::int64_t parent_units = 1;
  std::int64_t child_share = 0;  ///< partition size at the child (data spaces that are written)
  std::int64_t parent_share = 0;
  Rational per_operation;  ///< words of all instances per operation, if always_all
  Rational scale;   ///< words of all instances = words of the window x scale x (see StatusRules)
  Rational passed;  ///< content at the parent = words / passed
  int first_loop =
      -1;  ///< position in Status::loops of its innermost loop; -1: nothing moved it yet
  std::int64_t most_served = 1;  ///< children that get a word together at most, if counted
  RankVector extents{};          ///< of the tile, 1 in ranks that only one dimension moves
  std::uint32_t profile = 0;     ///< of `spread` (SpreadFacts::profile)
  std::vector<NestLoop> spread;  ///< the slot's spatial loops, if counted
};

struct Status {
  bool reached = false;           ///< some level that keeps the data space was reached
  bool done = false;              ///< no level further out keeps it
  bool has_content = false;       ///< the label holds the words that arrive at the first transit
  Rational per_operation;         ///< before any level and transit: content per operation
  std::int64_t reduction = 0;     ///< product of the spatial factors still to come that add up
                                  ///< partial sums, as guessed; 0: not yet guessed
  std::vector<Transit> transits;  ///< pending, innermost first
  std::vector<NestLoop> loops;    ///< temporal loops since the first loop that moved a transit
};

/// Appends what is equal for equal statuses only.
void append_key(const Status& status, int ranks, Key& key);
void append_key(std::span<const NestLoop> loops, Key& key);

}  // namespace tilewright::exact
