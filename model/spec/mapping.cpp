#include "model/spec/mapping.hpp"

#include <algorithm>

#include "model/spec/mapping_check.hpp"

namespace tilewright {

namespace {

constexpr const char* even_form =
    "list each storage level once, outermost first, followed by its temporal loops and then its "
    "spatial loops, Y before X";

void append_loops(const std::vector<Loop>& innermost_first, std::vector<MappingNode>& nodes) {
  for (auto loop = innermost_first.rbegin(); loop != innermost_first.rend(); ++loop) {
    if (loop->bound > 1) nodes.emplace_back(*loop);
  }
}

void check_directives(const Mapping& mapping, const Workload& workload, int level_count,
                      const Place& place) {
  if (mapping.directives.empty()) return;
  if (static_cast<int>(mapping.directives.size()) != level_count) {
    throw Error(place, "the mapping's directives are not one per storage level");
  }
  const DataSpaceMask all = all_data_spaces(workload.data_space_count());
  for (const ReuseDirectives& level : mapping.directives) {
    const DataSpaceMask used = level.no_link_transfer | level.no_multicast |
                               level.no_temporal_reuse | level.rmw_first_update | level.no_coalesce;
    if ((used & ~all) != 0) throw Error(place, "a directive names an unknown data space");
  }
}

void check_loop(const Loop& loop, const Workload& workload, const Place& place) {
  if (loop.dimension < 0 || loop.dimension >= workload.dimension_count()) {
    throw Error(place, "a loop is over an unknown dimension");
  }
  if (loop.bound < 1 || loop.residual < 1 || loop.residual > loop.bound) {
    throw Error(place,
                "a loop over dimension " + workload.dimensions[loop.dimension] + " has bound " +
                    std::to_string(loop.bound) + " and residual " + std::to_string(loop.residual),
                "both must be at least 1, and the residual at most the bound");
  }
}

}  // namespace

Mapping to_mapping(const std::vector<LevelNest>& nests, std::vector<ReuseDirectives> directives) {
  Mapping mapping;
  for (int level = static_cast<int>(nests.size()) - 1; level >= 0; --level) {
    mapping.nodes.emplace_back(Storage{level, nests[level].keep});
    append_loops(nests[level].temporal, mapping.nodes);
    append_loops(nests[level].spatial, mapping.nodes);
  }
  mapping.directives = std::move(directives);
  return mapping;
}

std::vector<LevelNest> to_level_nests(const Mapping& mapping, int level_count) {
  std::vector<LevelNest> nests(level_count);
  int level = level_count;
  for (const MappingNode& node : mapping.nodes) {
    if (const auto* storage = std::get_if<Storage>(&node)) {
      if (storage->level != level - 1) throw Error("the mapping is not even", even_form);
      level = storage->level;
      nests[level].keep = storage->data_spaces;
      continue;
    }
    const Loop& loop = std::get<Loop>(node);
    if (level == level_count) throw Error("a loop stands outside all storage levels", even_form);
    LevelNest& nest = nests[level];
    if (loop.kind == LoopKind::temporal) {
      if (!nest.spatial.empty()) throw Error("a temporal loop is inside a spatial one", even_form);
      nest.temporal.push_back(loop);
    } else {
      const bool behind_x =
          !nest.spatial.empty() && nest.spatial.back().kind == LoopKind::spatial_x;
      if (loop.kind == LoopKind::spatial_y && behind_x) {
        throw Error("a Y loop is inside an X loop", even_form);
      }
      nest.spatial.push_back(loop);
    }
  }
  if (level != 0) throw Error("the mapping does not list all storage levels", even_form);
  for (LevelNest& nest : nests) {
    std::reverse(nest.temporal.begin(), nest.temporal.end());
    std::reverse(nest.spatial.begin(), nest.spatial.end());
  }
  return nests;
}

void check_mapping(const Mapping& mapping, const Workload& workload,
                   const Architecture& architecture, const Place& place) {
  std::vector<LevelNest> nests;
  try {
    nests = to_level_nests(mapping, architecture.level_count());
  } catch (const Error& error) {
    throw Error(place, error.problem(), error.advice());
  }
  const DataSpaceMask all = all_data_spaces(workload.data_space_count());
  for (const LevelNest& nest : nests) {
    if ((nest.keep & ~all) != 0) throw Error(place, "a level keeps an unknown data space");
    for (const Loop& loop : nest.temporal) check_loop(loop, workload, place);
    for (const Loop& loop : nest.spatial) check_loop(loop, workload, place);
  }
  check_directives(mapping, workload, architecture.level_count(), place);
  if (const auto fault = find_coverage_fault(nests, workload, architecture)) {
    throw Error(place, fault->problem, fault->advice);
  }
}

}  // namespace tilewright
