#include "model/report/level_nests.hpp"

#include <fmt/format.h>

namespace tilewright {

std::vector<LevelNest> reported_nests(const Mapping& mapping, const Workload& workload,
                                      int level_count) {
  std::vector<LevelNest> nests = to_level_nests(mapping, level_count);
  const auto is_unit = [](const Loop& loop) { return loop.bound == 1; };
  for (LevelNest& nest : nests) {
    std::erase_if(nest.spatial, is_unit);
    std::erase_if(nest.temporal, is_unit);
    if (nest.temporal.empty()) nest.temporal.push_back({workload.dimension_count() - 1});
  }
  return nests;
}

std::string loop_text(const Workload& workload, const Loop& loop) {
  std::string text =
      fmt::format("for {} in [0:{}", workload.dimensions[loop.dimension], loop.bound);
  if (loop.residual != loop.bound) text += fmt::format(",{}", loop.residual);
  text += ")";
  if (loop.kind == LoopKind::spatial_x) text += " (Spatial-X)";
  if (loop.kind == LoopKind::spatial_y) text += " (Spatial-Y)";
  return text;
}

}  // namespace tilewright
