// Exact integers: an overflow is an Error, never a wrapped number.

#include "model/spec/checked.hpp"

#include <gtest/gtest.h>

namespace tilewright {

TEST(Checked, OverflowIsAnError) {
  const std::int64_t half = std::int64_t{1} << 62;
  EXPECT_EQ(checked_add(half, half - 1), INT64_MAX);
  EXPECT_THROW(checked_add(half, half), Error);
  EXPECT_EQ(checked_multiply(half, 1), half);
  EXPECT_THROW(checked_multiply(half, 2), Error);
}

// A partition size is a product beyond 64 bits, divided: large layers once ended with an error.
TEST(Checked, MultiplyDivideKeepsTheWholeProduct) {
  EXPECT_EQ(multiply_divide(18927299160, 3670266600, 3670266600), 18927299160);
  EXPECT_EQ(multiply_divide(7, 5, 4), 8);
  EXPECT_THROW(multiply_divide(INT64_MAX, 4, 2), Error);
}

TEST(Checked, CeilDivide) {
  EXPECT_EQ(ceil_divide(0, 4), 0);
  EXPECT_EQ(ceil_divide(8, 4), 2);
  EXPECT_EQ(ceil_divide(9, 4), 3);
}

}  // namespace tilewright
