#include "mapper/space/tiling_levels.hpp"

namespace tilewright {

std::vector<TilingLevel> tiling_levels(const Architecture& architecture) {
  std::vector<TilingLevel> levels;
  for (int storage = 0; storage < architecture.level_count(); ++storage) {
    if (architecture.fanout(storage) > 1) {
      levels.push_back(
          {storage, true, architecture.fanout_x(storage), architecture.fanout_y(storage)});
    }
    levels.push_back({storage, false, 1, 1});
  }
  return levels;
}

std::string name_of(const TilingLevel& level, const Architecture& architecture) {
  return architecture.storage[static_cast<std::size_t>(level.storage)].name +
         (level.spatial ? " (spatial)" : " (temporal)");
}

}  // namespace tilewright
