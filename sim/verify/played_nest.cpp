#include "sim/verify/played_nest.hpp"

namespace tilewright::sim {

PlayedNest::PlayedNest(const Workload& workload, const Mapping& mapping, int level_count)
    : spreads_(static_cast<std::size_t>(level_count)), last_(workload.dimensions.size()) {
  const std::vector<LevelNest> nests = to_level_nests(mapping, level_count);
  const std::vector<std::int64_t> ones(workload.dimensions.size(), 1);
  views_.push_back({{}, ones, ones, 1});
  int temporal = 0;
  for (int level = 0; level < level_count; ++level) {
    const LevelNest& nest = nests[static_cast<std::size_t>(level)];
    std::vector<std::int64_t> extents = views_.back().extents;
    std::vector<std::int64_t> residual_extents = views_.back().residual_extents;
    const auto add = [&](const Loop& loop) {
      if (loop.bound == 1) return;
      const auto d = static_cast<std::size_t>(loop.dimension);
      const bool in_time = loop.kind == LoopKind::temporal;
      for (LevelView& view : views_) {
        view.outside.insert(view.outside.begin(), {d, loop.bound, loop.residual, extents[d],
                                                   in_time ? temporal : -1, view.instances});
        if (!in_time) view.instances *= loop.bound;
      }
      temporal += in_time ? 1 : 0;
      residual_extents[d] += extents[d] * (loop.residual - 1);
      extents[d] *= loop.bound;
      imperfect_ = imperfect_ || loop.bound != loop.residual;
    };
    Spread& spread = spreads_[static_cast<std::size_t>(level)];
    for (const Loop& loop : nest.spatial) {
      (loop.kind == LoopKind::spatial_x ? spread.columns : spread.rows) *= loop.bound;
      add(loop);
    }
    for (const Loop& loop : nest.temporal) add(loop);
    views_.push_back({{}, extents, residual_extents, 1});
  }
}

bool PlayedNest::locate(int level, std::int64_t instance, const Position& position,
                        OperationBox& box) const {
  const LevelView& view = at(level);
  box.low.assign(view.extents.size(), 0);
  last_.assign(view.extents.size(), 1);
  for (const OuterLoop& loop : view.outside) {
    const std::int64_t index = loop.temporal < 0
                                   ? instance / loop.instances % loop.bound
                                   : position[static_cast<std::size_t>(loop.temporal)];
    box.low[loop.dimension] += index * loop.stride;
    if (last_[loop.dimension] == 0) continue;
    if (index >= loop.residual) return false;
    if (index + 1 < loop.residual) last_[loop.dimension] = 0;
  }
  box.extent = view.extents;
  for (std::size_t d = 0; d < last_.size(); ++d) {
    if (last_[d] != 0) box.extent[d] = view.residual_extents[d];
  }
  return true;
}

}  // namespace tilewright::sim
