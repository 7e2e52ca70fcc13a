#pragma once
// Data spaces prepared for the nest analysis: which box of words does a box of operations touch,
// and how does that box move?

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/spec/workload.hpp"

namespace tilewright {

/// The most ranks (axes) of a data space that the analysis handles.
inline constexpr int max_ranks = 16;

/// A vector with one coordinate per rank of a data space; the others are not used.
using RankVector = std::array<std::int64_t, max_ranks>;

/// One data space of a workload, terms with coefficient 0 left out.
class Projection {
 public:
  /// Throws Error when the data space has more than max_ranks ranks or 2^63 words.
  Projection(const Workload& workload, const DataSpace& data_space);

  int rank_count() const { return rank_count_; }
  bool read_write() const { return read_write_; }
  /// True when `dimension` moves the data space.
  bool depends_on(int dimension) const { return moved_ranks_[dimension] != 0; }
  /// Bit r is set when `dimension` moves rank r.
  std::uint32_t moved_ranks(int dimension) const { return moved_ranks_[dimension]; }
  /// Ranks (as bits) that only one dimension moves. A tile that moves along such a rank leaves its
  /// old place completely, since loops outside of a tile step over all of it.
  std::uint32_t single_ranks() const { return single_ranks_; }
  /// True when each rank is (a multiple of) at most one dimension. Tiles of such a data space are
  /// identical or disjoint: there is no sliding window.
  bool separable() const { return separable_; }

  /// Words per rank of the box that a box of operations touches: 1 + sum |c| (extent[d] - 1).
  /// `extents` has one entry per dimension. Strided accesses count the holes between them.
  RankVector rank_extents(std::span<const std::int64_t> extents) const;
  /// Words of that box: the product over the ranks.
  std::int64_t words(std::span<const std::int64_t> extents) const;

  /// The lowest coordinates (and 0 beyond the ranks) of the box that the operations [offset, offset
  /// + extent) touch.
  RankVector low_corner(std::span<const std::int64_t> offsets,
                        std::span<const std::int64_t> extents) const;

  /// One operation along a dimension moves `rank` by `words`, which is not 0.
  struct Mover {
    int rank;
    std::int64_t words;
  };
  std::span<const Mover> movers(int dimension) const { return movers_[dimension]; }

  /// Adds the displacement that `step` operations along `dimension` cause to `displacement`.
  void move(int dimension, std::int64_t step, RankVector& displacement) const {
    for (const Mover& mover : movers_[dimension]) displacement[mover.rank] += mover.words * step;
  }

  /// The zero vector of the data space's ranks; coordinates beyond are unspecified, since clearing
  /// them shows in the evaluation's time.
  RankVector zero() const {
    RankVector vector;
    std::fill_n(vector.begin(), rank_count_, 0);
    return vector;
  }

 private:
  struct Term {
    int dimension;
    int rank;
    std::int64_t magnitude;
    bool is_negative;
  };
  void add_mover(int dimension, int rank, std::int64_t words);

  int rank_count_;
  std::vector<Term> terms_;                 // ascending by rank
  std::vector<std::vector<Mover>> movers_;  // by dimension
  std::vector<std::uint32_t> moved_ranks_;  // by dimension
  std::uint32_t single_ranks_ = 0;
  bool read_write_;
  bool separable_ = true;
};

/// Words of a box with these extents per rank.
inline std::int64_t box_words(const RankVector& extents, int rank_count) {
  std::int64_t words = 1;
  for (int rank = 0; rank < rank_count; ++rank) words *= extents[rank];
  return words;
}

}  // namespace tilewright
