#include "sim/flow/tile_flow.hpp"

#include <algorithm>

#include "sim/flow/child_network.hpp"
#include "sim/flow/edge_flow.hpp"

namespace tilewright::sim {

namespace {

// Partial sums of tiles that overlap in part would have to be followed word by word.
void check_results(const Workload& workload) {
  for (const DataSpace& space : workload.data_spaces) {
    if (!space.read_write) continue;
    const TensorAxes axes(workload, space);
    for (int axis = 0; axis < axes.count(); ++axis) {
      int movers = 0;
      for (int d = 0; d < workload.dimension_count(); ++d) {
        movers += axes.step(axis, d) != 0 && workload.bounds[static_cast<std::size_t>(d)] > 1;
      }
      if (movers <= 1) continue;
      throw Error(workload.place,
                  "the result '" + space.name +
                      "' is indexed by a sum, and results indexed by a sum are not supported by "
                      "the simulator yet",
                  "index each rank of '" + space.name + "' by one dimension");
    }
  }
}

}  // namespace

class TileFlow::Impl {
 public:
  Impl(const Workload& workload, const Mapping& mapping, int level_count,
       std::span<const Fanout> fanouts)
      : workload_(workload), nest_(workload, mapping, level_count) {
    check_results(workload_);
    edges_ = find_edges(workload_, nest_);
    for (const DataSpace& space : workload_.data_spaces) axes_.emplace_back(workload_, space);
    for (const Edge& edge : edges_) {
      flows_.emplace_back(nest_, axes_[static_cast<std::size_t>(edge.space)], edge,
                          find_network(nest_, mapping, edge, is_result(edge.space), fanouts));
    }
  }

  EdgeFlow& flow(const Edge& edge) {
    const auto at = std::find(edges_.begin(), edges_.end(), edge);
    if (at == edges_.end()) throw Error("the mapping has no such edge", "take one of edges()");
    return flows_[static_cast<std::size_t>(at - edges_.begin())];
  }

  bool is_result(int space) const {
    return workload_.data_spaces[static_cast<std::size_t>(space)].read_write;
  }

  std::int64_t tile_words(int level, int space) const {
    const TensorAxes& axes = axes_[static_cast<std::size_t>(space)];
    PointShapes shapes;
    std::int64_t words = 1;
    for (int axis = 0; axis < axes.count(); ++axis) {
      std::vector<std::pair<std::int64_t, std::int64_t>> steps;
      for (int d = 0; d < nest_.dimension_count(); ++d) {
        // Without loops outside, the only pass is the last one.
        const std::int64_t extent = nest_.extent(level, d, !nest_.has_loop_outside(level, d));
        if (axes.step(axis, d) != 0) steps.emplace_back(axes.step(axis, d), extent);
      }
      words *= shapes.words(shapes.sum_set(std::move(steps)).shape);
    }
    return words;
  }

  const FlowNest& nest() const { return nest_; }
  std::span<const Edge> edges() const { return edges_; }

 private:
  Workload workload_;
  FlowNest nest_;
  std::vector<Edge> edges_;
  std::vector<TensorAxes> axes_;  // by data space
  std::vector<EdgeFlow> flows_;   // by edge
};

TileFlow::TileFlow(const Workload& workload, const Mapping& mapping, int level_count,
                   std::span<const Fanout> fanouts) try
    : impl_(std::make_unique<Impl>(workload, mapping, level_count, fanouts)) {
} catch (const Error& error) {
  throw Error(workload.place, error.problem(), error.advice());
}

TileFlow::~TileFlow() = default;
TileFlow::TileFlow(TileFlow&&) noexcept = default;

std::span<const Edge> TileFlow::edges() const { return impl_->edges(); }

int TileFlow::feeder(int edge) const {
  const Edge& inner = edges()[static_cast<std::size_t>(edge)];
  const auto next = static_cast<std::size_t>(edge) + 1;
  const bool feeds = next < edges().size() && edges()[next].space == inner.space;
  return feeds ? edge + 1 : -1;
}

bool TileFlow::is_result(int space) const { return impl_->is_result(space); }

std::span<const TemporalLoop> TileFlow::loops() const { return impl_->nest().temporal_loops(); }

int TileFlow::first_outside(int level) const { return impl_->nest().first_temporal_outside(level); }

int TileFlow::change_loop(const Edge& edge) const { return impl_->flow(edge).change_loop(); }

std::int64_t TileFlow::instances(int level) const { return impl_->nest().instances(level); }

std::pair<std::int64_t, std::int64_t> TileFlow::place(int level, std::int64_t instance) const {
  const auto loops = impl_->nest().loops();
  std::int64_t column = 0;
  std::int64_t row = 0;
  std::int64_t inner_instances = instances(level);
  for (int i = static_cast<int>(loops.size()) - 1; i >= impl_->nest().first_loop_outside(level);
       --i) {
    const NestLoop& loop = loops[static_cast<std::size_t>(i)].loop;
    if (loop.kind == LoopKind::temporal) continue;
    inner_instances /= loop.bound;
    std::int64_t& coordinate = loop.kind == LoopKind::spatial_x ? column : row;
    coordinate = coordinate * loop.bound + instance / inner_instances % loop.bound;
  }
  return {column, row};
}

std::int64_t TileFlow::end(int loop, const Position& position) const {
  return impl_->nest().end(loop, position);
}

std::uint32_t TileFlow::last_passes(int loop, const Position& position) const {
  if (loop == static_cast<int>(position.size())) return 0;  // nothing stands outside
  return impl_->nest().loop_passes(loop).state(position);
}

int TileFlow::advance(int first, Position& position) const {
  const auto count = static_cast<int>(position.size());
  for (int loop = first; loop < count; ++loop) {
    std::int64_t& at = position[static_cast<std::size_t>(loop)];
    if (++at < end(loop, position)) return loop;
    at = 0;
  }
  return count;
}

int TileFlow::retreat(int first, Position& position) const {
  const auto count = static_cast<int>(position.size());
  int moved = first;
  while (moved < count && position[static_cast<std::size_t>(moved)] == 0) ++moved;
  if (moved < count) --position[static_cast<std::size_t>(moved)];
  // An end depends on the loops outside, so these go first.
  for (int loop = moved; loop-- > first;) {
    position[static_cast<std::size_t>(loop)] = end(loop, position) - 1;
  }
  return moved;
}

void TileFlow::go_to_end(int loop, Position& position) const {
  while (loop-- > 0) position[static_cast<std::size_t>(loop)] = end(loop, position) - 1;
}

std::int64_t TileFlow::operations(const Position& position) const {
  const PassStates& passes = impl_->nest().level_passes(-1);
  return passes.active(passes.state(position));
}

std::int64_t TileFlow::tile_words(int level, int space) const {
  return impl_->tile_words(level, space);
}

bool TileFlow::touched(const Edge& edge, const Position& position) const {
  return impl_->is_result(edge.space) && impl_->flow(edge).touched(position);
}

const Movement& TileFlow::arrivals(const Edge& edge, const Position* previous,
                                   const Position* before, const Position& after) {
  return impl_->flow(edge).arrivals(previous, before, after);
}

const Movement& TileFlow::departures(const Edge& edge, const Position& before,
                                     const Position* after) {
  return impl_->flow(edge).departures(before, after);
}

std::vector<TensorBox> TileFlow::moved_boxes(const Edge& edge, std::int64_t child,
                                             const Position* before, const Position* after,
                                             bool departs) const {
  return impl_->flow(edge).moved_boxes(child, before, after, departs);
}

}  // namespace tilewright::sim
