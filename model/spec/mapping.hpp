#pragma once
// How it runs: the one type that mappers make and that model and simulator read.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

enum class LoopKind : std::uint8_t { temporal, spatial_x, spatial_y };

/// A loop over part of a dimension. Imperfect when residual != bound: the last pass of all outer
/// loops of the dimension makes only `residual` iterations.
struct Loop {
  int dimension = 0;
  LoopKind kind = LoopKind::temporal;
  std::int64_t bound = 1;     ///< iterations, >= 1
  std::int64_t residual = 1;  ///< iterations of the last pass, 1 <= residual <= bound

  bool operator==(const Loop&) const = default;
};

/// From here inwards, `level` holds the data spaces of the mask.
struct Storage {
  int level = 0;
  DataSpaceMask data_spaces = 0;

  bool operator==(const Storage&) const = default;
};

using MappingNode = std::variant<Storage, Loop>;

/// What a level may not do with a data space. A set bit switches the mechanism off (or, for the
/// last two, on).
struct ReuseDirectives {
  DataSpaceMask no_link_transfer = 0;   ///< words are not passed between neighbouring instances
  DataSpaceMask no_multicast = 0;       ///< every instance fetches (and drains) for itself
  DataSpaceMask no_temporal_reuse = 0;  ///< a tile is fetched anew in every iteration
  DataSpaceMask rmw_first_update = 0;   ///< the first update of a word reads it, too
  DataSpaceMask no_coalesce = 0;        ///< passes accesses through while it is kept

  bool operator==(const ReuseDirectives&) const = default;
};

/// A loop nest, outermost node first. In an *even* mapping (all that Timeloop knows) each storage
/// level appears once, outermost level first, followed by its temporal loops and then by its
/// spatial loops (Y outside X) over the instances of the next inner component; loops with bound 1
/// are left out.
struct Mapping {
  std::vector<MappingNode> nodes;
  std::vector<ReuseDirectives> directives;  ///< by storage level; empty: none

  bool operator==(const Mapping&) const = default;
};

/// The loops of one storage level in an even mapping, innermost first, as Timeloop's files list
/// them. Loops with bound 1 may be present; to_mapping drops them.
struct LevelNest {
  std::vector<Loop> spatial;  ///< X loops, then Y loops
  std::vector<Loop> temporal;
  DataSpaceMask keep = 0;

  bool operator==(const LevelNest&) const = default;
};

/// Builds the even mapping whose storage level l has nests[l].
Mapping to_mapping(const std::vector<LevelNest>& nests,
                   std::vector<ReuseDirectives> directives = {});

/// The inverse: one LevelNest per storage level. Throws Error when the mapping is not even.
std::vector<LevelNest> to_level_nests(const Mapping& mapping, int level_count);

/// Checks a mapping against the problem: known dimensions and levels, an even form, loops that
/// cover each dimension exactly (outer to inner: covered = covered * bound + residual - 1 must end
/// at the dimension's bound - 1), no imperfect outermost loop. Throws Error at `place`.
void check_mapping(const Mapping& mapping, const Workload& workload,
                   const Architecture& architecture, const Place& place);

}  // namespace tilewright
