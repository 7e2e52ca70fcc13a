// Does the checker reject what a wrong solver could hand back?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "mapper/cosa/published/check.hpp"
#include "mapper/cosa/published/program.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright::cosa {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CosaCheck : public ::testing::Test {
 protected:
  CosaCheck()
      : problem_(derive_problem(
            test::simba_spec({.r = 3, .s = 3, .p = 14, .q = 14, .c = 64, .k = 64}), options_)) {
    const Program program = build_program(problem_, options_);
    const SolveResult solution = solve(find_solver({}), program.model, {});
    placement_ = read_solution(problem_, program, solution.values);
    claimed_ = solution.objective;
  }

  std::string failure(const Placement& placement) const {
    return check_placement(problem_, options_, placement).failure;
  }

  /// Moves one factor that `selects` to a level and kind.
  Placement moved(const std::function<bool(const PlacedFactor&)>& selects, int level,
                  LoopKind kind) const {
    Placement placement = placement_;
    const auto found = std::find_if(placement.factors.begin(), placement.factors.end(), selects);
    PlacedFactor factor = *found;
    if (--found->count == 0) placement.factors.erase(found);
    factor.count = 1;
    factor.level = level;
    factor.kind = kind;
    placement.factors.push_back(factor);
    return placement;
  }

  CosaOptions options_;
  Problem problem_;
  Placement placement_;
  double claimed_ = 0;
};

TEST_F(CosaCheck, AcceptsTheSolutionAndItsObjective) {
  const CheckReport report = check_placement(problem_, options_, placement_);
  EXPECT_THAT(report.failure, IsEmpty());
  EXPECT_NEAR(report.breakdown.objective, claimed_, 1e-6);
  EXPECT_THAT(check_mapping_of(problem_, placement_, placement_mapping(problem_, placement_)),
              IsEmpty());
}

TEST_F(CosaCheck, RejectsAMissingFactor) {
  Placement placement = placement_;
  placement.factors.pop_back();
  EXPECT_THAT(failure(placement), HasSubstr("too few"));
}

TEST_F(CosaCheck, RejectsAFactorThatIsPlacedTwice) {
  Placement placement = placement_;
  placement.factors.front().count += 1;
  EXPECT_THAT(failure(placement), HasSubstr("too often"));
}

TEST_F(CosaCheck, RejectsAFactorThatTheBoundDoesNotHave) {
  Placement placement = placement_;
  placement.factors.push_back({.dimension = 4, .prime = 5, .level = 5});
  EXPECT_THAT(failure(placement), HasSubstr("the factor 5 is placed 1 times too often"));
}

TEST_F(CosaCheck, RejectsALevelThatDoesNotExist) {
  Placement placement = placement_;
  placement.factors.front().level = 6;
  EXPECT_THAT(failure(placement), HasSubstr("at level 6"));
}

TEST_F(CosaCheck, RejectsTooManySpatialLoops) {
  const auto temporal = [](const PlacedFactor& f) {
    return f.kind == LoopKind::temporal && f.prime > 1;
  };
  EXPECT_THAT(failure(moved(temporal, 1, LoopKind::spatial_x)), HasSubstr("spreads over"));
  EXPECT_THAT(failure(moved(temporal, 1, LoopKind::spatial_y)), HasSubstr("spreads over"));
}

TEST_F(CosaCheck, RejectsADimensionAlongBothDirectionsOfAMesh) {
  problem_.fanout_x[1] = problem_.fanout_y[1] = 2;
  Placement placement{.factors = {}, .buffer_order = {}};
  for (const PrimeFactor& factor : problem_.factors) {
    const int moved = factor.dimension == 4 ? 2 : 0;
    placement.factors.push_back({.dimension = factor.dimension,
                                 .prime = factor.prime,
                                 .level = 5,
                                 .count = factor.count - moved});
  }
  for (const LoopKind kind : {LoopKind::spatial_x, LoopKind::spatial_y}) {
    placement.factors.push_back({.dimension = 4, .prime = 2, .level = 1, .kind = kind, .count = 1});
  }
  EXPECT_THAT(failure(placement), HasSubstr("dimension 4 spreads along both X and Y at level 1"));
}

TEST_F(CosaCheck, RejectsATileThatDoesNotFit) {
  const auto weight = [](const PlacedFactor& f) { return f.prime == 3 && f.dimension == 0; };
  EXPECT_THAT(failure(moved(weight, 0, LoopKind::temporal)), HasSubstr("words of data space 0"));
}

TEST_F(CosaCheck, ChargesTheHaloToTheInputBuffer) {
  Placement placement{.factors = {}, .buffer_order = {}};
  for (const PrimeFactor& factor : problem_.factors) {
    const bool inside = factor.dimension == 0 || factor.dimension == 2;
    placement.factors.push_back({.dimension = factor.dimension,
                                 .prime = factor.prime,
                                 .level = inside ? 3 : 5,
                                 .count = factor.count});
  }
  problem_.capacity[3][1] = 28;  // 14 columns, doubled by the one factor of R
  EXPECT_THAT(failure(placement), IsEmpty());
  problem_.capacity[3][1] = 27;
  EXPECT_THAT(failure(placement), HasSubstr("words of data space 1 in 27"));
}

TEST_F(CosaCheck, TheObjectiveDependsOnTheOrderAtTheGlobalBuffer) {
  Placement placement{.factors = {}, .buffer_order = {4, 5}};
  for (const PrimeFactor& factor : problem_.factors) {
    const bool inside = factor.dimension == 4 || factor.dimension == 5;
    placement.factors.push_back({.dimension = factor.dimension,
                                 .prime = factor.prime,
                                 .level = inside ? 4 : 5,
                                 .count = factor.count});
  }
  // C inside K: outputs are re-used over C (6 bits). The other way: inputs over K. P has no loop.
  const double traffic = check_placement(problem_, options_, placement).breakdown.traffic;
  placement.buffer_order = {2, 4, 5};
  EXPECT_DOUBLE_EQ(check_placement(problem_, options_, placement).breakdown.traffic, traffic);
  const double backing = std::log2(3 * 3 * 14 * 14) * 3.01;
  EXPECT_NEAR(traffic, backing + 12 + 12 + 6, 1e-9);
}

TEST_F(CosaCheck, RejectsAMappingWithOtherLoops) {
  const Mapping mapping = placement_mapping(problem_, placement_);
  for (std::size_t n = 0; n < mapping.nodes.size(); ++n) {
    Mapping other = mapping;
    if (auto* loop = std::get_if<Loop>(&other.nodes[n])) loop->bound *= 2;
    if (auto* storage = std::get_if<Storage>(&other.nodes[n])) storage->data_spaces ^= 1;
    EXPECT_FALSE(check_mapping_of(problem_, placement_, other).empty()) << "node " << n;
  }
}

}  // namespace
}  // namespace tilewright::cosa
