// How data spaces span and move over the operation space.

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "model/nest/projection.hpp"

namespace tilewright {

namespace {

// Dimensions P (bound 8) and R (bound 3), one rank.
Workload workload_of(Rank rank) {
  Workload workload;
  workload.dimensions = {"P", "R"};
  workload.bounds = {8, 3};
  workload.data_spaces = {{"Inputs", false, {std::move(rank)}}};
  return workload;
}

Projection projection_of(Rank rank) {
  const Workload workload = workload_of(std::move(rank));
  return {workload, workload.data_spaces[0]};
}

}  // namespace

TEST(Projection, StridedWindowIncludesTheHoles) {
  const Projection inputs = projection_of({{0, 2, "Wstride"}, {1, 1, ""}});
  EXPECT_FALSE(inputs.separable());
  const std::array<std::int64_t, 2> extents{4, 3};
  EXPECT_EQ(inputs.words(extents), (4 - 1) * 2 + (3 - 1) + 1);
  EXPECT_EQ(inputs.rank_extents(extents)[0], inputs.words(extents));
}

TEST(Projection, NegativeCoefficientStartsAtTheLastOperation) {
  const Projection inputs = projection_of({{0, -1, "Cx"}});
  EXPECT_EQ(
      inputs.low_corner(std::array<std::int64_t, 2>{2, 0}, std::array<std::int64_t, 2>{4, 1})[0],
      -5);
}

// The evaluator once took P - P for a movement and served each instance separately.
TEST(Projection, TermsOfOneDimensionThatCancelDoNotMoveTheRank) {
  const Projection inputs = projection_of({{0, 1, ""}, {0, -1, "Cx"}, {1, 3, "Cy"}});
  EXPECT_FALSE(inputs.depends_on(0));
  EXPECT_TRUE(inputs.depends_on(1));
  EXPECT_EQ(inputs.words(std::array<std::int64_t, 2>{4, 1}), 7);
  RankVector displacement{};
  inputs.move(0, 4, displacement);
  EXPECT_EQ(displacement[0], 0);
}

TEST(Projection, TooManyRanksAreAnError) {
  Workload workload = workload_of({{0, 1, ""}});
  workload.data_spaces[0].ranks.resize(max_ranks + 1);
  EXPECT_THROW(Projection(workload, workload.data_spaces[0]), Error);
}

TEST(Projection, TensorBeyond63BitsIsAnError) {
  Workload workload = workload_of({{0, std::int64_t{1} << 62, "Wstride"}});
  EXPECT_THROW(Projection(workload, workload.data_spaces[0]), Error);
}

}  // namespace tilewright
