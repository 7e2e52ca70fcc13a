#pragma once
// An even mapping as the nest analysis walks it: one flat list of loops, innermost first, cut into
// one block per storage level. A block holds the level's spatial loops and, outside of them, its
// temporal loops. Reused from mapping to mapping without allocating.

#include <cstdint>
#include <span>
#include <vector>

#include "model/spec/mapping.hpp"

namespace tilewright {

struct NestLoop {
  int dimension = 0;
  LoopKind kind = LoopKind::temporal;
  std::int64_t bound = 1;
  std::int64_t residual = 1;
  std::int64_t stride = 1;  ///< operations along the dimension that one iteration spans
};

/// The loops of one storage level: spatial ones at [begin, temporal), temporal ones at
/// [temporal, end) of LoopNest::loops.
struct NestBlock {
  int begin = 0;
  int temporal = 0;
  int end = 0;
  DataSpaceMask keep = 0;
  std::int64_t used_x = 1;  ///< product of the spatial-X bounds
  std::int64_t used_y = 1;
  int first_temporal = 0;  ///< position in LoopNest::temporal_loops of the block's innermost loop
                           ///< or, when it has none, of the next one outside

  bool has_spatial() const { return begin != temporal; }
  std::int64_t children() const { return used_x * used_y; }
};

class LoopNest {
 public:
  LoopNest(int dimension_count, int level_count);

  /// Takes over a mapping. Throws Error when it is not even (every level once, in order, temporal
  /// loops outside spatial ones, X inside Y).
  void assign(const Mapping& mapping);

  std::span<const NestLoop> loops() const { return loops_; }
  const NestBlock& block(int level) const { return blocks_[level]; }
  int level_count() const { return static_cast<int>(blocks_.size()); }
  int dimension_count() const { return dimension_count_; }
  bool imperfect() const { return imperfect_; }

  /// All temporal loops, innermost first.
  std::span<const NestLoop> temporal_loops() const { return temporal_loops_; }
  /// Product of the bounds of the temporal loops from position `first` outwards.
  std::int64_t iterations_from(int first) const { return iterations_from_[first]; }

  /// Operations per dimension that level `level` works on between two fills: the product of the
  /// bounds of all loops of blocks 0 to level.
  std::span<const std::int64_t> extents(int level) const {
    return {&extents_[static_cast<std::size_t>(level) * dimension_count_],
            static_cast<std::size_t>(dimension_count_)};
  }
  /// The same without the temporal loops of block `level`.
  std::span<const std::int64_t> spatial_extents(int level) const {
    return {&spatial_extents_[static_cast<std::size_t>(level) * dimension_count_],
            static_cast<std::size_t>(dimension_count_)};
  }

 private:
  void add(const Loop& loop);

  int dimension_count_;
  bool imperfect_ = false;
  std::vector<NestLoop> loops_;
  std::vector<NestLoop> temporal_loops_;
  std::vector<NestBlock> blocks_;
  std::vector<std::int64_t> iterations_from_;
  std::vector<std::int64_t> running_;          // by dimension: bounds of the loops so far
  std::vector<std::int64_t> extents_;          // [level][dimension]
  std::vector<std::int64_t> spatial_extents_;  // [level][dimension]
};

}  // namespace tilewright
