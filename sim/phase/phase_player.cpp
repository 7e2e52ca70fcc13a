#include "sim/phase/phase_player.hpp"

#include <algorithm>

namespace tilewright::sim {

namespace {

std::vector<Row> unchanged(int size) {
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(size));
  for (int index = 0; index < size; ++index) rows.emplace_back(index);
  return rows;
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
  Effect effect = work_out(loop, position, entry);
  return effects_.emplace(std::move(key), std::move(effect)).first->second;
}

Effect PhasePlayer::work_out(int loop, const Position& position, int entry) {
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
  // From here on instances in the last pass of an imperfect loop are idle; others may go on.
  const std::int64_t residual = model_.flow().loops()[static_cast<std::size_t>(inner)].residual;
  Effect effect = body(inner, at, entry);
  for (index = 1; index < end; ++index) {
    // All but the first and last two iterations are alike: the first two may differ by what was
    // before, the last two by what comes after, and by the smaller tiles of an imperfect loop's
    // last pass.
    const std::int64_t first = index < residual ? 0 : residual;
    const std::int64_t last = index < residual ? std::min(residual, end) : end;
    const std::int64_t repetitions = index == first + 2 && last - first > 5 ? last - first - 4 : 1;
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
  model_.flow().go_to_end(loop, before);
  Counts counts;
  counts.edges.resize(static_cast<std::size_t>(model_.edge_count()));
  std::vector<Row> rows = unchanged(model_.variable_count());
  model_.leave(rows, loop, before, after, counts);
  model_.enter(rows, loop, before, after, counts);
  return {MaxPlus(std::move(rows)), std::move(counts)};
}

bool PhasePlayer::play(int loop, Position& position, int entry, PhaseModel::State<Stamp>& state,
                       Counts& counts, const KeepGoing& keep_going) {
  if (!skip_) return play_all(loop, position, state, counts, keep_going);
  const Effect& effect = body(loop, position, entry);
  state = effect.timing.apply(state);
  counts.add(effect.counts);
  model_.flow().go_to_end(loop, position);
  return true;
}

bool PhasePlayer::play_all(int loop, Position& position, PhaseModel::State<Stamp>& state,
                           Counts& counts, const KeepGoing& keep_going) {
  const TileFlow& flow = model_.flow();
  for (;;) {
    model_.operate(state, position, counts);
    ++played_;
    Position after = position;
    const int advanced = flow.advance(0, after);
    if (advanced >= loop) return true;
    if (keep_going && !keep_going(counts, state[PhaseModel::issue_variable])) return false;
    model_.leave(state, advanced, position, after, counts);
    model_.enter(state, advanced, position, after, counts);
    position = std::move(after);
  }
}

PhaseRun play_nest(PhasePlayer& player, const KeepGoing& keep_going) {
  PhaseModel& model = player.model();
  const int loop_count = static_cast<int>(model.flow().loops().size());
  Position position(static_cast<std::size_t>(loop_count), 0);
  PhaseRun run;
  run.counts.edges.resize(static_cast<std::size_t>(model.edge_count()));
  PhaseModel::State<Stamp> state = model.initial_state();
  model.start(state, position, run.counts);
  run.first_operation = model.next_operation(state, position);
  run.finished = player.play(loop_count, position, loop_count, state, run.counts, keep_going);
  run.played = player.played();
  run.skipped = player.skipped();
  run.last_operation = state[PhaseModel::issue_variable];
  model.finish(state, position, run.counts);
  run.end = model.end(state);
  return run;
}

}  // namespace tilewright::sim
