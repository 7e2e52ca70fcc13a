#pragma once
// Small machines for tests of the simulator: a workload, its mapping and the hardware under it,
// level by level.

#include <optional>
#include <string>
#include <vector>

#include "model/spec/spec.hpp"
#include "sim/simulation.hpp"

namespace tilewright::test {

inline Loop temporal(int dimension, std::int64_t bound) {
  return {dimension, LoopKind::temporal, bound, bound};
}
inline Loop columns(int dimension, std::int64_t bound) {
  return {dimension, LoopKind::spatial_x, bound, bound};
}
inline Loop rows(int dimension, std::int64_t bound) {
  return {dimension, LoopKind::spatial_y, bound, bound};
}

/// A storage level and what the mapping does there; loops outermost first.
struct MachineLevel {
  std::string name = {};
  std::vector<Loop> loops = {};
  DataSpaceMask keep = ~0U;
  std::optional<double> read_bandwidth = {};
  std::optional<double> write_bandwidth = {};
  std::optional<double> shared_bandwidth = {};
  std::int64_t size_words = 1 << 20;
  std::int64_t fill_latency_cycles = 0;
  std::int64_t drain_latency_cycles = 0;
};

/// A result for each point of a one-dimensional stream: Out[I] += In[I].
inline Workload stream(std::int64_t words) {
  Workload workload;
  workload.dimensions = {"I"};
  workload.bounds = {words};
  workload.data_spaces = {{"In", false, {{{0, 1, ""}}}}, {"Out", true, {{{0, 1, ""}}}}};
  return workload;
}
inline constexpr int dim_i = 0;
inline constexpr DataSpaceMask only_in = 1;
inline constexpr DataSpaceMask only_out = 2;

/// Z[M][N] += A[M][K] * B[N][K].
inline Workload gemm(std::int64_t m, std::int64_t n, std::int64_t k) {
  Workload workload;
  workload.dimensions = {"M", "N", "K"};
  workload.bounds = {m, n, k};
  workload.data_spaces = {{"A", false, {{{0, 1, ""}}, {{2, 1, ""}}}},
                          {"B", false, {{{1, 1, ""}}, {{2, 1, ""}}}},
                          {"Z", true, {{{0, 1, ""}}, {{1, 1, ""}}}}};
  return workload;
}
inline constexpr int dim_m = 0;
inline constexpr int dim_n = 1;
inline constexpr int dim_k = 2;

/// Hardware that is as large as the mapping needs it. Levels outermost first.
inline Spec machine(Workload workload, const std::vector<MachineLevel>& levels) {
  Spec spec;
  const DataSpaceMask all = all_data_spaces(workload.data_space_count());
  spec.workload = std::move(workload);
  spec.mapping.emplace();
  Mesh mesh;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const MachineLevel& level = levels[i];
    spec.mapping->nodes.emplace_back(
        Storage{static_cast<int>(levels.size() - 1 - i), level.keep & all});
    StorageLevel storage;
    storage.name = level.name;
    storage.read_bandwidth = level.read_bandwidth;
    storage.write_bandwidth = level.write_bandwidth;
    storage.shared_bandwidth = level.shared_bandwidth;
    storage.size_words = level.size_words;
    storage.network.fill_latency_cycles = level.fill_latency_cycles;
    storage.network.drain_latency_cycles = level.drain_latency_cycles;
    storage.mesh = mesh;
    spec.architecture.storage.insert(spec.architecture.storage.begin(), storage);
    for (const Loop& loop : level.loops) {
      if (loop.bound == 1) continue;
      spec.mapping->nodes.emplace_back(loop);
      if (loop.kind == LoopKind::temporal) continue;
      (loop.kind == LoopKind::spatial_x ? mesh.x : mesh.y) *= loop.bound;
      mesh.instances *= loop.bound;
    }
  }
  spec.architecture.compute.mesh = mesh;
  return spec;
}

inline sim::SimulationResult play(const Spec& spec) {
  return sim::simulate(spec, *spec.mapping, spec.simulation);
}

inline sim::Cycle cycles_of(const Spec& spec) { return play(spec).cycles; }

}  // namespace tilewright::test
