#pragma once
// Imperfect nests, where tiles at the edges are smaller and closed forms end: walks the iterations
// that Timeloop runs (docs/equations.md, section 13) and compares boxes of words.

#include <cstdint>
#include <span>
#include <vector>

#include "model/nest/children.hpp"
#include "model/nest/loop_nest.hpp"
#include "model/nest/nest_analysis.hpp"
#include "model/nest/projection.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright {

class SteppedAnalysis {
 public:
  SteppedAnalysis(const std::vector<Projection>& projections,
                  const std::vector<FanoutInfo>& fanouts, TimeloopYear year);

  /// As NestAnalysis::find_tiles and count_traffic, for any even nest. Takes time in proportion to
  /// the iterations that are run: up to four per temporal loop, two for perfect ones, multiplied
  /// over the loops.
  void run(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
           NestCounts& counts);

 private:
  /// A box of words: [low, high) per rank.
  struct Box {
    RankVector low{};
    RankVector high{};
    bool operator==(const Box&) const = default;
    std::int64_t words(int rank_count) const {
      std::int64_t product = 1;
      for (int rank = 0; rank < rank_count; ++rank) product *= high[rank] - low[rank];
      return product;
    }
  };
  /// What a visit to a tile fetches: the tile without its previous position, cut into boxes.
  struct Delta {
    std::vector<Box> boxes;
    std::int64_t words = 0;
  };
  /// One data space's tile, seen from the level that feeds it.
  struct TileState {
    Box previous;
    bool has_previous = false;
    RankVector stride{};
    bool has_stride = false;
    Delta delta;           // of the last visit
    Delta compared_delta;  // of the visit before, and
    Children children;     // the children at the last visit
    Children compared_children;
    bool has_compared = false;
  };
  /// One of the iterations that are run.
  struct Pass {
    std::int64_t iteration;
    std::int64_t repeats;  // iterations that it stands for
    std::int64_t weight;   // how often its delta counts
  };

  void prepare(const LoopNest& nest);
  void count_instances();
  void visit_tile(int level);
  void run_temporal(int level, int loop);
  void run_inside(int level);
  void run_children(int level);
  void plan_passes(int loop, std::int64_t iterations);
  std::int64_t iterations_of(int loop) const;
  bool in_last_pass(int first_outer_loop, int dimension) const;
  Box working_set(std::size_t space, int first_outer_loop, std::span<const std::int64_t> extents,
                  std::span<const std::int64_t> residual_extents);
  void find_delta(TileState& tile, const Box& box, int rank_count, bool no_reuse) const;
  void count_children(int level, std::size_t space);
  bool count_with_links(int level, std::size_t space, TileState& tile);

  TileState& fed_tile(int level, std::size_t space) {
    return tiles_[static_cast<std::size_t>(level) * projections_.size() + space];
  }
  Tile& traffic(int level, std::size_t space) const {
    return counts_->tiles[space][static_cast<std::size_t>(level)];
  }
  const ReuseDirectives& directives_of(int level) const;
  std::span<const std::int64_t> residual_row(const std::vector<std::int64_t>& rows,
                                             int level) const;

  const std::vector<Projection>& projections_;
  const std::vector<FanoutInfo>& fanouts_;
  TimeloopYear year_;
  const LoopNest* nest_ = nullptr;
  const std::vector<ReuseDirectives>* directives_ = nullptr;
  NestCounts* counts_ = nullptr;

  std::int64_t epochs_ = 1;                     // iterations that the current one stands for
  std::vector<std::int64_t> index_;             // by loop: the iteration being run
  std::vector<std::int64_t> offset_;            // by dimension: first operation of the current tile
  std::vector<int> innermost_imperfect_;        // by dimension: a loop; none: the number of loops
  std::vector<std::int64_t> residual_extents_;  // [level][dimension]: whole block
  std::vector<std::int64_t> residual_spatial_extents_;  // [level][dimension]: its spatial loops
  std::vector<std::int64_t> extents_;                   // by dimension, of the current tile
  std::vector<TileState> tiles_;           // [level][data space]: the tile that the level feeds
  std::vector<std::vector<Pass>> passes_;  // by loop
  std::vector<std::vector<std::int64_t>> ends_;  // by level: iterations of its spatial loops
  std::vector<std::int64_t> operations_;         // by compute instance
};

}  // namespace tilewright
