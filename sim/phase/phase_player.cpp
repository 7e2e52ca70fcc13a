#include "sim/phase/phase_player.hpp"


namespace tilewright::sim {

namespace {

std::vector<Row> unchanged(int size) {
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(size));
  for (int index = 0; index < size; ++index) rows.emplace_back(index);
  return rows;
}

// All loops inside of `loop` in their last iterations.
void go_to_end(const TileFlow& flow, int loop, Position& position) {
  while (--loop >= 0) position[static_cast<std::size_t>(loop)] = flow.end(loop, position) - 1;
}

}  // namespace

const Effect& PhasePlayer::body(int loop, const Position& position, int entry) {
  std::vector<std::int64_t> key = model_.body_key(loop, position, entry);
  const auto found = effects_.find(key);
  if (found != effects_.end()) {
    ++skipped_;
    return found->second;
  }
  ++played_;
  Effect effect = play(loop, position, entry);
  return effects_.emplace(std::move(key), std::move(effect)).first->second;
}

Effect PhasePlayer::play(int loop, const Position& position, int entry) {
  if (loop == 0) {
    Counts counts;
    std::vector<Row> rows = unchanged(model_.variable_count());
    model_.operate(rows, position, counts);
    return {MaxPlus(std::move(rows)), std::move(counts)};
  }
  const int inner = loop - 1;
  Position at = position;
  std::int64_t& index = at[static_cast<std::size_t>(inner)];
  index = 0;
  const std::int64_t end = model_.flow().end(inner, at);
  Effect effect = body(inner, at, entry);
  for (index = 1; index < end; ++index) {
    // Iterations 2 to end - 3 are alike: the first two may differ by what was before the loop, the
    // last two by what comes after it, and by the smaller tiles of an imperfect loop's last pass.
    const std::int64_t repetitions = index == 2 && end > 5 ? end - 4 : 1;
    Effect iteration = step(inner, at);
    const Effect& inside = body(inner, at, inner);
    iteration.timing = iteration.timing.then(inside.timing);
    iteration.counts.add(inside.counts);
    if (repetitions > 1) iteration.timing = iteration.timing.repeated(repetitions);
    effect.timing = effect.timing.then(iteration.timing);
    effect.counts.add(iteration.counts, repetitions);
    skipped_ += repetitions - 1;
    index += repetitions - 1;
  }
  return effect;
}

// The advance of `loop` to its index in `after`.
Effect PhasePlayer::step(int loop, const Position& after) {
  Position before = after;
  --before[static_cast<std::size_t>(loop)];
  go_to_end(model_.flow(), loop, before);
  Counts counts;
  counts.edges.resize(static_cast<std::size_t>(model_.edge_count()));
  std::vector<Row> rows = unchanged(model_.variable_count());
  model_.leave(rows, loop, before, after, counts);
  model_.enter(rows, loop, before, after, counts);
  return {MaxPlus(std::move(rows)), std::move(counts)};
}

namespace {

// Visits every position. Returns the last one that was played.
Position play_all(PhaseModel& model, PhaseModel::State<Stamp>& state, const Position& first,
                  const KeepGoing& keep_going, PhaseRun& run) {
  const TileFlow& flow = model.flow();
  const int loop_count = static_cast<int>(flow.loops().size());
  Position position = first;
  for (;;) {
    model.operate(state, position, run.counts);
    ++run.played;
    Position after = position;
    const int loop = flow.advance(0, after);
    if (loop == loop_count) return position;
    if (keep_going && !keep_going(run.counts, state[PhaseModel::issue_variable])) {
      run.finished = false;
      return position;
    }
    model.leave(state, loop, position, after, run.counts);
    model.enter(state, loop, position, after, run.counts);
    position = std::move(after);
  }
}

}  // namespace

PhaseRun play_nest(PhaseModel& model, bool skip, const KeepGoing& keep_going) {
  const int loop_count = static_cast<int>(model.flow().loops().size());
  const Position first(static_cast<std::size_t>(loop_count), 0);
  PhaseRun run;
  run.counts.edges.resize(static_cast<std::size_t>(model.edge_count()));
  PhaseModel::State<Stamp> state = model.initial_state();
  model.start(state, first, run.counts);
  PhaseModel::State<Stamp> trial = state;
  Counts ignored;
  model.operate(trial, first, ignored);
  run.first_operation = trial[PhaseModel::issue_variable];
  Position last = first;
  if (skip) {
    PhasePlayer player(model);
    const Effect& nest = player.body(loop_count, first, loop_count);
    state = nest.timing.apply(state);
    run.counts.add(nest.counts);
    run.played = player.played();
    run.skipped = player.skipped();
    go_to_end(model.flow(), loop_count, last);
  } else {
    last = play_all(model, state, first, keep_going, run);
  }
  run.last_operation = state[PhaseModel::issue_variable];
  model.finish(state, last, run.counts);
  run.end = model.end(state);
  return run;
}

}  // namespace tilewright::sim
