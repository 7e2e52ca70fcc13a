#pragma once
// What the spatial loops of a block do to one data space: which children share tiles, and which may
// get words from mesh neighbours.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/key_hash.hpp"
#include "mapper/exact/problem.hpp"
#include "mapper/exact/window_future.hpp"
#include "model/nest/children.hpp"

namespace tilewright::exact {

using Shape = std::span<const std::int64_t>;

struct SpreadFacts {
  bool links = false;   ///< neighbours may pass words on
  bool uniform = true;  ///< all groups that share a tile are of one size
  std::int64_t children = 1;
  std::int64_t groups = 1;       ///< of children that share a tile
  std::int64_t most_served = 1;  ///< children in the largest group
  std::uint32_t profile = 0;     ///< equal for loops whose words are counted alike
};

/// Facts found so far, whatever the number of compute units.
struct SpreadMemory {
  KeyMap<SpreadFacts> facts;
  KeyMap<bool> reaches;  ///< may loops still to come reach neighbours?
  KeyMap<std::uint32_t> profiles;
};

/// The product of the loops' bounds.
std::int64_t children_of(std::span<const NestLoop> loops);

/// The spatial loops with their strides at `shape`.
std::vector<NestLoop> with_strides(std::span<const NestLoop> loops, Shape shape);

/// Appends what decides which loops can still follow outside of `shape`, before one that moves the
/// data space away.
void append_rests(const Problem& problem, const Space& space, Shape shape, Key& key);

/// For one data space. Holds scratch memory: one per thread. The arguments must outlive it.
class SpreadRules {
 public:
  SpreadRules(const Problem& problem, int space, SpreadMemory& memory);

  /// Of the spatial loops of `level` around `shape`. The reference stays valid.
  const SpreadFacts& facts(std::span<const NestLoop> loops, Shape shape, int level);

 private:
  SpreadFacts find(std::span<const NestLoop> loops, Shape outside, int level);
  NeighbourDifferences differences(std::span<const NestLoop> loops, int level) const;
  bool may_reach(const NeighbourDifferences& neighbours, Shape outside, int level);
  std::uint32_t profile(std::span<const NestLoop> loops, bool all_alike);

  const Problem& problem_;
  const Space& space_;
  int space_index_;
  SpreadMemory& memory_;
  Children children_;
  std::vector<std::int64_t> ends_;
  Key key_;
};

}  // namespace tilewright::exact
