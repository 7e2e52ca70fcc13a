#pragma once
// Makes the mappings of a mapspace, one after the other, and turns bad ones away from their factors
// alone, before anything is built.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/space/mapspace.hpp"
#include "model/cost/evaluation.hpp"
#include "model/nest/projection.hpp"

namespace tilewright {

/// Makes mappings of one share of a mapspace: of `shares` threads, thread `share` has the
/// factorizations share, share + shares, share + 2 shares, ... Keeps what consecutive mappings have
/// in common; after the first mappings nothing is allocated. One per thread. The mapspace must
/// outlive it.
class MappingBuilder {
 public:
  MappingBuilder(const Mapspace& space, int share, int shares, std::int64_t max_temporal_loops);

  /// Numbers of choices in this share. In a pruned space those of the permutation and the split
  /// are what is left for the current factorization.
  const MappingId& sizes() const { return sizes_; }

  /// Leaves out, from now on and for this factorization, the orders and splits that differ only in
  /// loops with bound 1. `factorization` < sizes().factorization, which must not be 0.
  void prune(uint128 factorization);

  /// Chooses the mapping `id` (each part less than its size). False when it uses more instances
  /// than there are, uses too few, or has too many temporal loops: rejection() says why.
  bool select(const MappingId& id);

  /// Do the tiles of the selected mapping fit? Quick, and loose where an M:N network may spread a
  /// tile over instances: then Evaluator::evaluate decides. False: rejection() says why.
  bool fits();

  const Rejection& rejection() const { return rejection_; }

  /// The selected mapping. Valid until the next call of mapping().
  const Mapping& mapping();

  /// The loop of a dimension at a tiling level in the selected mapping.
  const LoopBound& bound(int dimension, int level) const {
    return bounds_[position(dimension, level_count_, level)];
  }
  /// The dimensions at a tiling level in the selected mapping, innermost first.
  std::span<const int> order(int level);
  /// The number of innermost dimensions of a spatial level that lie along X.
  std::int64_t split(int level) const { return splits_[static_cast<std::size_t>(level)]; }
  /// Data spaces that a storage level keeps in the selected mapping.
  DataSpaceMask keep(int storage_level) const {
    return keep_[static_cast<std::size_t>(storage_level)];
  }
  /// Words of one tile at a storage level, and of all that the selected mapping keeps there.
  std::int64_t tile_words(int storage_level, int data_space) const {
    return tile_words_[position(storage_level, data_space_count_, data_space)];
  }

 private:
  static std::size_t position(int row, int row_size, int column) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(row_size) +
           static_cast<std::size_t>(column);
  }
  /// What one tiling level contributes to the numbers of permutation and split.
  struct Level {
    LoopOrder order;
    std::uint64_t order_index = 0;
    std::int64_t first_split = 0;
    std::int64_t split_count = 1;
  };
  /// A storage level's limits, in words.
  struct Capacity {
    std::int64_t most = -1;  // -1: none
    double least = 0;
    std::int64_t effective = 0;
  };

  void reset_levels();
  void choose_factorization(uint128 factorization);
  void choose_permutation(uint128 permutation);
  void choose_splits(uint128 split);
  void choose_bypass(uint128 bypass);
  bool check_fanout();
  bool reject(Rejection::Kind kind, int level, double value, double limit);
  void measure_tiles();
  void add_loops(int level);
  static std::uint64_t next_digit(uint128& number, std::uint64_t base);

  MappingId sizes_;
  uint128 factorization_ = 0;  // that bounds_ holds, counted over all shares
  uint128 permutation_ = 0;    // that levels_ hold
  uint128 bypass_ = 0;         // that keep_ holds
  const Mapspace& space_;
  std::int64_t max_temporal_loops_;
  int share_;
  int shares_;
  int level_count_;
  int dimension_count_;
  int data_space_count_;
  int temporal_loops_ = 0;
  bool has_factorization_ = false;
  bool has_permutation_ = false;
  bool has_bypass_ = false;
  bool pruned_ = false;
  bool tiles_measured_ = false;
  bool nowhere_ = false;  // some data space is kept at no level
  std::vector<Projection> projections_;
  std::vector<Capacity> capacities_;
  std::vector<bool> canonical_;  // by level
  std::vector<Level> levels_;
  std::vector<LoopBound> bounds_;         // [dimension][level]
  std::vector<std::int64_t> extents_;     // by dimension
  std::vector<std::int64_t> tile_words_;  // [storage level][data space]
  std::vector<std::int64_t> splits_;      // by level
  std::vector<DataSpaceMask> keep_;       // by storage level
  std::vector<unsigned char> unit_;       // by dimension, scratch
  Rejection rejection_;
  Mapping mapping_;
};

}  // namespace tilewright
