#pragma once
// Deterministic random workloads, architectures and mappings, small enough for the oracle.

#include <cstdint>
#include <random>
#include <string>

#include "model/spec/spec.hpp"

namespace tilewright::test {

/// A stream of random choices that is the same on every platform.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// A number from `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high);

  /// True in `percent` of 100 cases.
  bool chance(int percent) { return between(1, 100) <= percent; }

  /// One of the values.
  template <typename Container>
  const auto& pick(const Container& values) {
    return *(values.begin() + between(0, static_cast<std::int64_t>(values.size()) - 1));
  }
  std::int64_t pick(std::initializer_list<std::int64_t> values) {
    return *(values.begin() + between(0, static_cast<std::int64_t>(values.size()) - 1));
  }

  /// A random order of 0 .. count - 1.
  std::vector<int> order(int count);

 private:
  std::mt19937_64 engine_;
};

/// Bounds and projections: convolutions with stride and dilation, depthwise, GEMM, batched GEMM,
/// MTTKRP, 1-D convolution, and einsums with random affine projections.
Workload random_workload(Dice& dice);

struct RandomCaseOptions {
  bool imperfect = true;      ///< some mappings have imperfect factors
  bool directives = true;     ///< some levels have reuse directives
  bool small_buffers = true;  ///< some mappings do not fit
};

/// A complete case: workload, architecture, mapping. Equal seeds give equal cases.
Spec random_case(std::uint64_t seed, const RandomCaseOptions& options = {});

/// The case in Timeloop's YAML, so that it can be given to a program.
std::string case_yaml(const Spec& spec);

}  // namespace tilewright::test
