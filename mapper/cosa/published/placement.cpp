#include "mapper/cosa/published/placement.hpp"

#include <algorithm>
#include <array>

#include "model/spec/checked.hpp"

namespace tilewright::cosa {

namespace {

/// The dimensions of a level's temporal loops, innermost first.
std::vector<int> temporal_order(const Problem& problem, const Placement& placement, int level) {
  std::vector<int> order;
  if (level == problem.global_buffer()) order = placement.buffer_order;
  for (int d = 0; d < problem.dimension_count; ++d) {
    if (std::find(order.begin(), order.end(), d) == order.end()) order.push_back(d);
  }
  return order;
}

std::int64_t bound_of(const Placement& placement, int level, LoopKind kind, int dimension) {
  std::int64_t bound = 1;
  for (const PlacedFactor& factor : placement.factors) {
    if (factor.level != level || factor.kind != kind || factor.dimension != dimension) continue;
    for (int n = 0; n < factor.count; ++n) bound = checked_multiply(bound, factor.prime);
  }
  return bound;
}

void add_loop(std::vector<Loop>& loops, const Placement& placement, int level, LoopKind kind,
              int dimension) {
  const std::int64_t bound = bound_of(placement, level, kind, dimension);
  if (bound == 1) return;
  loops.push_back({.dimension = dimension, .kind = kind, .bound = bound, .residual = bound});
}

}  // namespace

Mapping placement_mapping(const Problem& problem, const Placement& placement) {
  std::vector<LevelNest> nests(problem.level_count);
  for (int level = 0; level < problem.level_count; ++level) {
    LevelNest& nest = nests[level];
    nest.keep = problem.stored[level];
    for (const LoopKind kind : {LoopKind::spatial_x, LoopKind::spatial_y}) {
      for (int d = 0; d < problem.dimension_count; ++d) {
        add_loop(nest.spatial, placement, level, kind, d);
      }
    }
    for (const int d : temporal_order(problem, placement, level)) {
      add_loop(nest.temporal, placement, level, LoopKind::temporal, d);
    }
  }
  return to_mapping(nests);
}

}  // namespace tilewright::cosa
