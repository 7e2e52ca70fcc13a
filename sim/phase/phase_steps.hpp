#pragma once
// The steps of PhaseModel on state variables of any type; included by phase_model.cpp only.

#include "model/spec/checked.hpp"
#include "sim/phase/phase_model.hpp"

namespace tilewright::sim {

// A port gives its time in the order of the program, from the start of the last operation on: what
// is early in the program and late in time lets others pass. A level with ample prefetch gives all
// its time since the start of the run.
template <class V>
V PhaseModel::serve(State<V>& state, int level, Port port, const V& start, std::int64_t ticks,
                    int cause) {
  V& given = state[static_cast<std::size_t>(
      ports_[static_cast<std::size_t>(level)][static_cast<std::size_t>(port)])];
  if (!scope_.ample[static_cast<std::size_t>(level)]) given = later(given, state[issue_variable]);
  given = sim::after(given, ticks, cause);
  return later(given, sim::after(start, ticks, cause));
}

// A lane carries one transfer after the other.
template <class V>
V PhaseModel::pass_lane(State<V>& state, int variable, const V& start, std::int64_t ticks,
                        int cause) {
  V& free = state[static_cast<std::size_t>(variable)];
  free = sim::after(later(start, free), ticks, cause);
  return free;
}

// One of `parts` equal parts of the words that a movement brings inwards, through the ports. The
// network's latency is left to the caller.
template <class V>
PhaseModel::Times<V> PhaseModel::transfer(State<V>& state, const EdgeState& edge,
                                          const Movement& movement, std::int64_t parts,
                                          const V& start) {
  const int cause = pace_.fill_cause(edge.edge);
  Times<V> times{start, start};
  const auto pass = [&](int level, Port port, std::int64_t words, V& done) {
    if (words == 0 || !pace_.limited(level, port)) return;
    const std::int64_t ticks =
        ceil_divide(pace_.transfer_ticks(level, port, edge.edge.space, words), parts);
    done = later(done, serve(state, level, port, start, ticks, cause));
  };
  pass(edge.edge.parent, Port::read, movement.busiest_parent, times.at_parent);
  pass(edge.edge.parent, Port::shared, movement.busiest_parent, times.at_parent);
  times.at_child = times.at_parent;
  if (edge.grid != nullptr) {
    const std::int64_t ticks = ceil_divide(pace_.ticks(lane_words(flow_, edge, movement)), parts);
    times.at_child = later(times.at_child, pass_lane(state, edge.lane_in, start, ticks, cause));
  }
  if (edge.edge.child >= 0) {
    pass(edge.edge.child, Port::write, movement.busiest_child, times.at_child);
    pass(edge.edge.child, Port::shared, movement.busiest_child, times.at_child);
  }
  return times;
}

// Results on their way outwards: through a systolic network's lanes, into the parent's port.
template <class V>
V PhaseModel::deliver(State<V>& state, const EdgeState& edge, const Movement& movement,
                      const V& start) {
  const int cause = pace_.drain_cause(edge.edge);
  V begin = start;
  V done = start;
  if (edge.grid != nullptr) {
    begin = sim::after(begin, skew_ticks(edge), Pace::latency_cause);
    done = pass_lane(state, edge.lane_out, begin, pace_.ticks(lane_words(flow_, edge, movement)),
                     cause);
  }
  for (const Port port : {Port::write, Port::shared}) {
    if (movement.busiest_parent == 0 || !pace_.limited(edge.edge.parent, port)) continue;
    const std::int64_t ticks =
        pace_.transfer_ticks(edge.edge.parent, port, edge.edge.space, movement.busiest_parent);
    done = later(done, serve(state, edge.edge.parent, port, begin, ticks, cause));
  }
  const std::int64_t latency = pace_.drain_latency_ticks(edge.edge);
  return latency > 0 ? sim::after(done, latency, Pace::latency_cause) : done;
}

// From when on the child has room for a new tile. Partial sums that come back must have been
// written before: those of the last but one tile have when its room is free.
template <class V>
V PhaseModel::room(const State<V>& state, const EdgeState& edge, bool touched) const {
  V begin = state[static_cast<std::size_t>(
      edge.slots == Slots::unlimited && !touched ? origin : edge.previous)];
  if (edge.feeder >= 0) {
    const EdgeState& feeder = edges_[static_cast<std::size_t>(edge.feeder)];
    begin = later(begin, state[static_cast<std::size_t>(feeder.ready)]);
  }
  return begin;
}

// Fetches a part of a tile; `target` becomes the time when it has come.
template <class V>
void PhaseModel::fetch(State<V>& state, EdgeState& edge, const Movement& movement, bool touched,
                       std::int64_t parts, const V& start, int target) {
  V& come = state[static_cast<std::size_t>(target)];
  if (edge.read_write && !touched) {  // results start from nothing: all they need is room
    come = later(come, start);
    return;
  }
  const Times<V> times = transfer(state, edge, movement, parts, start);
  come = later(
      come, sim::after(times.at_child, pace_.fill_latency_ticks(edge.edge), Pace::latency_cause));
  if (edge.feeder >= 0) {
    V& used = parent_used(state, edge);
    used = later(used, times.at_parent);
  }
}

template <class V>
void PhaseModel::drain(State<V>& state, EdgeState& edge, const Movement& movement, Counts& counts) {
  V& used = state[static_cast<std::size_t>(edge.used)];
  V done = deliver(state, edge, movement, used);
  V& outer = parent_used(state, edge);
  outer = later(outer, done);
  // Instances further on in a systolic array lag behind; the room is free in each one's own time.
  if (edge.grid != nullptr) done = sim::after(done, -skew_ticks(edge), Pace::latency_cause);
  used = done;
  counts.edges[static_cast<std::size_t>(edge.id)].parent_updates += movement.parent_words;
}

// A new tile takes the place of the present one.
template <class V>
void PhaseModel::swap(State<V>& state, EdgeState& edge, const Movement& movement, bool touched,
                      bool fetched_ahead, Counts& counts) {
  const auto at = [&](int variable) -> V& { return state[static_cast<std::size_t>(variable)]; };
  const V released = at(edge.used);
  if (fetched_ahead) {
    at(edge.ready) = at(edge.next);
  } else {
    if (edge.slots == Slots::one) at(edge.previous) = released;
    const V begin = room(state, edge, touched);
    at(edge.ready) = begin;
    fetch(state, edge, movement, touched, 1, begin, edge.ready);
  }
  at(edge.previous) = released;
  at(edge.used) = at(edge.ready);
  if (!edge.read_write || touched) count_arrival(edge, movement, counts);
}

// A part of each next tile that there is room for.
template <class V>
void PhaseModel::fetch_ahead(State<V>& state, int loop, const Position& position) {
  for (const int id : inner_first_) {
    EdgeState& edge = edges_[static_cast<std::size_t>(id)];
    if (edge.chunk_loop > loop || edge.slots == Slots::one) continue;
    const Upcoming upcoming = find_upcoming(edge, 0, position);
    if (upcoming.movement == nullptr || !fetches_ahead(edge, upcoming.with_parent)) continue;
    const V begin = room(state, edge, upcoming.touched);
    if (edge.change_loop <= loop) state[static_cast<std::size_t>(edge.next)] = begin;
    fetch(state, edge, *upcoming.movement, upcoming.touched, edge.chunks, begin, edge.next);
  }
}

// When the operand of the next operation is there. A compute unit has one register for it, so that
// it is fetched from the start of the operation before. The network is a pipeline: words are sent
// so much ahead that its latency counts only for the first ones of a new tile.
template <class V>
V PhaseModel::operand(State<V>& state, const EdgeState& edge, const Position& position,
                      Counts& counts) {
  const V& available = state[static_cast<std::size_t>(
      edge.feeder < 0 ? origin : edges_[static_cast<std::size_t>(edge.feeder)].ready)];
  V begin = later(state[issue_variable], available);
  if (edge.read_write && !flow_.touched(edge.edge, position)) return begin;
  const Movement& movement = flow_.arrivals(edge.edge, nullptr, nullptr, position);
  count_arrival(edge, movement, counts);
  const Times<V> times = transfer(state, edge, movement, 1, begin);
  if (edge.feeder >= 0) {
    V& used = parent_used(state, edge);
    used = later(used, times.at_parent);
  }
  const std::int64_t latency = pace_.fill_latency_ticks(edge.edge);
  if (latency == 0) return times.at_child;
  std::int64_t ticks = 0;
  for (const Port port : {Port::read, Port::shared}) {
    if (!pace_.limited(edge.edge.parent, port)) continue;
    ticks = std::max(ticks, pace_.transfer_ticks(edge.edge.parent, port, edge.edge.space,
                                                 movement.busiest_parent));
  }
  const V sent = sim::after(available, ticks, pace_.fill_cause(edge.edge));
  return later(times.at_child, sim::after(sent, latency, Pace::latency_cause));
}

}  // namespace tilewright::sim
