// Are the tangents of a sum of powers of two below it everywhere, and do they touch it?

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "mapper/cosa/improved/log_sum.hpp"

namespace tilewright::cosa::improved {
namespace {

constexpr std::size_t bound_column = 0;

/// bound >= log2(2^(2 x + 1) + 2^(y - x) + 2^3).
LogSum three_terms() {
  LogSum sum;
  sum.bound.add(bound_column, 1);
  Linear first(1);
  first.add(1, 2);
  Linear second;
  second.add(1, -1);
  second.add(2, 1);
  sum.terms = {{first, "first"}, {second, "second"}, {Linear(3), "third"}};
  return sum;
}

/// A point on the sum's surface: the bound is the sum.
std::vector<double> on_surface(const LogSum& sum, double x, double y) {
  std::vector<double> columns = {0, x, y};
  columns[bound_column] = sum.value(columns);
  return columns;
}

double room(const Row& row, const std::vector<double>& columns) {
  double value = 0;
  for (const Term& term : row.terms) value += term.coefficient * columns[term.column];
  return value - row.lower;
}

TEST(CosaLogSum, IsTheLogarithmOfTheSum) {
  const LogSum sum = three_terms();
  EXPECT_NEAR(sum.value({0, 1, 5}), std::log2(8 + 16 + 8), 1e-12);
  EXPECT_NEAR(sum.shortfall({4, 1, 5}), 1, 1e-12);
  EXPECT_NEAR(sum.shortfall({6, 1, 5}), -1, 1e-12);
}

TEST(CosaLogSum, HandlesExponentsBeyondTheRangeOfNumbers) {
  const LogSum sum = three_terms();
  EXPECT_NEAR(sum.value({0, 1000, 0}), 2001, 1e-9);
  EXPECT_NEAR(sum.value({0, -1000, -9000}), 3, 1e-9);
}

TEST(CosaLogSum, SharesAddUpToOne) {
  const LogSum sum = three_terms();
  const std::vector<double> shares = sum.shares({0, 1, 5});
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_NEAR(shares[0], 0.25, 1e-12);
  EXPECT_NEAR(shares[1], 0.5, 1e-12);
  EXPECT_NEAR(shares[2], 0.25, 1e-12);
}

TEST(CosaLogSum, TangentsTouchTheSumAndAreNowhereAboveIt) {
  const LogSum sum = three_terms();
  std::mt19937 random(1);
  std::uniform_real_distribution<double> coordinate(-12, 12);
  for (int i = 0; i < 200; ++i) {
    const auto touched = on_surface(sum, coordinate(random), coordinate(random));
    const Row tangent = sum.tangent(sum.shares(touched));
    EXPECT_NEAR(room(tangent, touched), 0, 1e-4);  // small terms are left out
    for (int k = 0; k < 20; ++k) {
      const auto other = on_surface(sum, coordinate(random), coordinate(random));
      EXPECT_GE(room(tangent, other), -1e-9);
    }
  }
}

TEST(CosaLogSum, ATangentMayLeaveTermsOut) {
  const LogSum sum = three_terms();
  const Row tangent = sum.tangent({1, 0, 0});
  EXPECT_NEAR(room(tangent, {7, 3, 100}), 0, 1e-12);
  EXPECT_NEAR(room(tangent, {8, 3, -100}), 1, 1e-12);
}

}  // namespace
}  // namespace tilewright::cosa::improved
