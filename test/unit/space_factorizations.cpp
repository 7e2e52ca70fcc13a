// The numbering of factorizations, against cases listed by hand.

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "mapper/space/factorizations.hpp"

namespace tilewright::test {

namespace {

using Factors = std::vector<std::int64_t>;

std::vector<FactorRange> free_levels(std::size_t count) { return std::vector<FactorRange>(count); }

std::vector<LoopBound> read(const Factorizations& all, std::uint64_t index, std::size_t levels) {
  std::vector<LoopBound> loops(levels);
  all.read(index, loops);
  return loops;
}

Factors factors_of(const Factorizations& all, std::uint64_t index, std::size_t levels) {
  Factors factors;
  for (const LoopBound& loop : read(all, index, levels)) factors.push_back(loop.factor);
  return factors;
}

std::vector<Factors> list(std::int64_t bound, const std::vector<FactorRange>& levels) {
  const Factorizations all(bound, levels);
  std::vector<Factors> result;
  for (std::uint64_t index = 0; index < all.count(); ++index) {
    result.push_back(factors_of(all, index, levels.size()));
  }
  return result;
}

FactorRange exactly(std::int64_t factor) {
  FactorRange range;
  range.exact = factor;
  return range;
}

FactorRange at_most(std::int64_t factor) {
  FactorRange range;
  range.most = factor;
  return range;
}

FactorRange at_least(std::int64_t factor) {
  FactorRange range;
  range.least = factor;
  return range;
}

TEST(Factorizations, OutermostLevelTakesDivisorsInPairs) {
  const std::vector<Factors> expected = {{12, 1}, {1, 12}, {6, 2}, {2, 6}, {4, 3}, {3, 4}};
  EXPECT_EQ(list(12, free_levels(2)), expected);
}

TEST(Factorizations, InnerLevelsShareWhatIsLeft) {
  const std::vector<Factors> expected = {{12, 1, 1}, {1, 12, 1}, {6, 2, 1}, {2, 6, 1}, {4, 3, 1},
                                         {3, 4, 1},  {1, 1, 12}, {6, 1, 2}, {3, 2, 2}, {1, 6, 2},
                                         {2, 3, 2},  {2, 1, 6},  {1, 2, 6}, {4, 1, 3}, {2, 2, 3},
                                         {1, 4, 3},  {3, 1, 4},  {1, 3, 4}};
  EXPECT_EQ(list(12, free_levels(3)), expected);
}

TEST(Factorizations, ASingleLevelOrABoundOfOneHasOneChoice) {
  EXPECT_EQ(list(12, free_levels(1)), std::vector<Factors>{{12}});
  EXPECT_EQ(list(1, free_levels(3)), (std::vector<Factors>{{1, 1, 1}}));
}

TEST(Factorizations, ExactFactorsAreSetApart) {
  const std::vector<Factors> expected = {{3, 4, 1}, {1, 4, 3}};
  EXPECT_EQ(list(12, {{}, exactly(4), {}}), expected);
}

TEST(Factorizations, LimitsLeaveChoicesOutAndKeepTheOrder) {
  const std::vector<Factors> small = {{1, 12}, {2, 6}, {4, 3}, {3, 4}};
  EXPECT_EQ(list(12, {at_most(4), {}}), small);
  const std::vector<Factors> large = {{12, 1}, {6, 2}, {4, 3}};
  EXPECT_EQ(list(12, {at_least(4), {}}), large);
}

TEST(Factorizations, AFactorThatDoesNotDivideMakesLoopsImperfect) {
  const std::vector<FactorRange> levels = {exactly(4), {}};
  const Factorizations all(10, levels);
  ASSERT_EQ(all.count(), 1U);
  const std::vector<LoopBound> expected = {{4, 4, 2}, {3, 3, 3}};
  EXPECT_EQ(read(all, 0, 2), expected);
}

TEST(Factorizations, ImperfectLoopsBetweenFreeLevels) {
  const Factorizations all(10, {{}, exactly(4), {}});
  ASSERT_EQ(all.count(), 2U);
  EXPECT_EQ(read(all, 0, 3), (std::vector<LoopBound>{{3, 3, 1}, {4, 4, 4}, {1, 1, 1}}));
  EXPECT_EQ(read(all, 1, 3), (std::vector<LoopBound>{{1, 1, 1}, {4, 4, 2}, {3, 3, 3}}));
}

TEST(Factorizations, ALoopMakesNoMoreIterationsThanAreLeft) {
  const Factorizations all(5, {{}, exactly(4), {}});
  ASSERT_EQ(all.count(), 2U);
  EXPECT_EQ(read(all, 0, 3), (std::vector<LoopBound>{{2, 2, 1}, {4, 3, 3}, {1, 1, 1}}));
}

TEST(Factorizations, ContradictionsLeaveNoChoice) {
  EXPECT_EQ(Factorizations(12, {exactly(2), exactly(2)}).count(), 0U);
  EXPECT_EQ(Factorizations(12, {at_most(2), at_most(3)}).count(), 0U);
  FactorRange impossible = exactly(4);
  impossible.most = 3;
  EXPECT_EQ(Factorizations(12, {impossible, {}}).count(), 0U);
}

TEST(Factorizations, ExtremesOverAllChoices) {
  const Factorizations all(12, {at_least(3), exactly(2), {}});
  EXPECT_EQ(all.least_factor(0), 3);
  EXPECT_EQ(all.largest_factor(0), 6);
  EXPECT_EQ(all.largest_factor(2), 2);
  EXPECT_EQ(all.least_factor(1), 2);
  EXPECT_EQ(all.least_extent(0), 3);
  EXPECT_EQ(all.least_extent(1), 6);
  EXPECT_EQ(all.least_extent(2), 12);
}

// 2^20 over 13 levels: 20 twos among 13 levels, C(32, 12).
TEST(Factorizations, HugeSpacesAreCountedAndReadWithoutListing) {
  constexpr std::size_t levels = 13;
  const Factorizations all(std::int64_t{1} << 20, free_levels(levels));
  EXPECT_EQ(all.count(), 225'792'840U);
  Factors first(levels, 1);
  first.front() = std::int64_t{1} << 20;
  EXPECT_EQ(factors_of(all, 0, levels), first);
  Factors last(levels, 1);
  last[11] = last[12] = 1024;
  EXPECT_EQ(factors_of(all, all.count() - 1, levels), last);
}

// 5040 = 2^4 3^2 5 7 over 6 levels: C(9, 5) C(7, 5) 6 6 choices.
TEST(Factorizations, EachChoiceIsThereOnce) {
  const Factorizations all(5040, free_levels(6));
  ASSERT_EQ(all.count(), 95'256U);
  std::set<Factors> seen;
  for (std::uint64_t index = 0; index < all.count(); ++index) {
    const Factors factors = factors_of(all, index, 6);
    std::int64_t product = 1;
    for (const std::int64_t factor : factors) product *= factor;
    ASSERT_EQ(product, 5040);
    seen.insert(factors);
  }
  EXPECT_EQ(seen.size(), all.count());
}

}  // namespace

}  // namespace tilewright::test
