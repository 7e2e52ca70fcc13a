#include "sim/report/edge_replay.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "sim/flow/child_network.hpp"
#include "sim/flow/edge_flow.hpp"

namespace tilewright::sim {

namespace {

// The model's stride rule (docs/equations.md, section 3) on the first child's box.
class StrideRule {
 public:
  StrideRule(bool active, TimeloopYear year) : active_(active), year_(year) {}

  /// Whether the tile is loaded anew when it comes to `box`.
  bool reloads(const TensorBox& box) {
    if (!active_) return false;
    const std::optional<TensorBox> previous = std::exchange(previous_, box);
    if (!previous) return false;
    std::vector<std::int64_t> moved;
    bool moves = false;
    for (std::size_t axis = 0; axis < box.low.size(); ++axis) {
      const std::int64_t twice =
          box.low[axis] + box.high[axis] - previous->low[axis] - previous->high[axis];
      moved.push_back((std::abs(twice) + 1) / 2 * (twice < 0 ? -1 : 1));  // halves away from zero
      moves = moves || moved.back() != 0;
    }
    if (!moves && year_ != TimeloopYear::y2024) return false;
    if (stride_ && *stride_ != moved) {
      stride_.reset();
      return true;
    }
    stride_ = std::move(moved);
    return false;
  }

 private:
  bool active_;
  TimeloopYear year_;
  std::optional<TensorBox> previous_;
  std::optional<std::vector<std::int64_t>> stride_;
};

class Replay {
 public:
  Replay(FlowNest& nest, const ReplayInput& input, const Edge& edge, Approximation approximation)
      : nest_(nest),
        most_steps_(input.most_steps),
        is_result_(input.workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write),
        first_(nest.first_temporal_outside(edge.child)),
        axes_(input.workload, input.workload.data_spaces[static_cast<std::size_t>(edge.space)],
              approximation != Approximation::none),
        network_(find_network(nest, input.mapping, edge,
                              // The model's links copy partial sums like inputs.
                              is_result_ && approximation != Approximation::extrapolation,
                              input.fanouts)),
        flow_(
            nest, axes_, edge, network_,
            {approximation != Approximation::none, approximation == Approximation::extrapolation}),
        rule_(approximation >= Approximation::stride_rule && !network_.whole_tiles, input.year),
        applies_rule_(approximation >= Approximation::stride_rule && !network_.whole_tiles),
        extrapolates_(approximation == Approximation::extrapolation),
        position_(nest.temporal_loops().size(), 0) {
    const int level = edge.child + 1;
    feeds_directly_ =
        !nest.block(level).has_spatial() && nest.block(level).temporal < nest.block(level).end;
  }

  EdgeTotals run() {
    run_loop(static_cast<int>(position_.size()) - 1, 1, 1);
    if (!is_result_) return totals_;
    if (extrapolates_) {
      totals_.returned = totals_.parent;
    } else {
      totals_.returned += static_cast<double>(flow_.departures(*before_, nullptr).parent_words);
    }
    return totals_;
  }

 private:
  // An iteration that is run: how many it stands for inside, and how often what it moves itself
  // counts.
  struct Pass {
    std::int64_t iteration;
    std::int64_t repeats;
    std::int64_t weight;
  };

  std::vector<Pass> plan(int loop) const {
    const std::int64_t end = nest_.end(loop, position_);
    std::vector<Pass> passes{{0, 1, 1}};
    if (!extrapolates_) {
      for (std::int64_t i = 1; i < end; ++i) passes.push_back({i, 1, 1});
      return passes;
    }
    const int own = nest_.loop_of(loop);
    const NestLoop& played = nest_.loops()[static_cast<std::size_t>(own)].loop;
    if (!imperfect_inside(own) || !nest_.in_last_pass(own + 1, played.dimension, position_)) {
      if (end >= 2) passes.push_back({1, end - 1, end - 1});
      return passes;
    }
    // The last iteration is one of its own kind and, where this loop is imperfect, so is the one
    // before it; what moves into them is counted with those in the middle.
    const int at_end = played.bound != played.residual ? 2 : 1;
    const std::int64_t middle = end - 1 - at_end;
    if (middle >= 1) passes.push_back({1, middle, middle + 1});
    if (at_end == 2 && end >= 3) passes.push_back({end - 2, 1, middle >= 1 ? 0 : 1});
    if (end >= 2) passes.push_back({end - 1, 1, at_end == 1 && middle >= 1 ? 0 : 1});
    return passes;
  }

  bool imperfect_inside(int own) const {
    const auto loops = nest_.loops();
    return std::any_of(loops.begin(), loops.begin() + own, [&](const FlowLoop& inner) {
      return inner.loop.dimension == loops[static_cast<std::size_t>(own)].loop.dimension &&
             inner.loop.bound != inner.loop.residual;
    });
  }

  void run_loop(int loop, std::int64_t repeats, std::int64_t weight) {
    if (loop < first_) {
      visit(static_cast<double>(weight));
      return;
    }
    const bool weighs = loop == first_ && feeds_directly_;
    for (const Pass& pass : plan(loop)) {
      position_[static_cast<std::size_t>(loop)] = pass.iteration;
      run_loop(loop - 1, repeats * pass.repeats,
               weighs ? repeats * pass.weight : repeats * pass.repeats);
    }
    position_[static_cast<std::size_t>(loop)] = 0;
  }

  void visit(double weight) {
    if (++steps_ > most_steps_) {
      throw Error("the mapping makes more than " + std::to_string(most_steps_) + " steps",
                  "the comparison with the model plays each of them; use a smaller problem");
    }
    const bool reload = applies_rule_ && rule_.reloads(flow_.first_tile(position_));
    const Movement& movement =
        flow_.arrivals(previous_ ? &*previous_ : nullptr, before_ ? &*before_ : nullptr, position_,
                       reload, reloaded_);
    const auto parent = weight * static_cast<double>(movement.parent_words);
    const auto child = weight * static_cast<double>(movement.child_words);
    const auto link = weight * static_cast<double>(movement.link_words);
    totals_.parent += parent;
    totals_.child += child;
    totals_.link += link;
    if (is_result_ && !flow_.touched(position_)) {
      totals_.fresh_parent += parent;
      totals_.fresh_child += child;
      totals_.fresh_link += link;
    }
    if (is_result_ && !extrapolates_ && before_) {
      totals_.returned += static_cast<double>(flow_.departures(*before_, &position_).parent_words);
    }
    std::swap(previous_, before_);
    before_ = position_;
    reloaded_ = reload;
  }

  FlowNest& nest_;
  std::int64_t most_steps_;
  bool is_result_;
  int first_;
  TensorAxes axes_;
  ChildNetwork network_;
  EdgeFlow flow_;
  StrideRule rule_;
  bool applies_rule_;
  bool extrapolates_;
  bool feeds_directly_ = false;
  Position position_;
  std::optional<Position> before_;
  std::optional<Position> previous_;
  bool reloaded_ = false;
  std::int64_t steps_ = 0;
  EdgeTotals totals_;
};

}  // namespace

EdgeTotals replay_edge(FlowNest& nest, const ReplayInput& input, const Edge& edge,
                       Approximation approximation) {
  return Replay(nest, input, edge, approximation).run();
}

}  // namespace tilewright::sim
