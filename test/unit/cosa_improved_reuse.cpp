// Is the run of loops over which a tile stays that of a walk over the loop nest?

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "mapper/cosa/improved/reuse.hpp"
#include "test/unit/cosa_improved_specs.hpp"

namespace tilewright::cosa::improved {
namespace {

/// Temporal bounds by level and dimension.
using Nest = std::vector<std::vector<std::int64_t>>;

/// An order of the program for each level outside of the innermost one.
using Orders = std::vector<const OrderColumn*>;

/// Iterations of the innermost loops outside of `child` up to the first one that moves the tile.
double straightforward_run(const Facts& facts, const Nest& nest, const Orders& orders, int space,
                           int child) {
  double run = 1;
  for (int l = child + 1; l < facts.level_count(); ++l) {
    for (const int d : orders[l - 1]->dimensions) {
      if (nest[l][d] == 1) continue;
      if (facts.moves(d, space)) return run;
      run *= static_cast<double>(nest[l][d]);
    }
  }
  return run;
}

/// Calls `visit` for each choice of an order at every level.
template <class Visit>
void for_each_choice(const Facts& facts, const std::vector<OrderColumn>& orders, const Visit& visit,
                     const Orders& chosen = {}) {
  const int level = static_cast<int>(chosen.size()) + 1;
  if (level == facts.level_count()) return visit(chosen);
  for (const OrderColumn& order : orders) {
    if (order.level != level) continue;
    Orders longer = chosen;
    longer.push_back(&order);
    for_each_choice(facts, orders, visit, longer);
  }
}

class CosaReuse : public ::testing::Test {
 protected:
  /// Each prime factor at a random level; `everywhere`: every dimension iterates at every level.
  static Nest random_nest(const Facts& facts, std::mt19937& random, bool everywhere) {
    Nest nest(facts.levels.size(), std::vector<std::int64_t>(facts.dimension_count(), 1));
    for (const PrimeFactor& factor : facts.factors) {
      for (int i = 0; i < factor.count; ++i) {
        const std::size_t level = everywhere ? i % nest.size() : random() % nest.size();
        nest[level][factor.dimension] *= factor.prime;
      }
    }
    return nest;
  }

  static Spec spec_of(Workload workload) {
    Spec spec = test::make_spec(std::move(workload), test::plain_architecture(3));
    spec.constraints.levels.resize(3);
    return spec;
  }

  /// The best order has the run of the walk; no order claims more than the walk has, and where all
  /// dimensions iterate each order claims just that.
  static void check(const Spec& spec, const Nest& nest, bool everywhere) {
    const Facts facts(spec);
    Model program;
    const Counts counts(facts, program);
    Reuse reuse(facts, counts, program);
    std::vector<std::vector<Linear>> runs(facts.space_count());
    for (int s = 0; s < facts.space_count(); ++s) {
      for (int l = 0; l < facts.level_count(); ++l) runs[s].push_back(reuse.log2_run(s, l));
    }
    test::fix_loops(program, facts, counts,
                    [&](int level, LoopKind, int d) { return nest[level][d]; });
    for (int s = 0; s < facts.space_count(); ++s) {
      for (int l = 0; l < facts.level_count(); ++l) {
        double best = 1;
        for_each_choice(facts, reuse.orders(), [&](const Orders& chosen) {
          const double walked = straightforward_run(facts, nest, chosen, s, l);
          best = std::max(best, walked);
          Model model = program;
          for (const OrderColumn* order : chosen) test::fix(model, order->column, 1);
          const double claimed = std::exp2(test::most(model, runs[s][l]));
          EXPECT_LE(claimed, walked * (1 + 1e-6)) << "data space " << s << ", level " << l;
          if (everywhere) {
            EXPECT_NEAR(claimed, walked, 1e-6 * walked) << "data space " << s << ", level " << l;
          }
        });
        EXPECT_NEAR(std::exp2(test::most(program, runs[s][l])), best, 1e-6 * best)
            << "data space " << s << ", level " << l;
      }
    }
  }

  static void check_random(const Spec& spec, int nests) {
    std::mt19937 random(1);
    const Facts facts(spec);
    check(spec, random_nest(facts, random, true), true);
    for (int i = 0; i < nests; ++i) check(spec, random_nest(facts, random, false), false);
  }
};

enum { m, n, k };

TEST_F(CosaReuse, OfAMatrixProduct) { check_random(spec_of(test::gemm_workload(8, 27, 8)), 5); }

TEST_F(CosaReuse, OfAConvolution) {
  check_random(spec_of(test::conv_workload({.r = 8, .p = 8, .c = 8, .k = 8})), 4);
}

TEST_F(CosaReuse, OfFourDataSpaces) { check_random(spec_of(test::mttkrp_workload(8, 8, 8, 8)), 1); }

TEST_F(CosaReuse, WithFixedInnermostLoops) {
  Spec spec = spec_of(test::gemm_workload(8, 8, 8));
  spec.constraints.levels[1].temporal.prefix = {n};
  spec.constraints.levels[2].temporal.prefix = {k, m};
  check_random(spec, 12);
}

TEST_F(CosaReuse, WithFixedOutermostLoops) {
  Spec spec = spec_of(test::conv_workload({.r = 8, .p = 8, .c = 8, .k = 8}));
  spec.constraints.levels[1].temporal.suffix = {0, 4};
  spec.constraints.levels[2].temporal.suffix = {5};
  check_random(spec, 4);
}

TEST_F(CosaReuse, WithFixedLoopsOnBothSides) {
  Spec spec = spec_of(test::mttkrp_workload(8, 8, 8, 8));
  spec.constraints.levels[1].temporal.prefix = {3};
  spec.constraints.levels[1].temporal.suffix = {0};
  spec.constraints.levels[2].temporal.prefix = {2, 1, 0, 3};
  check_random(spec, 4);
}

TEST_F(CosaReuse, IsNothingWhereItIsForbidden) {
  Spec spec = spec_of(test::gemm_workload(8, 8, 8));
  spec.constraints.directives.resize(3);
  spec.constraints.directives[0].no_temporal_reuse = 1;
  const Facts facts(spec);
  Model program;
  const Counts counts(facts, program);
  Reuse reuse(facts, counts, program);
  EXPECT_FALSE(reuse.log2_run(0, 0).has_columns());
  EXPECT_TRUE(reuse.log2_run(0, 1).has_columns());
}

}  // namespace
}  // namespace tilewright::cosa::improved
