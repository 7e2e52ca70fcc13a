#pragma once
// Which words move between storage levels, exactly, when the loops of a mapping advance.
//
// The temporal loops of the whole nest form an odometer, innermost loop first. All instances of a
// level advance together; a *position* is the odometer's reading. At each position every instance
// of every level works on a *tile*: the words that the operations inside it touch, a set of points
// (strided accesses have holes, tiles of neighbours may overlap). When the odometer moves from one
// position to the next, an instance receives the words of its new tile that its old one did not
// have, and gives away (partial sums) the words that its new tile no longer has.
//
// Data travel along *edges*: from the level that keeps a data space to the next inner level that
// does, or to the compute units. Every operation reads its operands and updates its result anew: a
// compute unit holds nothing.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::sim {

/// A data space's way from the storage level that feeds it inwards. `child` is -1 for compute.
struct Edge {
  int space = 0;
  int child = 0;
  int parent = 0;

  bool operator==(const Edge&) const = default;
};

/// A temporal loop of the nest, bound >= 2.
struct TemporalLoop {
  int dimension = 0;
  int level = 0;  ///< the storage level whose block it stands in
  std::int64_t bound = 1;
  std::int64_t residual = 1;
};

/// Instances of the next inner component below one instance of a level, as the hardware has them.
struct Fanout {
  std::int64_t x = 1;
  std::int64_t y = 1;
};

/// The fan-outs of all levels.
std::vector<Fanout> fanouts_of(const Architecture& architecture);

/// An odometer's reading: the index of each temporal loop, innermost first.
using Position = std::vector<std::int64_t>;

/// Words [low, high) per rank of the tensor, in the tensor's own coordinates.
struct TensorBox {
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
};

/// Children of one parent instance that receive (or give away) the same words at the same time:
/// they are served by one multicast (or their partial sums are added up on the way).
struct Group {
  std::int64_t parent = 0;             ///< instance of the edge's parent level
  std::int64_t words = 0;              ///< each child's; > 0
  std::vector<std::int64_t> children;  ///< instances of the child level, ascending
};

/// Words that a child instance takes over from its mesh neighbour.
struct Link {
  std::int64_t from = 0;  ///< instances of the child level
  std::int64_t to = 0;
  std::int64_t words = 0;

  bool operator==(const Link&) const = default;
};

/// What one step of the odometer moves along one edge.
struct Movement {
  std::vector<Group> groups;        ///< ascending by parent, then by first child
  std::vector<Link> links;          ///< ascending by receiver (arrivals) or sender (departures)
  std::int64_t parent_words = 0;    ///< read (written) at all parent instances together
  std::int64_t child_words = 0;     ///< received (given away) by all children together, with links
  std::int64_t link_words = 0;      ///< of these, passed on by a neighbouring child instead
  std::int64_t busiest_parent = 0;  ///< words at the parent instance with the most
  std::int64_t busiest_child = 0;   ///< words at the child instance with the most

  bool empty() const { return child_words == 0; }
};

/// Throws Error for what neither TileFlow nor its users can play: a network of the type M:N (at the
/// level's place) and the directive no_coalesce (at `place`).
void check_playable(const Architecture& architecture, const Mapping& mapping, const Place& place);

/// The movements of one mapping. Instances of a level are numbered in mixed radix over the spatial
/// loops outside of the level, the outermost loop's index the most significant: the instances
/// inside one outer instance are consecutive.
class TileFlow {
 public:
  /// Takes an even mapping that check_mapping() accepts. Throws Error (at the workload's place)
  /// for what cannot be played: an M:N network or no_coalesce is for the caller to refuse.
  /// `fanouts`, one per level, tell who is whose mesh neighbour; empty: as the mapping uses them.
  TileFlow(const Workload& workload, const Mapping& mapping, int level_count,
           std::span<const Fanout> fanouts = {});
  ~TileFlow();
  TileFlow(TileFlow&&) noexcept;

  /// All edges: by data space, from the compute units outwards.
  std::span<const Edge> edges() const;
  /// The edge that fills the tiles of the parent of edge `edge`; -1: they are there from the start.
  int feeder(int edge) const;
  /// Whether operations write the data space.
  bool is_result(int space) const;
  /// Temporal loops with more than one iteration, innermost first.
  std::span<const TemporalLoop> loops() const;
  /// The innermost loop that stands outside of the tiles of `level` (-1: 0, all loops do);
  /// loops().size() when none does.
  int first_outside(int level) const;
  /// The innermost loop whose advance changes the tiles of the edge's child: the innermost loop
  /// outside with a dimension that the data space depends on. 0 for compute; loops().size() when
  /// the tiles never change. Without temporal reuse (directive of the child's level, as in the
  /// model): first_outside(). Also a loop that makes instances idle changes their tiles.
  int change_loop(const Edge& edge) const;

  /// Instances of `level` in use (-1: compute units).
  std::int64_t instances(int level) const;
  /// Column and row of an instance of `level` among those in use: mixed radix over the spatial X
  /// (Y) loops outside, the outermost loop the most significant.
  std::pair<std::int64_t, std::int64_t> place(int level, std::int64_t instance) const;

  /// Iterations that loop `loop` makes while the loops outside of it stand as in `position`: its
  /// residual where every instance is in the last pass of the dimension, else its bound.
  std::int64_t end(int loop, const Position& position) const;
  /// Which instances are in the last pass of a dimension with imperfect loops inside `loop`, or are
  /// idle, with regard to the loops from `loop` outwards: a number without a further meaning, 0 in
  /// a perfect nest. Bodies of equal numbers make equal movements.
  std::uint32_t last_passes(int loop, const Position& position) const;

  /// Moves loops `first` and those outside of it to their next (previous) iteration, loop `first`
  /// fastest; the loops inside stay as they are. Returns the outermost loop that moved, or
  /// loops().size() when there is no such iteration; the loops are at their first (last) ones then.
  int advance(int first, Position& position) const;
  int retreat(int first, Position& position) const;
  /// Moves all loops inside of `loop` to their last iterations.
  void go_to_end(int loop, Position& position) const;

  /// Operations at a position, over all compute units.
  std::int64_t operations(const Position& position) const;
  /// Words of the largest tile of `space` that an instance of `level` holds.
  std::int64_t tile_words(int level, int space) const;

  /// Whether partial sums of the tiles at `position` exist already: an earlier position had the
  /// same result words. False for data spaces that are only read.
  bool touched(const Edge& edge, const Position& position) const;

  /// What the children of an edge receive when the odometer moves from `before` (null: the start)
  /// to `after`. `previous` is the position before `before` (null: none): children pass on to
  /// their mesh neighbours what they received then. For a compute edge: the operands of one
  /// operation of each unit at `after`. Only the loops from first_outside(child) outwards are
  /// looked at, and the positions follow each other as advance(first_outside(child)) goes, also
  /// over steps in which nothing arrives. The same without temporal reuse, where the whole tile
  /// arrives in each step. The result lives as long as this. Not thread-safe.
  const Movement& arrivals(const Edge& edge, const Position* previous, const Position* before,
                           const Position& after);
  /// The words that the children give away when the odometer moves from `before` to `after`
  /// (null: the end). Only for data spaces that are written. Where whole tiles move in each step, a
  /// mesh neighbour that works on the same words next takes over the partial sums: the mirror image
  /// of the arrivals' links, as the model counts updates like reads.
  const Movement& departures(const Edge& edge, const Position& before, const Position* after);

  /// The points that `child` receives (departs == false) or gives away, from its parent or by a
  /// link, as disjoint boxes in ascending order of their low corners.
  std::vector<TensorBox> moved_boxes(const Edge& edge, std::int64_t child, const Position* before,
                                     const Position* after, bool departs) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tilewright::sim
