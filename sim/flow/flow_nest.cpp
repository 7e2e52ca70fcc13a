#include "sim/flow/flow_nest.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

FlowNest::FlowNest(const Workload& workload, const Mapping& mapping, int level_count)
    : nest_(workload.dimension_count(), level_count) {
  nest_.assign(mapping);
  const auto dimensions = static_cast<std::size_t>(workload.dimension_count());
  std::vector<std::int64_t> extents(dimensions, 1);
  std::vector<std::int64_t> residual_extents(dimensions, 1);
  extents_.push_back(extents);
  residual_extents_.push_back(residual_extents);
  for (int level = 0; level < level_count; ++level) {
    for (int i = nest_.block(level).begin; i < nest_.block(level).end; ++i) {
      const NestLoop& loop = nest_.loops()[static_cast<std::size_t>(i)];
      const auto d = static_cast<std::size_t>(loop.dimension);
      const bool temporal = loop.kind == LoopKind::temporal;
      loops_.push_back({loop, level, temporal ? static_cast<int>(temporal_loops_.size()) : -1});
      if (temporal) {
        temporal_at_.push_back(i);
        temporal_loops_.push_back({loop.dimension, level, loop.bound, loop.residual});
      }
      residual_extents[d] += loop.stride * (loop.residual - 1);
      extents[d] *= loop.bound;
    }
    extents_.push_back(extents);
    residual_extents_.push_back(residual_extents);
  }
  for (int level = -1; level < level_count; ++level) {
    level_passes_.emplace_back(loops_, first_loop_outside(level), workload.dimension_count());
  }
  for (const int first : temporal_at_) {
    loop_passes_.emplace_back(loops_, first, workload.dimension_count());
  }
}

int FlowNest::first_temporal_outside(int level) const {
  const auto first = temporal_at_.begin();
  return static_cast<int>(std::lower_bound(first, temporal_at_.end(), first_loop_outside(level)) -
                          first);
}

bool FlowNest::has_loop_outside(int level, int dimension) const {
  return std::any_of(loops_.begin() + first_loop_outside(level), loops_.end(),
                     [&](const FlowLoop& loop) { return loop.loop.dimension == dimension; });
}

std::int64_t FlowNest::end(int temporal_loop, const Position& position) const {
  const int own = loop_of(temporal_loop);
  const NestLoop& loop = loops_[static_cast<std::size_t>(own)].loop;
  if (loop.bound == loop.residual) return loop.bound;
  return in_last_pass(own + 1, loop.dimension, position) ? loop.residual : loop.bound;
}

bool FlowNest::in_last_pass(int first, int dimension, const Position& position) const {
  for (int i = static_cast<int>(loops_.size()) - 1; i >= first; --i) {
    const FlowLoop& outer = loops_[static_cast<std::size_t>(i)];
    if (outer.loop.dimension != dimension) continue;
    // The first instance is not the last one unless there is only one.
    const std::int64_t index =
        outer.temporal < 0 ? 0 : position[static_cast<std::size_t>(outer.temporal)];
    if (index + 1 < outer.loop.residual) return false;
  }
  return true;
}

}  // namespace tilewright::sim
