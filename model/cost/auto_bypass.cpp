#include "model/cost/auto_bypass.hpp"

#include <vector>

#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"
#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

// An M:N network may spread a tile over all instances, so there only certain misfits count.
bool fits(const StorageLevel& storage, std::int64_t words) {
  const auto size = storage.effective_size_words();
  if (!size) return true;
  const bool spreads = storage.network.type == NetworkType::many_to_many;
  const std::int64_t available = spreads ? checked_multiply(*size, storage.mesh.instances) : *size;
  return words <= available &&
         static_cast<double>(words) >= static_cast<double>(*size) * storage.min_utilization;
}

}  // namespace

Mapping bypass_unfit_levels(const Mapping& mapping, const Workload& workload,
                            const Architecture& architecture) {
  std::vector<Projection> projections;
  for (const DataSpace& data_space : workload.data_spaces) {
    projections.emplace_back(workload, data_space);
  }
  LoopNest nest(workload.dimension_count(), architecture.level_count());
  nest.assign(mapping);
  Mapping result = mapping;
  for (MappingNode& node : result.nodes) {
    Storage* const storage = std::get_if<Storage>(&node);
    if (!storage) continue;
    std::int64_t words = 0;
    for (int space = 0; space < workload.data_space_count(); ++space) {
      if (!contains(storage->data_spaces, space)) continue;
      words = checked_add(
          words, projections[static_cast<std::size_t>(space)].words(nest.extents(storage->level)));
    }
    if (!fits(architecture.storage[static_cast<std::size_t>(storage->level)], words)) {
      storage->data_spaces = 0;
    }
  }
  return result;
}

}  // namespace tilewright
