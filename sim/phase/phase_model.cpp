#include "sim/phase/phase_model.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "model/spec/checked.hpp"
#include "sim/phase/phase_steps.hpp"

namespace tilewright::sim {

namespace {

// Into so many parts at least the fetching of a tile is cut, where the loops inside allow it.
constexpr std::int64_t wanted_chunks = 8;

}  // namespace

void Counts::add(const Counts& other, std::int64_t times) {
  const auto add_times = [times](std::int64_t& sum, std::int64_t more) {
    if (more != 0) sum = checked_add(sum, checked_multiply(more, times));
  };
  edges.resize(std::max(edges.size(), other.edges.size()));
  for (std::size_t edge = 0; edge < other.edges.size(); ++edge) {
    add_times(edges[edge].parent_reads, other.edges[edge].parent_reads);
    add_times(edges[edge].child_fills, other.edges[edge].child_fills);
    add_times(edges[edge].link_words, other.edges[edge].link_words);
    add_times(edges[edge].parent_updates, other.edges[edge].parent_updates);
  }
  add_times(operations, other.operations);
  add_times(steps, other.steps);
}

PhaseModel::PhaseModel(TileFlow& flow, const Pace& pace, PhaseScope scope)
    : flow_(flow), pace_(pace), scope_(std::move(scope)) {
  add_ports();
  for (const Edge& edge : flow.edges()) add_edge(edge);
  for (const EdgeState& edge : edges_) {
    if (!edge.internal) continue;
    (edge.edge.child < 0 ? compute_edges_ : inner_first_).push_back(edge.id);
  }
  std::stable_sort(inner_first_.begin(), inner_first_.end(), [&](int a, int b) {
    return edges_[static_cast<std::size_t>(a)].edge.child <
           edges_[static_cast<std::size_t>(b)].edge.child;
  });
}

void PhaseModel::add_ports() {
  for (int level = 0; level <= scope_.top; ++level) {
    auto& ports = ports_.emplace_back();
    for (const Port port : {Port::read, Port::write, Port::shared}) {
      ports[static_cast<std::size_t>(port)] = pace_.limited(level, port) ? variable_count_++ : -1;
    }
  }
}

void PhaseModel::add_edge(const Edge& edge) {
  EdgeState& state = edges_.emplace_back();
  state.edge = edge;
  state.id = static_cast<int>(edges_.size()) - 1;
  state.internal = edge.parent <= scope_.top;
  state.read_write = flow_.is_result(edge.space);
  state.slots = scope_.slots[static_cast<std::size_t>(state.id)];
  state.change_loop = flow_.change_loop(edge);
  plan_chunks(state);
  if (edge.child > scope_.top) return;
  if (edge.child >= 0) {
    state.ready = variable_count_++;
    state.used = variable_count_++;
  }
  if (!state.internal) return;
  state.feeder = flow_.feeder(state.id);
  if (edge.child >= 0) {
    state.next = variable_count_++;
    state.previous = variable_count_++;
  }
  for (const SystolicGrid& grid : scope_.systolic) {
    if (edge.child >= grid.level || edge.parent < grid.level) continue;
    state.grid = &grid;
    state.lane_in = variable_count_++;
    state.lane_out = variable_count_++;
  }
}

// The loops inside of a tile's change that cut its fetching into parts. Behind an imperfect loop
// the number of parts would change from pass to pass.
void PhaseModel::plan_chunks(EdgeState& edge) const {
  const auto loops = flow_.loops();
  edge.chunk_loop = edge.change_loop;
  while (edge.chunk_loop > 0 && edge.chunks < wanted_chunks) {
    const TemporalLoop& inside = loops[static_cast<std::size_t>(edge.chunk_loop) - 1];
    if (inside.residual != inside.bound) return;
    edge.chunks = checked_multiply(edge.chunks, inside.bound);
    --edge.chunk_loop;
  }
}

PhaseModel::State<Stamp> PhaseModel::initial_state() const {
  State<Stamp> state(static_cast<std::size_t>(variable_count_));
  state[issue_variable] =
      sim::after(state[issue_variable], -pace_.initiation_ticks(), Pace::compute_cause);
  return state;
}

Stamp PhaseModel::next_operation(const State<Stamp>& state, const Position& position) {
  State<Stamp> trial = state;
  Counts ignored;
  operate(trial, position, ignored);
  return trial[issue_variable];
}

Stamp PhaseModel::end(const State<Stamp>& state) const {
  Stamp end = sim::after(state[issue_variable], pace_.pipeline_ticks(), Pace::compute_cause);
  for (const Stamp& stamp : state) end = later(end, stamp);
  return end;
}

// The next change of the tile by an advance of `first_loop` or one outside of it, when all loops
// inside have come to their ends.
PhaseModel::Upcoming PhaseModel::find_upcoming(const EdgeState& edge, int first_loop,
                                               const Position& position) {
  const int first = std::max(first_loop, edge.change_loop);
  upcoming_after_ = position;
  std::fill_n(upcoming_after_.begin(), first, 0);
  const int loop = flow_.advance(first, upcoming_after_);
  if (loop == static_cast<int>(position.size())) return {};
  upcoming_before_ = position;
  flow_.go_to_end(loop, upcoming_before_);
  Upcoming upcoming;
  upcoming.with_parent =
      edge.feeder >= 0 && edges_[static_cast<std::size_t>(edge.feeder)].change_loop <= loop;
  upcoming.touched = flow_.touched(edge.edge, upcoming_after_);
  upcoming.movement = &arrivals(edge, upcoming_before_, upcoming_after_);
  return upcoming;
}

// What comes with a change of the tile. Neighbours may pass on what came with the step before.
const Movement& PhaseModel::arrivals(const EdgeState& edge, const Position& before,
                                     const Position& after) {
  const Position* previous = nullptr;
  if (scope_.links) {
    previous_ = before;
    const int outside = flow_.first_outside(edge.edge.child);
    if (flow_.retreat(outside, previous_) < static_cast<int>(before.size())) previous = &previous_;
  }
  return flow_.arrivals(edge.edge, previous, &before, after);
}

// Words in the busiest lane of a systolic network. What goes to instances of one row enters the
// row's lane, what goes to those of one column the column's. What one instance alone gets enters by
// columns where it stays for several steps (as preloaded weights do), else on the better side.
std::int64_t PhaseModel::lane_words(const TileFlow& flow, const EdgeState& edge,
                                    const Movement& movement) {
  const auto busiest_lane = [&](bool single_by_row) {
    std::map<std::pair<bool, std::int64_t>, std::int64_t> lanes;  // by row or not, number
    std::int64_t most = 0;
    for (const Group& group : movement.groups) {
      const auto first = flow.place(edge.edge.child, group.children.front());
      const auto last = flow.place(edge.edge.child, group.children.back());
      const bool single = group.children.size() == 1;
      const bool by_row = single ? single_by_row : first.second == last.second;
      std::int64_t& words = lanes[{by_row, by_row ? first.second : first.first}];
      words += group.words;
      most = std::max(most, words);
    }
    return most;
  };
  const std::int64_t by_columns = busiest_lane(false);
  const bool stays = edge.change_loop > flow.first_outside(edge.edge.child) ||
                     edge.change_loop == static_cast<int>(flow.loops().size());
  return stays ? by_columns : std::min(by_columns, busiest_lane(true));
}

std::vector<std::int64_t> PhaseModel::body_key(int loop, const Position& position, int entry) {
  std::vector<std::int64_t> key = {loop, flow_.last_passes(loop, position),
                                   scope_.links ? entry : 0};
  Position inside = position;
  std::fill_n(inside.begin(), static_cast<std::size_t>(loop), 0);
  for (const int id : compute_edges_) {
    key.push_back(flow_.touched(edges_[static_cast<std::size_t>(id)].edge, inside) ? 1 : 0);
  }
  for (const int id : inner_first_) {
    const EdgeState& edge = edges_[static_cast<std::size_t>(id)];
    const Upcoming upcoming = find_upcoming(edge, loop, inside);
    key.push_back(upcoming.movement == nullptr ? -1 : (upcoming.touched ? 1 : 0));
    if (upcoming.movement == nullptr || !fetches_ahead(edge, upcoming.with_parent)) {
      key.push_back(-1);
      continue;
    }
    key.push_back(upcoming.movement->busiest_parent);
    key.push_back(upcoming.movement->busiest_child);
    if (edge.grid != nullptr) key.push_back(lane_words(flow_, edge, *upcoming.movement));
  }
  return key;
}

void PhaseModel::count_arrival(const EdgeState& edge, const Movement& movement,
                               Counts& counts) const {
  EdgeCounts& count = counts.edges[static_cast<std::size_t>(edge.id)];
  count.parent_reads += movement.parent_words;
  count.child_fills += movement.child_words;
  count.link_words += movement.link_words;
}

template <class V>
void PhaseModel::start(State<V>& state, const Position& position, Counts& counts) {
  counts.edges.resize(edges_.size());
  for (auto id = inner_first_.rbegin(); id != inner_first_.rend(); ++id) {
    EdgeState& edge = edges_[static_cast<std::size_t>(*id)];
    swap(state, edge, flow_.arrivals(edge.edge, nullptr, nullptr, position),
         flow_.touched(edge.edge, position), false, counts);
  }
  fetch_ahead(state, static_cast<int>(flow_.loops().size()), position);
}

template <class V>
void PhaseModel::leave(State<V>& state, int loop, const Position& before, const Position& after,
                       Counts& counts) {
  for (const int id : inner_first_) {
    EdgeState& edge = edges_[static_cast<std::size_t>(id)];
    if (!edge.read_write || edge.change_loop > loop) continue;
    drain(state, edge, flow_.departures(edge.edge, before, &after), counts);
  }
}

template <class V>
void PhaseModel::enter(State<V>& state, int loop, const Position& before, const Position& after,
                       Counts& counts) {
  for (auto id = inner_first_.rbegin(); id != inner_first_.rend(); ++id) {
    EdgeState& edge = edges_[static_cast<std::size_t>(*id)];
    if (edge.change_loop > loop) continue;
    const bool with_parent =
        edge.feeder >= 0 && edges_[static_cast<std::size_t>(edge.feeder)].change_loop <= loop;
    swap(state, edge, arrivals(edge, before, after), flow_.touched(edge.edge, after),
         fetches_ahead(edge, with_parent), counts);
  }
  fetch_ahead(state, loop, after);
}

template <class V>
void PhaseModel::finish(State<V>& state, const Position& position, Counts& counts) {
  for (const int id : inner_first_) {
    EdgeState& edge = edges_[static_cast<std::size_t>(id)];
    if (edge.read_write) drain(state, edge, flow_.departures(edge.edge, position, nullptr), counts);
  }
}

template <class V>
void PhaseModel::operate(State<V>& state, const Position& position, Counts& counts) {
  counts.edges.resize(edges_.size());
  V start = sim::after(state[issue_variable], pace_.initiation_ticks(), Pace::compute_cause);
  for (const int id : compute_edges_) {
    start = later(start, operand(state, edges_[static_cast<std::size_t>(id)], position, counts));
  }
  state[issue_variable] = start;
  const V result = sim::after(start, pace_.pipeline_ticks(), Pace::compute_cause);
  for (const int id : compute_edges_) {
    const EdgeState& edge = edges_[static_cast<std::size_t>(id)];
    V done = start;
    if (edge.read_write) {
      const Movement& movement = flow_.arrivals(edge.edge, nullptr, nullptr, position);
      counts.edges[static_cast<std::size_t>(id)].parent_updates += movement.parent_words;
      done = deliver(state, edge, movement, result);
    }
    V& used = parent_used(state, edge);
    used = later(used, done);
  }
  counts.operations += flow_.operations(position);
  ++counts.steps;
}

template void PhaseModel::start(State<Stamp>&, const Position&, Counts&);
template void PhaseModel::start(State<Row>&, const Position&, Counts&);
template void PhaseModel::leave(State<Stamp>&, int, const Position&, const Position&, Counts&);
template void PhaseModel::leave(State<Row>&, int, const Position&, const Position&, Counts&);
template void PhaseModel::enter(State<Stamp>&, int, const Position&, const Position&, Counts&);
template void PhaseModel::enter(State<Row>&, int, const Position&, const Position&, Counts&);
template void PhaseModel::operate(State<Stamp>&, const Position&, Counts&);
template void PhaseModel::operate(State<Row>&, const Position&, Counts&);
template void PhaseModel::finish(State<Stamp>&, const Position&, Counts&);
template void PhaseModel::finish(State<Row>&, const Position&, Counts&);

}  // namespace tilewright::sim
