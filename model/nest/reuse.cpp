#include "model/nest/reuse.hpp"

#include <algorithm>
#include <cstdlib>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

// More than mappings have, so that vectors that change places rarely grow again.
constexpr std::size_t many_visits = 64;

}  // namespace

ReuseSchedule::ReuseSchedule(TimeloopYear year) : year_(year) {
  visits_.reserve(many_visits);
  next_visits_.reserve(many_visits);
}

void ReuseSchedule::build(const Projection& projection, const RankVector& extents,
                          std::span<const NestLoop> loops, bool always_all) {
  projection_ = &projection;
  loops_ = loops;
  always_all_ = always_all;
  rank_count_ = projection.rank_count();
  tile_words_ = box_words(extents, rank_count_);
  advances_known_ = false;
  if (find_overlaps(extents) && !always_all) {
    count_by_state();
  } else {
    count_full_fetches();
  }
}

std::span<const Advance> ReuseSchedule::find_advances() {
  if (!advances_known_) count_by_state();
  return advances_;
}

// Finds the steps up to the first leaving loop. Returns true when what one of them fetches depends
// on the steps before: it leaves part of the tile in place or, until 2024, all of it.
bool ReuseSchedule::find_overlaps(const RankVector& extents) {
  steps_.resize(loops_.size());
  restart_ = projection_->zero();
  bool depends_on_past = false;
  std::size_t i = 0;
  for (; i < loops_.size(); ++i) {
    if ((projection_->moved_ranks(loops_[i].dimension) & projection_->single_ranks()) != 0) break;
    find_step(i);
    Step& step = steps_[i];
    std::int64_t overlap = 1;
    for (int rank = 0; rank < rank_count_; ++rank) {
      overlap *= std::max<std::int64_t>(extents[rank] - std::abs(step.displacement[rank]), 0);
    }
    step.rest_words = tile_words_ - overlap;
    const bool remembered = step.moves || year_ == TimeloopYear::y2024;
    depends_on_past = depends_on_past || (remembered && overlap != 0);
  }
  first_leaving_loop_ = static_cast<int>(i);
  return depends_on_past;
}

// Fills the displacement of a step; those of the loops inside must be known.
void ReuseSchedule::find_step(std::size_t loop) {
  Step& step = steps_[loop];
  for (int rank = 0; rank < rank_count_; ++rank) step.displacement[rank] = -restart_[rank];
  for (const Projection::Mover& mover : projection_->movers(loops_[loop].dimension)) {
    const std::int64_t own = mover.words * loops_[loop].stride;
    step.displacement[mover.rank] += own;
    restart_[mover.rank] += own;
  }
  std::int64_t any = 0;
  for (int rank = 0; rank < rank_count_; ++rank) any |= step.displacement[rank];
  step.moves = any != 0;
}

// Finds the remaining steps and tells different displacements apart.
void ReuseSchedule::number_strides() {
  int strides = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    Step& step = steps_[i];
    if (static_cast<int>(i) >= first_leaving_loop_) {
      find_step(i);
      step.rest_words = tile_words_;
    }
    step.stride = 0;
    if (!step.moves && year_ != TimeloopYear::y2024) continue;
    for (std::size_t j = 0; j < i && step.stride == 0; ++j) {
      bool same = steps_[j].moves == step.moves;
      for (int rank = 0; rank < rank_count_ && same; ++rank) {
        same = step.displacement[rank] == steps_[j].displacement[rank];
      }
      if (same) step.stride = steps_[j].stride;
    }
    if (step.stride == 0) step.stride = ++strides;
  }
}

// The short way where nothing depends on the past: each visit that moves the tile fetches all.
void ReuseSchedule::count_full_fetches() {
  std::int64_t visits = 1;
  std::int64_t outer = 1;  // iterations of the loops outside
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const bool leaves = static_cast<int>(i) >= first_leaving_loop_;
    if (always_all_ || leaves || steps_[i].moves) visits += (loops_[i].bound - 1) * outer;
    outer *= loops_[i].bound;
  }
  total_words_ = checked_multiply(tile_words_, visits);
}

void ReuseSchedule::count_by_state() {
  number_strides();
  advances_known_ = true;
  advances_.clear();
  total_words_ = tile_words_;
  const std::size_t states = 3 * (steps_.size() + 1);
  known_.assign(states * (steps_.size() + 1), 0);
  ends_.resize(known_.size());
  visits_.assign(1, {State{}, 1});
  for (int loop = static_cast<int>(steps_.size()) - 1; loop >= 0; --loop) {
    next_visits_.clear();
    for (const Visits& start : visits_) {
      const State before = run(loop, start.state);
      const State after = advance(steps_[loop], before);
      const std::int64_t repeated =
          start.count * (loops_[static_cast<std::size_t>(loop)].bound - 1);
      add_advance(loop, before, after, repeated);
      add_visits(start.state, start.count);
      add_visits(after, repeated);
    }
    visits_.swap(next_visits_);
  }
}

// The stride rule (docs/equations.md, section 3). Until 2024, a step that leaves the tile in place
// has a number, too.
ReuseSchedule::State ReuseSchedule::advance(const Step& step, State state) const {
  if (always_all_) return {0, Fetch::all};
  if (step.stride == 0) return {state.stride, Fetch::nothing};
  if (state.stride != 0 && state.stride != step.stride) return {0, Fetch::all};
  if (step.rest_words == 0) return {step.stride, Fetch::nothing};
  return {step.stride, step.rest_words == tile_words_ ? Fetch::all : Fetch::rest};
}

// The state after the innermost `loops` loops have run once, starting in `state`.
ReuseSchedule::State ReuseSchedule::run(int loops, State state) {
  if (loops == 0) return state;
  const std::size_t states = 3 * (steps_.size() + 1);
  const std::size_t entry = static_cast<std::size_t>(loops) * states +
                            3 * static_cast<std::size_t>(state.stride) +
                            static_cast<std::size_t>(state.last);
  if (!known_[entry]) {
    ends_[entry] = run(loops - 1, advance(steps_[loops - 1], run(loops - 1, state)));
    known_[entry] = 1;
  }
  return ends_[entry];
}

void ReuseSchedule::add_visits(State state, std::int64_t count) {
  for (Visits& visits : next_visits_) {
    if (visits.state == state) {
      visits.count += count;
      return;
    }
  }
  next_visits_.push_back({state, count});
}

void ReuseSchedule::add_advance(int loop, State before, State after, std::int64_t visits) {
  if (after.last == Fetch::nothing) return;
  const std::int64_t words = after.last == Fetch::all ? tile_words_ : steps_[loop].rest_words;
  total_words_ = checked_add(total_words_, checked_multiply(words, visits));
  advances_.push_back({loop, before.last == after.last, words, visits});
}

}  // namespace tilewright
