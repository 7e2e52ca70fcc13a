#include "sim/phase/phase_timeline.hpp"

#include <algorithm>

namespace tilewright::sim {

namespace {

class PhaseTimeline {
 public:
  PhaseTimeline(PhasePlayer& player, const Workload& workload, const Architecture& architecture,
                Recorder& recorder)
      : player_(player),
        model_(player.model()),
        flow_(model_.flow()),
        workload_(workload),
        architecture_(architecture),
        recorder_(recorder),
        loop_count_(static_cast<int>(flow_.loops().size())),
        state_(model_.initial_state()),
        position_(flow_.loops().size(), 0) {
    counts_.edges.resize(static_cast<std::size_t>(model_.edge_count()));
    choose_depth();
  }

  void record() {
    model_.start(state_, position_, counts_);
    record_fills(loop_count_);
    for (int entry = loop_count_;;) {
      record_body(entry);
      Position after = position_;
      const int loop = flow_.advance(0, after);
      if (loop == loop_count_) break;
      const auto used = used_before();
      model_.leave(state_, loop, position_, after, counts_);
      record_drains(loop, used);
      model_.enter(state_, loop, position_, after, counts_);
      record_fills(loop);
      position_ = std::move(after);
      entry = loop;
    }
    const auto used = used_before();
    model_.finish(state_, position_, counts_);
    record_drains(loop_count_, used);
  }

 private:
  // As many of the outer loops as leave room for a body's intervals, one for each edge and two
  // more.
  void choose_depth() {
    const auto room = static_cast<double>(recorder_.limit()) / (model_.edge_count() + 2);
    double bodies = 1;
    depth_ = loop_count_;
    while (depth_ > 0) {
      bodies *= static_cast<double>(flow_.loops()[static_cast<std::size_t>(depth_) - 1].bound);
      if (bodies > room) return;
      --depth_;
    }
  }

  Cycle cycle(const Stamp& stamp) const { return model_.pace().cycles(stamp.ticks); }
  const Stamp& at(int variable) const { return state_[static_cast<std::size_t>(variable)]; }
  Stamp idle_from() const {
    return after(at(PhaseModel::issue_variable), model_.pace().initiation_ticks(),
                 Pace::compute_cause);
  }

  void record_body(int entry) {
    const Stamp idle = idle_from();
    const Stamp start = model_.next_operation(state_, position_);
    // What the critical path spent most of the wait on.
    const auto& names = model_.pace().cause_names();
    std::size_t cause = 0;
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (start.causes[i] - idle.causes[i] > start.causes[cause] - idle.causes[cause]) cause = i;
    }
    recorder_.add(architecture_.compute.name, "wait: " + names[cause], cycle(idle), cycle(start),
                  true);
    player_.play(depth_, position_, entry, state_, counts_);
    recorder_.add(architecture_.compute.name, "compute", cycle(start), cycle(idle_from()));
  }

  template <class Record>
  void for_changed_edges(int loop, const Record& record) const {
    const auto edges = flow_.edges();
    for (int id = 0; id < model_.edge_count(); ++id) {
      const Edge& edge = edges[static_cast<std::size_t>(id)];
      if (edge.child >= 0 && model_.change_loop(id) <= loop) record(id, edge);
    }
  }

  void record_fills(int loop) {
    for_changed_edges(loop, [&](int id, const Edge& edge) {
      const std::int64_t fills = counts_.edges[static_cast<std::size_t>(id)].child_fills;
      std::int64_t& known = known_fills_[static_cast<std::size_t>(id)];
      const Cycle ready = cycle(at(model_.ready_variable(id)));
      Cycle& last = last_ready_[static_cast<std::size_t>(id)];
      if (fills > known) add(edge, "fill ", last, ready);
      known = fills;
      last = ready;
    });
  }

  std::vector<Cycle> used_before() const {
    std::vector<Cycle> used(static_cast<std::size_t>(model_.edge_count()), 0);
    for_changed_edges(loop_count_, [&](int id, const Edge&) {
      used[static_cast<std::size_t>(id)] = cycle(at(model_.used_variable(id)));
    });
    return used;
  }

  void record_drains(int loop, const std::vector<Cycle>& used) {
    for_changed_edges(loop, [&](int id, const Edge& edge) {
      if (!workload_.data_spaces[static_cast<std::size_t>(edge.space)].read_write) return;
      add(edge, "drain ", used[static_cast<std::size_t>(id)], cycle(at(model_.used_variable(id))));
    });
  }

  void add(const Edge& edge, const char* what, Cycle begin, Cycle end) {
    recorder_.add(architecture_.storage[static_cast<std::size_t>(edge.child)].name,
                  what + workload_.data_spaces[static_cast<std::size_t>(edge.space)].name, begin,
                  end);
  }

  PhasePlayer& player_;
  PhaseModel& model_;
  const TileFlow& flow_;
  const Workload& workload_;
  const Architecture& architecture_;
  Recorder& recorder_;
  int loop_count_;
  int depth_ = 0;
  PhaseModel::State<Stamp> state_;
  Position position_;
  Counts counts_;
  std::vector<std::int64_t> known_fills_ =
      std::vector<std::int64_t>(static_cast<std::size_t>(model_.edge_count()), 0);
  std::vector<Cycle> last_ready_ =
      std::vector<Cycle>(static_cast<std::size_t>(model_.edge_count()), 0);
};

}  // namespace

void record_phases(PhasePlayer& player, const Workload& workload, const Architecture& architecture,
                   Recorder& recorder) {
  if (recorder.wanted()) PhaseTimeline(player, workload, architecture, recorder).record();
}

}  // namespace tilewright::sim
