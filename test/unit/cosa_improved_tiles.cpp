// Are the program's tile sizes those of the model, for every assignment of the factors?

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "mapper/cosa/improved/tiles.hpp"
#include "test/unit/cosa_improved_specs.hpp"

namespace tilewright::cosa::improved {
namespace {

using Extents = std::vector<std::int64_t>;

/// All combinations of divisors of the bounds.
void for_each_tile(const Workload& workload, const std::function<void(const Extents&)>& visit,
                   Extents extents = {}) {
  if (extents.size() == workload.bounds.size()) return visit(extents);
  extents.push_back(1);
  for (const std::int64_t extent : test::divisors_of(workload.bounds[extents.size() - 1])) {
    extents.back() = extent;
    for_each_tile(workload, visit, extents);
  }
}

/// Level 0 has the loops of the tile, level 1 the rest.
void expect_words_of_the_model(const Workload& workload) {
  const Spec spec = test::make_spec(workload, test::plain_architecture(2));
  const Facts facts(spec);
  Model program;
  const Counts counts(facts, program);
  Tiles tiles(facts, counts, program);
  std::vector<Linear> words(facts.projections.size());
  for (int s = 0; s < facts.space_count(); ++s) words[s] = tiles.log2_words(s, 0);
  for_each_tile(workload, [&](const Extents& extents) {
    Model model = program;
    test::fix_loops(model, facts, counts, [&](int level, LoopKind, int d) {
      return level == 0 ? extents[d] : workload.bounds[d] / extents[d];
    });
    for (int s = 0; s < facts.space_count(); ++s) {
      const auto expected = static_cast<double>(facts.projections[s].words(extents));
      EXPECT_NEAR(std::exp2(test::least(model, words[s])), expected, 1e-6 * expected)
          << workload.data_spaces[s].name << ": " << ::testing::PrintToString(extents);
      EXPECT_NEAR(std::exp2(test::most(model, words[s])), expected, 1e-6 * expected)
          << workload.data_spaces[s].name << ": " << ::testing::PrintToString(extents);
    }
  });
}

/// One data space of one rank, and a result of the first dimension.
Workload einsum(const std::vector<std::int64_t>& bounds, const Rank& rank) {
  Workload workload;
  for (std::size_t d = 0; d < bounds.size(); ++d) {
    workload.dimensions.push_back("D" + std::to_string(d));
  }
  workload.bounds = bounds;
  workload.data_spaces = {{.name = "In", .ranks = {rank}},
                          {.name = "Out", .read_write = true, .ranks = {{{0, 1, {}}}}}};
  return workload;
}

TEST(CosaTiles, OfAConvolution) {
  expect_words_of_the_model(test::conv_workload({.r = 3, .s = 2, .p = 6, .c = 2, .k = 3}));
}

TEST(CosaTiles, OfAStridedAndDilatedConvolution) {
  Workload workload = test::conv_workload({.r = 3, .s = 2, .p = 4, .q = 6, .w_stride = 2});
  workload.data_spaces[1].ranks[2][1].coefficient = 3;  // of R
  workload.data_spaces[1].ranks[3][0].coefficient = 4;  // of Q
  expect_words_of_the_model(workload);
}

TEST(CosaTiles, OfARankThatOneDimensionStridesOver) {
  expect_words_of_the_model(einsum({12}, {{0, 5, {}}}));
  expect_words_of_the_model(einsum({12}, {{0, -1, {}}}));
}

TEST(CosaTiles, OfAFlattenedTensor) {
  expect_words_of_the_model(einsum({6, 4, 3}, {{0, 12, {}}, {1, 3, {}}, {2, 1, {}}}));
}

TEST(CosaTiles, OfAReversedWindow) {
  expect_words_of_the_model(einsum({6, 3}, {{0, 2, {}}, {1, -1, {}}}));
}

TEST(CosaTiles, OfARankThatHasADimensionTwice) {
  expect_words_of_the_model(einsum({6, 3}, {{0, 2, {}}, {1, 1, {}}, {0, 1, {}}}));
}

TEST(CosaTiles, OfADiagonal) {
  Workload workload = test::gemm_workload(4, 1, 3);
  workload.data_spaces[0].ranks = {{{0, 1, {}}}, {{0, 1, {}}}};
  expect_words_of_the_model(workload);
}

TEST(CosaTiles, WindowsThatDoNotFitAreNoChoice) {
  Workload workload = test::conv_workload({.r = 3, .p = 8});
  Architecture architecture = test::plain_architecture(2);
  architecture.storage[0].size_words = 6;
  const Spec spec = test::make_spec(workload, architecture);
  const Facts facts(spec);
  Model program;
  const Counts counts(facts, program);
  Tiles tiles(facts, counts, program);
  const Linear words = tiles.log2_words(1, 0);
  EXPECT_NEAR(test::most(program, words), std::log2(6), 1e-6);  // 4 points of a 3-wide kernel
  EXPECT_NEAR(test::least(program, words), 0, 1e-6);
}

}  // namespace
}  // namespace tilewright::cosa::improved
