#include "sim/machine/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tilewright::sim {

Node::Node(Parts& parts, PhasePlayer& player, const std::vector<NodeEdge>& edges, int first_loop,
           int level, int id)
    : parts_(parts),
      player_(player),
      model_(player.model()),
      edges_(edges),
      first_loop_(first_loop),
      level_(level),
      id_(id),
      steps_(parts.flow, first_loop, static_cast<int>(parts.flow.loops().size())),
      tiles_(edges.size(), 0),
      state_(model_.initial_state()) {
  counts_.edges.resize(static_cast<std::size_t>(model_.edge_count()));
}

// Whether the advance of `loop` changes the edge's tile.
bool Node::changes(const NodeEdge& edge, int loop) const {
  return loop >= model_.change_loop(edge.feed->settings().edge_id);
}

bool Node::ready() const {
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (changes(edges_[i], steps_.loop()) && !edges_[i].feed->arrived(id_, tiles_[i])) return false;
  }
  return true;
}

void Node::poke() {
  while (!done_ && ready()) play_step();
}

void Node::play_step() {
  const bool first = steps_.before() == nullptr;
  Stamp arrival;
  int late_space = -1;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (!changes(edges_[i], steps_.loop())) continue;
    const int edge = edges_[i].feed->settings().edge_id;
    const Stamp when = edges_[i].feed->arrival(id_, tiles_[i]++);
    state_[static_cast<std::size_t>(model_.ready_variable(edge))] = when;
    state_[static_cast<std::size_t>(model_.used_variable(edge))] = when;
    if (arrival < when) late_space = edges_[i].feed->edge().space;
    arrival = later(arrival, when);
  }
  if (first) {
    model_.start(state_, steps_.position(), counts_);
  } else {
    model_.enter(state_, steps_.loop(), *steps_.before(), steps_.position(), counts_);
  }
  const Stamp idle_from = sim::after(state_[PhaseModel::issue_variable],
                                     parts_.pace.initiation_ticks(), Pace::compute_cause);
  if (first) first_operation_ = model_.next_operation(state_, steps_.position());
  Position position = steps_.position();
  player_.play(first_loop_, position, steps_.loop(), state_, counts_);
  record_step(idle_from, arrival, late_space);
  last_operation_ = state_[PhaseModel::issue_variable];
  // The tiles that the next step replaces are used for the last time in this one.
  const int next_loop =
      steps_.next() == nullptr ? static_cast<int>(parts_.flow.loops().size()) : steps_.next_loop();
  if (steps_.next() != nullptr) {
    model_.leave(state_, next_loop, steps_.last(), *steps_.next(), counts_);
  } else {
    model_.finish(state_, steps_.last(), counts_);
  }
  for (const NodeEdge& edge : edges_) {
    if (!changes(edge, next_loop)) continue;
    give_up(edge,
            state_[static_cast<std::size_t>(model_.used_variable(edge.feed->settings().edge_id))]);
  }
  steps_.advance();
  if (!steps_.done()) return;
  done_ = true;
  end_ = model_.end(state_);
}

void Node::give_up(const NodeEdge& edge, const Stamp& when) {
  const Cycle cycle = parts_.pace.cycles(when.ticks);
  parts_.engine.at(cycle, [this, edge, when] {
    if (edge.returns != nullptr) {
      edge.returns->leave(id_, when);
    } else {
      edge.feed->release(id_, when);
    }
  });
}

// The wait for the step's tiles since the end of the one before, and the step.
void Node::record_step(const Stamp& idle_from, const Stamp& arrival, int late_space) {
  if (!parts_.recorder.wanted()) return;
  const std::string track = parts_.holder_name(level_, id_);
  const auto cycle = [&](const Stamp& stamp) { return parts_.pace.cycles(stamp.ticks); };
  if (late_space >= 0) {
    parts_.recorder.add(track, "wait for " + parts_.space_name(late_space), cycle(idle_from),
                        cycle(arrival), true);
  }
  const Stamp end = sim::after(state_[PhaseModel::issue_variable], parts_.pace.initiation_ticks(),
                               Pace::compute_cause);
  parts_.recorder.add(track, "compute", cycle(later(idle_from, arrival)), cycle(end));
}

void Node::add_blocked(std::vector<Blocked>& blocked) const {
  if (done_) return;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (!changes(edges_[i], steps_.loop()) || edges_[i].feed->arrived(id_, tiles_[i])) continue;
    const std::string name = parts_.holder_name(level_, id_);
    blocked.push_back(
        {name, fmt::format("{} in {}", parts_.space_name(edges_[i].feed->edge().space), name),
         fmt::format("tile {} has not come", tiles_[i])});
  }
}

}  // namespace tilewright::sim
