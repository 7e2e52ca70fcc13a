// Loop orders, and the sizes and contradictions of a mapspace read from text.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mapper/space/mapspace.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

namespace {

using Order = std::vector<int>;

std::vector<Order> list(LoopOrder& order) {
  std::vector<Order> all;
  for (std::uint64_t index = 0; index < order.count(); ++index) {
    const auto dimensions = order.select(index);
    all.emplace_back(dimensions.begin(), dimensions.end());
  }
  return all;
}

TEST(LoopOrder, DigitsPickAmongTheRemainingDimensions) {
  LoopOrder order;
  order.reset(3, {}, {});
  const std::vector<Order> expected = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  EXPECT_EQ(list(order), expected);
}

TEST(LoopOrder, SelectingInAnyOrderGivesTheSame) {
  LoopOrder order;
  order.reset(3, {}, {});
  for (const std::uint64_t index : {5U, 5U, 0U, 3U, 0U, 5U}) {
    const auto selected = order.select(index);
    const Order expected = index == 0   ? Order{0, 1, 2}
                           : index == 3 ? Order{1, 2, 0}
                                        : Order{2, 1, 0};
    EXPECT_EQ(Order(selected.begin(), selected.end()), expected);
  }
}

TEST(LoopOrder, PrefixAndSuffixStayInPlace) {
  LoopOrder order;
  order.reset(4, {2}, {0});
  const std::vector<Order> expected = {{2, 1, 3, 0}, {2, 3, 1, 0}};
  EXPECT_EQ(list(order), expected);
}

TEST(LoopOrder, UnitLoopsStandInFront) {
  LoopOrder order;
  const std::vector<unsigned char> unit = {0, 1, 0, 0};
  order.reset(4, unit, {1, 3}, {});
  const std::vector<Order> expected = {{1, 3, 0, 2}, {1, 3, 2, 0}};
  EXPECT_EQ(list(order), expected);
}

TEST(LoopOrder, CanonicalMeansOneOrder) {
  LoopOrder order;
  order.reset_canonical(3);
  EXPECT_EQ(list(order), (std::vector<Order>{{0, 1, 2}}));
}

TEST(LoopOrder, AtMostTwentyDimensionsAreFree) {
  LoopOrder order;
  order.reset(20, {}, {});
  EXPECT_EQ(order.count(), 2'432'902'008'176'640'000U);
  EXPECT_THROW(order.reset(21, {}, {}), Error);
}

Mapspace space_of(const std::string& constraints) {
  return Mapspace(read_spec_text(
      conv_problem + small_architecture + "mapspace_constraints:\n" + constraints, "in.yaml"));
}

// Groups: Buffer spatial (8 x 1), Buffer temporal, DRAM temporal. R=3, P=16, C=4, K=8.
TEST(Mapspace, SizesAreProductsOverLevels) {
  const Mapspace space = space_of("  - {target: Buffer, type: bypass, keep: [Inputs]}\n");
  const MappingId sizes = space.sizes();
  EXPECT_EQ(to_text(sizes.factorization), std::to_string(3 * 15 * 6 * 10));
  // The loops along X keep their order; both temporal groups are free.
  EXPECT_EQ(to_text(sizes.permutation), std::to_string(24 * 24));
  EXPECT_EQ(to_text(sizes.split), "5");
  EXPECT_EQ(to_text(sizes.bypass), "4");
  EXPECT_EQ(to_text(space.size().value()), std::to_string(2700LL * 576 * 5 * 4));
}

TEST(Mapspace, ConstraintsTakeChoicesAway) {
  const Mapspace space = space_of(
      "  - {target: Buffer, type: spatial, factors: K=8 R=1, permutation: KC, split: 1}\n"
      "  - {target: DRAM, type: temporal, permutation: R_PC}\n"
      "  - {target: Buffer, type: bypass, keep: [Inputs], bypass: [Weights, Outputs]}\n");
  const MappingId sizes = space.sizes();
  EXPECT_EQ(to_text(sizes.factorization), std::to_string(2 * 15 * 6 * 1));
  EXPECT_EQ(to_text(sizes.permutation), std::to_string(2 * 24 * 1));
  EXPECT_EQ(to_text(sizes.split), "1");
  EXPECT_EQ(to_text(sizes.bypass), "1");
}

TEST(Mapspace, FreeBitsGoFromTheInsideOutDataSpaceByDataSpace) {
  const Mapspace space = space_of("  - {target: Buffer, type: bypass, keep: [Inputs]}\n");
  EXPECT_EQ(space.always_kept(), (std::vector<DataSpaceMask>{0b010, 0b111}));
  ASSERT_EQ(space.free_bits().size(), 2U);
  EXPECT_EQ(space.free_bits()[0].data_space, 0);
  EXPECT_EQ(space.free_bits()[1].data_space, 2);
}

TEST(Mapspace, AContradictionNamesBothPlaces) {
  try {
    space_of(
        "  - {target: Buffer, type: spatial, factors: R=1}\n"
        "  - {target: Buffer, type: temporal, factors: R=1}\n"
        "  - {target: DRAM, type: temporal, factors: R=1}\n");
    FAIL() << "no error";
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_EQ(text.substr(0, text.find(": ")), "in.yaml:31:46");
    EXPECT_NE(text.find("dimension R, which the problem at in.yaml:"), std::string::npos) << text;
    EXPECT_NE(text.find("sets to 3"), std::string::npos) << text;
    for (const char* part :
         {"R=1 at Buffer (spatial) (in.yaml:31:", "(in.yaml:32:", "(in.yaml:33:"}) {
      EXPECT_NE(text.find(part), std::string::npos) << text;
    }
  }
}

TEST(Mapspace, LimitsThatCannotMeetAreAnError) {
  EXPECT_THROW(space_of("  - {target: Buffer, type: spatial, factors: K<=2}\n"
                        "  - {target: Buffer, type: temporal, factors: K<=1}\n"
                        "  - {target: DRAM, type: temporal, factors: K<=2}\n"),
               Error);
}

}  // namespace

}  // namespace tilewright::test
