#pragma once
// Workloads and architectures for the tests of the CoSA mapper, made in code.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/cosa/options.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::test {

/// The options of the formulation of the paper.
inline CosaOptions published_cosa() {
  CosaOptions options;
  options.formulation = cosa_published;
  return options;
}

struct ConvShape {
  std::int64_t r = 1, s = 1, p = 1, q = 1, c = 1, k = 1, n = 1;
  std::int64_t w_stride = 1, h_stride = 1;
};

/// Dimensions R,S,P,Q,C,K,N; data spaces Weights, Inputs, Outputs.
inline Workload conv_workload(const ConvShape& shape) {
  enum { r, s, p, q, c, k, n };
  const auto term = [](int d) { return ProjectionTerm{d, 1, {}}; };
  const auto scaled = [](int d, std::int64_t by, const char* name) {
    return ProjectionTerm{.dimension = d, .coefficient = by, .coefficient_name = name};
  };
  Workload workload;
  workload.shape_name = "conv";
  workload.dimensions = {"R", "S", "P", "Q", "C", "K", "N"};
  workload.bounds = {shape.r, shape.s, shape.p, shape.q, shape.c, shape.k, shape.n};
  workload.coefficients = {{"Wstride", shape.w_stride}, {"Hstride", shape.h_stride}};
  workload.data_spaces = {
      {.name = "Weights", .ranks = {{term(c)}, {term(k)}, {term(r)}, {term(s)}}},
      {.name = "Inputs",
       .ranks = {{term(n)},
                 {term(c)},
                 {scaled(p, shape.w_stride, "Wstride"), term(r)},
                 {scaled(q, shape.h_stride, "Hstride"), term(s)}}},
      {.name = "Outputs",
       .read_write = true,
       .ranks = {{term(n)}, {term(k)}, {term(q)}, {term(p)}}},
  };
  return workload;
}

/// Z[M,N] += A[M,K] * B[K,N].
inline Workload gemm_workload(std::int64_t m, std::int64_t n, std::int64_t k) {
  const auto term = [](int d) { return Rank{{d, 1, {}}}; };
  Workload workload;
  workload.shape_name = "gemm";
  workload.dimensions = {"M", "N", "K"};
  workload.bounds = {m, n, k};
  workload.data_spaces = {{.name = "A", .ranks = {term(0), term(2)}},
                          {.name = "B", .ranks = {term(2), term(1)}},
                          {.name = "Z", .read_write = true, .ranks = {term(0), term(1)}}};
  return workload;
}

/// Z[I,R] += B[I,J,L] * C[J,R] * D[L,R].
inline Workload mttkrp_workload(std::int64_t i, std::int64_t j, std::int64_t l, std::int64_t r) {
  const auto term = [](int d) { return Rank{{d, 1, {}}}; };
  Workload workload;
  workload.shape_name = "mttkrp";
  workload.dimensions = {"I", "J", "L", "R"};
  workload.bounds = {i, j, l, r};
  workload.data_spaces = {{.name = "B", .ranks = {term(0), term(1), term(2)}},
                          {.name = "C", .ranks = {term(1), term(3)}},
                          {.name = "D", .ranks = {term(2), term(3)}},
                          {.name = "Z", .read_write = true, .ranks = {term(0), term(3)}}};
  return workload;
}

struct LevelShape {
  std::string name;
  std::optional<std::int64_t> size_words;
  std::int64_t mesh_x = 1;
  std::int64_t mesh_y = 1;
};

/// Levels from the innermost outwards; the outermost one is a DRAM.
inline Architecture make_architecture(std::int64_t compute_x, std::int64_t compute_y,
                                      const std::vector<LevelShape>& levels) {
  Architecture architecture;
  architecture.compute.mesh = {.instances = compute_x * compute_y, .x = compute_x, .y = compute_y};
  for (const LevelShape& shape : levels) {
    StorageLevel level;
    level.name = shape.name;
    level.word_bits = 8;
    level.size_words = shape.size_words;
    level.mesh = {.instances = shape.mesh_x * shape.mesh_y, .x = shape.mesh_x, .y = shape.mesh_y};
    architecture.storage.push_back(level);
  }
  architecture.storage.back().technology = Technology::dram;
  return architecture;
}

/// `kept` by level, as bypass constraints that name every data space.
inline std::vector<BypassConstraint> keep_only(const Workload& workload,
                                               const std::vector<DataSpaceMask>& kept) {
  std::vector<BypassConstraint> constraints;
  for (std::size_t level = 0; level < kept.size(); ++level) {
    const DataSpaceMask all = all_data_spaces(workload.data_space_count());
    constraints.push_back({.level = static_cast<int>(level),
                           .keep = kept[level],
                           .bypass = all & ~kept[level],
                           .place = {}});
  }
  return constraints;
}

inline constexpr DataSpaceMask conv_weights = 1, conv_inputs = 2, conv_outputs = 4;

/// The Simba-like architecture of the paper: 16 PEs x 8 x 8 MACs, one row of instances.
inline Architecture simba_architecture() {
  return make_architecture(1024, 1,
                           {{"Registers", 1, 1024},
                            {"AccumulationBuffer", 64, 128},
                            {"WeightBuffer", 16384, 128},
                            {"InputBuffer", 4096, 16},
                            {"GlobalBuffer", 65536, 1},
                            {"DRAM", std::nullopt, 1}});
}

inline std::vector<BypassConstraint> simba_bypass(const Workload& workload) {
  return keep_only(
      workload, {conv_weights, conv_outputs, conv_weights, conv_inputs, conv_inputs | conv_outputs,
                 conv_weights | conv_inputs | conv_outputs});
}

inline Spec make_spec(Workload workload, Architecture architecture,
                      std::vector<BypassConstraint> bypass = {}) {
  Spec spec;
  spec.workload = std::move(workload);
  spec.architecture = std::move(architecture);
  spec.constraints.bypass = std::move(bypass);
  return spec;
}

inline Spec simba_spec(const ConvShape& shape) {
  Workload workload = conv_workload(shape);
  auto bypass = simba_bypass(workload);
  return make_spec(std::move(workload), simba_architecture(), std::move(bypass));
}

}  // namespace tilewright::test
