#pragma once
// The discrete-event core: integer cycles, and the same order of events in every run.
//
// Two kinds of work share one clock. An *event* is an action at a given cycle. A *clocked*
// component is called once in every cycle while it is awake (routers, which move flits every
// cycle). Within a cycle all events come first, in the order in which they were scheduled, then
// the awake components in the order in which they were added. Cycles in which nothing is due are
// skipped.

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace tilewright::sim {

/// A point in time, in cycles of the chip's clock since the start.
using Cycle = std::int64_t;

/// A component that is called every cycle while it has something to do.
class Clocked {
 public:
  Clocked() = default;
  Clocked(const Clocked&) = delete;
  Clocked& operator=(const Clocked&) = delete;
  virtual ~Clocked() = default;

  /// Does the work of cycle `now`. Returns whether it wants to be called in the next cycle, too.
  virtual bool tick(Cycle now) = 0;
};

class Engine {
 public:
  using Action = std::function<void()>;

  /// The present cycle.
  Cycle now() const { return now_; }

  /// Schedules an action for cycle `time`, which must not lie in the past. An action for the
  /// present cycle still runs in it.
  void at(Cycle time, Action action);

  /// Adds a component, asleep. It must outlive the engine's runs. Returns its id.
  int add(Clocked& component);
  /// Makes a component be called from the present cycle on, or from the next one when it was
  /// already called in the present cycle.
  void wake(int id);

  /// Runs until nothing is scheduled and all components sleep (returns true), or until the next
  /// thing to do lies beyond cycle `last` (returns false; may be continued).
  bool run(Cycle last);

  /// Events and calls of components so far.
  std::int64_t steps() const { return steps_; }

 private:
  struct Event {
    Cycle time;
    std::int64_t order;
    Action action;
  };
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return a.time != b.time ? a.time > b.time : a.order > b.order;
    }
  };
  struct Entry {
    Clocked* component;
    bool awake = false;
    Cycle last_tick = -1;
  };

  bool find_next_cycle(Cycle& next) const;
  void run_events();
  void run_components();

  Cycle now_ = 0;
  std::int64_t order_ = 0;
  std::int64_t steps_ = 0;
  int awake_ = 0;
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  std::vector<Entry> components_;
};

}  // namespace tilewright::sim
