#include "model/report/level_nests.hpp"

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

}  // namespace tilewright
