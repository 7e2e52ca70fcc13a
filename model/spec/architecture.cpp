#include "model/spec/architecture.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tilewright {

namespace {

const Mesh& inner_mesh(const Architecture& architecture, int level) {
  return level == 0 ? architecture.compute.mesh : architecture.storage[level - 1].mesh;
}

}  // namespace

std::optional<std::int64_t> StorageLevel::effective_size_words() const {
  if (!size_words) return std::nullopt;
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(*size_words) / multiple_buffering));
}

std::int64_t Architecture::fanout_x(int level) const {
  return inner_mesh(*this, level).x / storage[level].mesh.x;
}

std::int64_t Architecture::fanout_y(int level) const {
  return inner_mesh(*this, level).y / storage[level].mesh.y;
}

std::optional<int> Architecture::find_level(std::string_view name) const {
  for (int level = 0; level < level_count(); ++level) {
    if (storage[level].name == name) return level;
  }
  return std::nullopt;
}

std::string network_name(const Architecture& architecture, int level) {
  const std::string& inner =
      level == 0 ? architecture.compute.name : architecture.storage[level - 1].name;
  return architecture.storage[level].name + " <==> " + inner;
}

std::vector<int> networks_by_name(const Architecture& architecture) {
  std::vector<int> levels(architecture.storage.size());
  std::iota(levels.begin(), levels.end(), 0);
  std::stable_sort(levels.begin(), levels.end(), [&](int a, int b) {
    return network_name(architecture, a) < network_name(architecture, b);
  });
  return levels;
}

}  // namespace tilewright
