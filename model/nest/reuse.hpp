#pragma once
// Temporal reuse: which words must be fetched when the loops outside a tile advance?
//
// Timeloop does not run every iteration of a temporal loop. It runs the first one, and the second
// one in place of all others (docs/equations.md, section 3). The tile positions that it
// visits are those of a binary counter over the loops, so the displacement between two visits
// depends only on the loop that advances, and the stride rule becomes a small state machine whose
// runs nest: a step of loop i lies between two runs of the loops inside of it.

#include <cstdint>
#include <span>
#include <vector>

#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"
#include "model/nest/timeloop_year.hpp"

namespace tilewright {

/// How much of a tile is fetched at a visit.
enum class Fetch : std::uint8_t {
  nothing,  ///< the tile is where it was
  rest,     ///< what the previous position did not cover
  all,      ///< the whole tile
};

/// Visits in which the same loop advances and the same is fetched.
struct Advance {
  int loop = 0;             ///< position of the loop that advances
  bool same_shape = false;  ///< the previous visit fetched the same shape, elsewhere
  std::int64_t words = 0;   ///< fetched per visit, > 0
  std::int64_t visits = 0;  ///< how many visits this stands for
};

/// The visits of one data space's tile: a first one that fetches everything, and the advances.
class ReuseSchedule {
 public:
  explicit ReuseSchedule(TimeloopYear year);

  /// Works out all visits of a tile with these extents while `loops` (temporal, innermost first)
  /// run around it. With `always_all` every visit fetches the whole tile (no temporal reuse).
  /// Throws Error when a count exceeds 2^63.
  void build(const Projection& projection, const RankVector& extents,
             std::span<const NestLoop> loops, bool always_all);

  /// Words fetched in all visits.
  std::int64_t total_words() const { return total_words_; }
  /// The visits that fetch something, but for the first. Valid until the next build().
  std::span<const Advance> find_advances();
  /// The loops from this one outwards move the tile so far that it leaves its old place along a
  /// rank that only one dimension moves. Displacements of these are known only after
  /// find_advances().
  int first_leaving_loop() const { return first_leaving_loop_; }
  /// How far the tile moves, in words per rank, when `loop` advances and the loops inside restart.
  const RankVector& displacement(int loop) const { return steps_[loop].displacement; }

 private:
  struct Step {
    RankVector displacement;
    std::int64_t rest_words;
    bool moves;
    int stride;  // number of the displacement among the different ones, from 1; 0: passed over
  };
  // What the stride rule remembers (0: no stride), and what the last visit fetched.
  struct State {
    int stride = 0;
    Fetch last = Fetch::all;
    bool operator==(const State&) const = default;
  };
  struct Visits {
    State state;
    std::int64_t count;
  };

  bool find_overlaps(const RankVector& extents);
  void find_step(std::size_t loop);
  void number_strides();
  void count_full_fetches();
  void count_by_state();
  State advance(const Step& step, State state) const;
  State run(int loops, State state);
  void add_visits(State state, std::int64_t count);
  void add_advance(int loop, State before, State after, std::int64_t visits);

  TimeloopYear year_;
  const Projection* projection_ = nullptr;
  std::span<const NestLoop> loops_;
  bool always_all_ = false;
  int first_leaving_loop_ = 0;
  bool advances_known_ = false;
  RankVector restart_{};  // displacement of all loops inside, from their second to first iteration
  int rank_count_ = 0;
  std::int64_t tile_words_ = 0;
  std::int64_t total_words_ = 0;
  std::vector<Step> steps_;  // by loop
  std::vector<Advance> advances_;
  std::vector<Visits> visits_;
  std::vector<Visits> next_visits_;
  std::vector<State> ends_;  // memory of run(): [loops][state]
  std::vector<char> known_;
};

}  // namespace tilewright
