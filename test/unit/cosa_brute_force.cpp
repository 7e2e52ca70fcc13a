// Is the optimum of the compact program the optimum of the published one? On tiny problems every
// assignment of prime factors to slots is enumerated, with the published formulas and constants
// typed in by hand: nothing here comes from the mapper.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "mapper/cosa/cosa.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright {
namespace {

struct HaloPair {
  int halo = 0;
  int window = 0;
  int tensor = 0;
  int level = 0;
};

/// The published program with all its constants.
struct PublishedProgram {
  std::vector<std::pair<int, int>> factors;  ///< (dimension, prime), dummies included
  std::vector<std::vector<int>> relevant;    ///< [dimension][tensor]
  std::vector<std::vector<int>> stride;      ///< [dimension][tensor]
  std::vector<std::vector<int>> stored;      ///< [level][tensor]
  std::vector<std::vector<double>> words;    ///< [level][tensor], levels below the backing store
  std::vector<double> fanout_x;              ///< by level
  std::vector<double> fanout_y;
  std::vector<double> utilization_weight;  ///< by level below the global buffer
  std::vector<double> backing_weight;      ///< by tensor
  std::vector<HaloPair> halos;

  int level_count() const { return static_cast<int>(stored.size()); }
  int tensor_count() const { return static_cast<int>(backing_weight.size()); }
  int global_buffer() const { return level_count() - 2; }
  int slot_count() const { return level_count() - 1 + static_cast<int>(factors.size()); }
  int level_of(int slot) const {
    if (slot == slot_count() - 1) return level_count() - 1;
    return std::min(slot, global_buffer());
  }
};

enum Kind { temporal, x, y };

class Enumeration {
 public:
  explicit Enumeration(const PublishedProgram& program)
      : program_(program),
        slot_(program.factors.size()),
        kind_(program.factors.size()),
        used_(program.slot_count(), false) {}

  double optimum() {
    assign(0);
    return best_;
  }

 private:
  double log2_prime(std::size_t f) const { return std::log2(program_.factors[f].second); }
  int level(std::size_t f) const { return program_.level_of(slot_[f]); }
  bool relevant(std::size_t f, int v) const {
    return program_.relevant[program_.factors[f].first][v] != 0;
  }

  void assign(std::size_t f) {
    if (f == program_.factors.size()) {
      if (feasible()) best_ = std::min(best_, objective());
      return;
    }
    for (int slot = 0; slot < program_.slot_count(); ++slot) {
      const int at = program_.level_of(slot);
      const bool rank = at == program_.global_buffer();
      if (rank && used_[slot]) continue;
      used_[slot] = true;
      slot_[f] = slot;
      for (const Kind kind : {temporal, x, y}) {
        const double fanout = kind == x ? program_.fanout_x[at] : program_.fanout_y[at];
        if (kind != temporal && fanout == 1) continue;
        kind_[f] = kind;
        assign(f + 1);
      }
      used_[slot] = false;
    }
  }

  /// A dimension of a mapping in Timeloop's form spreads along one direction at a level.
  bool one_direction() const {
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      for (std::size_t h = 0; h < f; ++h) {
        const bool same = program_.factors[f].first == program_.factors[h].first &&
                          level(f) == level(h) && kind_[f] != temporal && kind_[h] != temporal;
        if (same && kind_[f] != kind_[h]) return false;
      }
    }
    return true;
  }

  bool feasible() const {
    if (!one_direction()) return false;
    for (int at = 0; at < program_.level_count(); ++at) {
      if (log2_fanout(at, x) > std::log2(program_.fanout_x[at]) + 1e-9) return false;
      if (log2_fanout(at, y) > std::log2(program_.fanout_y[at]) + 1e-9) return false;
      if (at == program_.level_count() - 1) continue;
      for (int v = 0; v < program_.tensor_count(); ++v) {
        if (log2_tile(at, v) > std::log2(program_.words[at][v]) + 1e-9) return false;
      }
    }
    return true;
  }

  double log2_fanout(int at, Kind kind) const {
    double sum = 0;
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      if (level(f) == at && kind_[f] == kind) sum += log2_prime(f);
    }
    return sum;
  }

  double log2_tile(int at, int v) const {
    if (program_.stored[at][v] == 0) return 0;
    double sum = 0;
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      if (level(f) > at || !relevant(f, v)) continue;
      sum += std::log2(program_.stride[program_.factors[f].first][v]) + log2_prime(f);
    }
    for (const HaloPair& pair : program_.halos) {
      if (pair.tensor == v && pair.level == at) sum += log2_halo(pair);
    }
    return sum;
  }

  double log2_halo(const HaloPair& pair) const {
    bool zz = false;
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      zz = zz || (program_.factors[f].first == pair.window && level(f) <= pair.level);
    }
    double sum = 0;
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      if (program_.factors[f].first != pair.halo || level(f) == program_.level_count() - 1)
        continue;
      sum += zz ? std::log2(2) : log2_prime(f);
    }
    return sum;
  }

  double objective() const {
    double utilization = 0, compute = 0, traffic = 0;
    for (int v = 0; v < program_.tensor_count(); ++v) {
      for (int at = 0; at < program_.global_buffer(); ++at) {
        utilization += program_.utilization_weight[at] * log2_tile(at, v);
      }
      traffic += traffic_of(v);
    }
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      if (kind_[f] == temporal) compute += log2_prime(f);
    }
    return -0.1 * utilization + 10 * compute + traffic;
  }

  double traffic_of(int v) const {
    double sum = 0;
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      const int at = level(f);
      if (at < program_.global_buffer()) {
        if (relevant(f, v)) sum += 0.99 * (0.8 + 0.04 * at) * log2_prime(f);
      } else if (at == program_.global_buffer()) {
        if (kind_[f] != temporal) sum += 0.99 * log2_prime(f);
        if (kind_[f] == temporal && flag(v, slot_[f])) sum += log2_prime(f);
      } else if (kind_[f] == temporal) {
        sum += program_.backing_weight[v] * log2_prime(f);
      }
    }
    return sum;
  }

  /// y[v, slot]: a temporal loop of the global buffer at this slot or further inside touches v.
  bool flag(int v, int slot) const {
    for (std::size_t f = 0; f < slot_.size(); ++f) {
      const bool inside = level(f) == program_.global_buffer() && slot_[f] <= slot;
      if (inside && kind_[f] == temporal && relevant(f, v)) return true;
    }
    return false;
  }

  const PublishedProgram& program_;
  std::vector<int> slot_;
  std::vector<Kind> kind_;
  std::vector<bool> used_;
  double best_ = std::numeric_limits<double>::infinity();
};

/// Adds the prime factors of a bound below 50; 1 is a factor of a bound of 1.
void add_factors(int dimension, int bound, PublishedProgram& program) {
  if (bound == 1) program.factors.emplace_back(dimension, 1);
  for (int prime = 2; bound > 1; ++prime) {
    for (; bound % prime == 0; bound /= prime) program.factors.emplace_back(dimension, prime);
  }
}

/// Draws from a list with the generator's own numbers: the same draws on every machine.
template <typename T>
T draw(std::mt19937& random, const std::vector<T>& values) {
  return values[random() % values.size()];
}

void expect_same_optimum(const Spec& spec, const PublishedProgram& program) {
  const CosaResult result = map_with_cosa(spec, test::published_cosa());
  ASSERT_EQ(result.status, CosaStatus::optimal) << result.reason;
  EXPECT_NEAR(result.objective, Enumeration(program).optimum(), 1e-6);
}

/// Outputs in the lanes' accumulators; all three tensors share the global buffer equally.
Spec gemm_spec(int m, int n, int k, int accumulators, int buffer, std::int64_t lanes,
               std::int64_t cores) {
  Workload workload = test::gemm_workload(m, n, k);
  auto bypass = test::keep_only(workload, {4, 7, 7});
  return test::make_spec(
      std::move(workload),
      test::make_architecture(
          cores * lanes, 1,
          {{"Accumulators", accumulators, cores}, {"Buffer", buffer}, {"Memory", std::nullopt}}),
      std::move(bypass));
}

struct Conv {
  int r = 1, p = 1, k = 1, stride = 1;
};

/// A[K,R], I[stride * P + R], Z[K,P]: a weight buffer, an input buffer, a buffer for I and Z.
Spec conv_spec(const Conv& conv, int inputs, int buffer, std::int64_t lanes, std::int64_t cores) {
  Workload workload;
  workload.dimensions = {"R", "P", "K"};
  workload.bounds = {conv.r, conv.p, conv.k};
  workload.data_spaces = {{.name = "A", .ranks = {{{2, 1, {}}}, {{0, 1, {}}}}},
                          {.name = "I", .ranks = {{{1, conv.stride, {}}, {0, 1, {}}}}},
                          {.name = "Z", .read_write = true, .ranks = {{{2, 1, {}}}, {{1, 1, {}}}}}};
  auto bypass = test::keep_only(workload, {1, 2, 6, 7});
  return test::make_spec(std::move(workload),
                         test::make_architecture(cores * lanes, 1,
                                                 {{"WeightBuffer", 6, cores * lanes},
                                                  {"InputBuffer", inputs, cores},
                                                  {"Buffer", buffer},
                                                  {"Memory", std::nullopt}}),
                         std::move(bypass));
}

/// One buffer for everything above a grid of multipliers.
Spec mesh_spec(int m, int n, int k, int buffer, int mesh_x, int mesh_y) {
  return test::make_spec(
      test::gemm_workload(m, n, k),
      test::make_architecture(mesh_x, mesh_y, {{"Buffer", buffer}, {"Memory", std::nullopt}}));
}

TEST(CosaBruteForce, GemmOnThreeLevels) {
  std::mt19937 random(1);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    const int m = draw<int>(random, {2, 3, 4}), n = draw<int>(random, {2, 3, 5});
    const int k = draw<int>(random, {2, 3, 6});
    const int inner = draw<int>(random, {1, 2, 6, 12}), buffer = draw<int>(random, {12, 24, 80});
    const int lanes = draw<int>(random, {1, 2, 3}), cores = draw<int>(random, {1, 2, 4});
    const Spec spec = gemm_spec(m, n, k, inner, buffer, lanes, cores);

    PublishedProgram program;
    add_factors(0, m, program);
    add_factors(1, n, program);
    add_factors(2, k, program);
    program.relevant = {{1, 0, 1}, {0, 1, 1}, {1, 1, 0}};
    program.stride = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    program.stored = {{0, 0, 1}, {1, 1, 1}, {1, 1, 1}};
    const double third = std::floor(buffer / 3.0);
    program.words = {{1, 1, static_cast<double>(inner)}, {third, third, third}};
    program.fanout_x = {static_cast<double>(lanes), static_cast<double>(cores), 1};
    program.fanout_y = {1, 1, 1};
    program.utilization_weight = {1};
    program.backing_weight = {1, 1, 1};
    expect_same_optimum(spec, program);
  }
}

TEST(CosaBruteForce, StridedConvolutionWithHalo) {
  std::mt19937 random(2);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    const int r = draw<int>(random, {1, 3, 2}), p = draw<int>(random, {1, 4, 5});
    const int k = draw<int>(random, {2, 3}), stride = draw<int>(random, {1, 2});
    const int inputs = draw<int>(random, {1, 2, 6, 16}), buffer = draw<int>(random, {8, 32, 128});
    const int lanes = draw<int>(random, {1, 2}), cores = draw<int>(random, {1, 3});
    const Spec spec = conv_spec({r, p, k, stride}, inputs, buffer, lanes, cores);

    PublishedProgram program;
    add_factors(0, r, program);
    add_factors(1, p, program);
    add_factors(2, k, program);
    program.relevant = {{1, 0, 0}, {0, 1, 1}, {1, 0, 1}};
    program.stride = {{1, 1, 1}, {1, stride, 1}, {1, 1, 1}};
    program.stored = {{1, 0, 0}, {0, 1, 0}, {0, 1, 1}, {1, 1, 1}};
    program.words = {{6, 1, 1},
                     {1, static_cast<double>(inputs), 1},
                     {1, std::floor(buffer * 0.25), std::floor(buffer * 0.75)}};
    program.fanout_x = {1, static_cast<double>(lanes), static_cast<double>(cores), 1};
    program.fanout_y = {1, 1, 1, 1};
    program.utilization_weight = {1.01, 1};
    program.backing_weight = {1.01, 1, 1};
    program.halos = {{.halo = 0, .window = 1, .tensor = 1, .level = 1}};
    expect_same_optimum(spec, program);
  }
}

TEST(CosaBruteForce, MeshOfTwoDirections) {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE(round);
    const int m = draw<int>(random, {2, 3, 4}), n = draw<int>(random, {2, 3, 5});
    const int k = draw<int>(random, {2, 6, 4}), inner = draw<int>(random, {2, 8});
    const int mesh_x = draw<int>(random, {2, 3, 4}), mesh_y = draw<int>(random, {2, 3, 5});
    const Spec spec = mesh_spec(m, n, k, inner, mesh_x, mesh_y);

    PublishedProgram program;
    add_factors(0, m, program);
    add_factors(1, n, program);
    add_factors(2, k, program);
    program.relevant = {{1, 0, 1}, {0, 1, 1}, {1, 1, 0}};
    program.stride = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    program.stored = {{1, 1, 1}, {1, 1, 1}};
    const double third = std::floor(inner / 3.0);
    program.words = {{std::max(1.0, third), std::max(1.0, third), std::max(1.0, third)}};
    program.fanout_x = {static_cast<double>(mesh_x), 1};
    program.fanout_y = {static_cast<double>(mesh_y), 1};
    program.backing_weight = {1, 1, 1};
    expect_same_optimum(spec, program);
  }
}

}  // namespace
}  // namespace tilewright
