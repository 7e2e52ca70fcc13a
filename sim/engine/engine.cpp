#include "sim/engine/engine.hpp"

#include <algorithm>
#include <utility>

namespace tilewright::sim {

void Engine::at(Cycle time, Action action) {
  events_.push({std::max(time, now_), order_++, std::move(action)});
}

int Engine::add(Clocked& component) {
  components_.push_back({&component});
  return static_cast<int>(components_.size()) - 1;
}

void Engine::wake(int id) {
  Entry& entry = components_[static_cast<std::size_t>(id)];
  if (entry.awake) return;
  entry.awake = true;
  ++awake_;
}

bool Engine::find_next_cycle(Cycle& next) const {
  bool found = false;
  if (!events_.empty()) {
    next = events_.top().time;
    found = true;
  }
  if (awake_ == 0) return found;
  for (const Entry& entry : components_) {
    if (!entry.awake) continue;
    const Cycle due = std::max(now_, entry.last_tick + 1);
    next = found ? std::min(next, due) : due;
    found = true;
  }
  return found;
}

void Engine::run_events() {
  while (!events_.empty() && events_.top().time <= now_) {
    // The queue's top is constant, but it is removed at once.
    Action action = std::move(const_cast<Event&>(events_.top()).action);
    events_.pop();
    ++steps_;
    action();
  }
}

void Engine::run_components() {
  for (std::size_t id = 0; id < components_.size(); ++id) {
    Entry& entry = components_[id];
    if (!entry.awake || entry.last_tick == now_) continue;
    entry.last_tick = now_;
    entry.awake = false;  // so that a call to wake() in between is not lost
    --awake_;
    ++steps_;
    if (entry.component->tick(now_)) wake(static_cast<int>(id));
  }
}

bool Engine::run(Cycle last) {
  Cycle next = 0;
  while (find_next_cycle(next)) {
    if (next > last) return false;
    now_ = next;
    run_events();
    run_components();
  }
  return true;
}

}  // namespace tilewright::sim
