#pragma once
// The timing of levels that run in step: the state of their buffers, ports and compute units as
// points in time, and what each move of the odometer does to it (docs/simulator.md, "Phases").
//
// All instances of these levels do the same at the same time; what takes longest at one of them
// counts for all. Each port serves its transfers in the order of the program. The next tile of a
// data space is fetched while the present one is used, where the buffer has room for both, in equal
// parts spread over that time, so that finer transfers pass in between.
//
// The operations are written for any type V of points in time: Stamp for one run, Row for all runs
// at once (max_plus.hpp).

#include <array>
#include <cstdint>
#include <vector>

#include "sim/flow/tile_flow.hpp"
#include "sim/phase/max_plus.hpp"
#include "sim/phase/pace.hpp"

namespace tilewright::sim {

/// How many tiles of an edge's data space the child may hold.
enum class Slots : std::uint8_t { one, two, unlimited };

/// Words that moved along one edge, all instances together.
struct EdgeCounts {
  std::int64_t parent_reads = 0;
  std::int64_t child_fills = 0;
  std::int64_t link_words = 0;
  std::int64_t parent_updates = 0;
  bool operator==(const EdgeCounts&) const = default;
};

/// By edge, as TileFlow::edges() lists them, and the operations.
struct Counts {
  std::vector<EdgeCounts> edges;
  std::int64_t operations = 0;
  std::int64_t steps = 0;  ///< operations of a compute unit, idle or not

  /// Adds `times` times the other's counts. Throws Error beyond 2^63.
  void add(const Counts& other, std::int64_t times = 1);
};

/// The grid that a systolic network spans below its level.
struct SystolicGrid {
  int level = 0;
  std::int64_t columns = 1;
  std::int64_t rows = 1;
};

/// What is played in step: storage levels 0 to `top` and the compute units. Data spaces that reach
/// them from further out come by hands of the caller.
struct PhaseScope {
  int top = 0;
  std::vector<Slots> slots;  ///< by edge
  std::vector<bool> ample;   ///< by level: its ports lose no time (Prefetch::ample)
  std::vector<SystolicGrid> systolic;
  bool links = false;  ///< neighbours may pass on words: movements depend on the step before
};

class PhaseModel {
 public:
  template <class V>
  using State = std::vector<V>;

  /// The flow and the pace must outlive this.
  PhaseModel(TileFlow& flow, const Pace& pace, PhaseScope scope);
  PhaseModel(const PhaseModel&) = delete;
  PhaseModel& operator=(const PhaseModel&) = delete;

  TileFlow& flow() const { return flow_; }
  const Pace& pace() const { return pace_; }
  int variable_count() const { return variable_count_; }
  /// Nothing has happened yet.
  State<Stamp> initial_state() const;

  int edge_count() const { return static_cast<int>(edges_.size()); }

  /// When the present tile of an edge has come, and when it was last used. Of an edge whose parent
  /// is outside of the scope, the caller sets both between leave() and enter(), and before start().
  int ready_variable(int edge) const { return edges_[static_cast<std::size_t>(edge)].ready; }
  int used_variable(int edge) const { return edges_[static_cast<std::size_t>(edge)].used; }
  int change_loop(int edge) const { return edges_[static_cast<std::size_t>(edge)].change_loop; }
  /// When the last operation started.
  static constexpr int issue_variable = 0;

  /// The first tiles come.
  template <class V>
  void start(State<V>& state, const Position& position, Counts& counts);
  /// One operation of each compute unit.
  template <class V>
  void operate(State<V>& state, const Position& position, Counts& counts);
  /// `loop` advances: results of tiles that change go outwards ...
  template <class V>
  void leave(State<V>& state, int loop, const Position& before, const Position& after,
             Counts& counts);
  /// ... and new tiles come in.
  template <class V>
  void enter(State<V>& state, int loop, const Position& before, const Position& after,
             Counts& counts);
  /// The last results go outwards.
  template <class V>
  void finish(State<V>& state, const Position& position, Counts& counts);
  /// When the operation at `position` would start.
  Stamp next_operation(const State<Stamp>& state, const Position& position);
  /// When everything is done.
  Stamp end(const State<Stamp>& state) const;

  /// What the body of the loops inside of `loop` at `position` depends on, so that bodies with
  /// equal keys have equal effects. `entry`: the loop whose advance led into the body.
  std::vector<std::int64_t> body_key(int loop, const Position& position, int entry);

 private:
  struct EdgeState {
    Edge edge;
    int id = 0;
    bool internal = false;  // the parent is within the scope
    bool read_write = false;
    int feeder = -1;      // edge that fills the parent's tile; -1: it is there from the start
    int change_loop = 0;  // innermost loop whose advance changes the tile
    int chunk_loop = 0;   // innermost loop at whose advances a part of the next tile is fetched
    std::int64_t chunks = 1;
    Slots slots = Slots::one;
    const SystolicGrid* grid = nullptr;
    // Variables; -1: there is none.
    int ready = -1;     // the present tile has come
    int next = -1;      // what was fetched of the next tile has come
    int used = -1;      // last use of the present tile
    int previous = -1;  // the room of the tile before is free
    int lane_in = -1;   // the systolic network's lanes
    int lane_out = -1;
  };
  /// A coming change of an edge's tile.
  struct Upcoming {
    bool with_parent = false;  // the parent's tile changes at the same time
    bool touched = false;
    const Movement* movement = nullptr;  // null: the tile stays until the end
  };
  static constexpr int origin = 1;   // the start of the run
  static constexpr int written = 2;  // last write to an outermost tile

  void add_ports();
  void add_edge(const Edge& edge);
  void plan_chunks(EdgeState& edge) const;
  bool fetches_ahead(const EdgeState& edge, bool with_parent) const {
    return edge.slots != Slots::one && !with_parent;
  }
  std::int64_t skew_ticks(const EdgeState& edge) const {
    return pace_.ticks(edge.grid->columns + edge.grid->rows - 2);
  }
  const Movement& arrivals(const EdgeState& edge, const Position& before, const Position& after);
  Upcoming find_upcoming(const EdgeState& edge, int first_loop, const Position& position);
  static std::int64_t lane_words(const TileFlow& flow, const EdgeState& edge,
                                 const Movement& movement);

  void count_arrival(const EdgeState& edge, const Movement& movement, Counts& counts) const;
  /// When the parent's tile was last read or written; of an outermost one, the last write of all.
  template <class V>
  V& parent_used(State<V>& state, const EdgeState& edge) const {
    return state[static_cast<std::size_t>(
        edge.feeder < 0 ? written : edges_[static_cast<std::size_t>(edge.feeder)].used)];
  }
  template <class V>
  struct Times {
    V at_parent;
    V at_child;
  };
  template <class V>
  V serve(State<V>& state, int level, Port port, const V& start, std::int64_t ticks, int cause);
  template <class V>
  V pass_lane(State<V>& state, int variable, const V& start, std::int64_t ticks, int cause);
  template <class V>
  Times<V> transfer(State<V>& state, const EdgeState& edge, const Movement& movement,
                    std::int64_t parts, const V& start);
  template <class V>
  V deliver(State<V>& state, const EdgeState& edge, const Movement& movement, const V& start);
  template <class V>
  V room(const State<V>& state, const EdgeState& edge, bool touched) const;
  template <class V>
  void fetch(State<V>& state, EdgeState& edge, const Movement& movement, bool touched,
             std::int64_t parts, const V& start, int target);
  template <class V>
  void drain(State<V>& state, EdgeState& edge, const Movement& movement, Counts& counts);
  template <class V>
  void swap(State<V>& state, EdgeState& edge, const Movement& movement, bool touched,
            bool fetched_ahead, Counts& counts);
  template <class V>
  void fetch_ahead(State<V>& state, int loop, const Position& position);
  template <class V>
  V operand(State<V>& state, const EdgeState& edge, const Position& position, Counts& counts);

  TileFlow& flow_;
  const Pace& pace_;
  PhaseScope scope_;
  int variable_count_ = 3;
  std::vector<EdgeState> edges_;
  std::vector<int> inner_first_;           // internal edges between storage levels
  std::vector<int> compute_edges_;         // internal
  std::vector<std::array<int, 3>> ports_;  // [level][Port]: variable or -1
  // Of find_upcoming() and arrivals(), kept for their memory.
  Position upcoming_before_;
  Position upcoming_after_;
  Position previous_;
};

}  // namespace tilewright::sim
