#pragma once
// The example of the simulator's tests: a 1-D convolution with Weights[C][K][R],
// Inputs[C][P*stride+R] and Outputs[K][P], and mappings that are written down level by level.

#include <cstdint>
#include <vector>

#include "model/spec/mapping.hpp"

namespace tilewright::test {

enum Dimension { R, P, C, K };

inline constexpr int weights = 0;
inline constexpr int inputs = 1;
inline constexpr int outputs = 2;

inline Loop temporal(Dimension dimension, std::int64_t bound, std::int64_t residual = 0) {
  return {dimension, LoopKind::temporal, bound, residual == 0 ? bound : residual};
}

inline Loop spatial(Dimension dimension, std::int64_t bound, std::int64_t residual = 0) {
  return {dimension, LoopKind::spatial_x, bound, residual == 0 ? bound : residual};
}

inline Loop rows(Dimension dimension, std::int64_t bound) {
  return {dimension, LoopKind::spatial_y, bound, bound};
}

inline Workload convolution(std::int64_t r, std::int64_t p, std::int64_t c, std::int64_t k,
                            std::int64_t stride = 1) {
  Workload workload;
  workload.dimensions = {"R", "P", "C", "K"};
  workload.bounds = {r, p, c, k};
  workload.data_spaces = {{"Weights", false, {{{C, 1, ""}}, {{K, 1, ""}}, {{R, 1, ""}}}},
                          {"Inputs", false, {{{C, 1, ""}}, {{P, stride, ""}, {R, 1, ""}}}},
                          {"Outputs", true, {{{K, 1, ""}}, {{P, 1, ""}}}}};
  return workload;
}

// Levels stand outermost first, loops too.
struct Level {
  std::vector<Loop> loops;
  DataSpaceMask keep = 7;
};

inline Mapping mapping_of(const std::vector<Level>& levels) {
  Mapping mapping;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    mapping.nodes.emplace_back(Storage{static_cast<int>(levels.size() - 1 - i), levels[i].keep});
    for (const Loop& loop : levels[i].loops) mapping.nodes.emplace_back(loop);
  }
  return mapping;
}

}  // namespace tilewright::test
