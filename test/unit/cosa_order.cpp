// Which loop orders of the global buffer can be optimal?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mapper/cosa/order.hpp"
#include "mapper/cosa/published/problem.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright::cosa {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<std::vector<int>> reuses(const std::vector<LoopOrder>& orders) {
  std::vector<std::vector<int>> result;
  result.reserve(orders.size());
  for (const LoopOrder& order : orders) result.push_back(order.reuse);
  return result;
}

std::vector<LoopOrder> orders_of(const Workload& workload) {
  const Spec spec = test::make_spec(workload, test::simba_architecture());
  const Problem problem = derive_problem(spec, {});
  std::vector<int> all(problem.dimension_count);
  for (int d = 0; d < problem.dimension_count; ++d) all[d] = d;
  return pareto_orders(all, problem.relevance, problem.data_space_count);
}

TEST(CosaOrder, ConvolutionHasTheThreeModesOfThePaper) {
  // By R,S,P,Q,C,K,N: weights over P,Q,N; inputs over R,S,K and outputs over R,S; the same with C.
  EXPECT_THAT(
      reuses(orders_of(test::conv_workload({}))),
      UnorderedElementsAre(ElementsAre(0, 0, 1, 1, 0, 0, 1), ElementsAre(2, 2, 0, 0, 0, 1, 0),
                           ElementsAre(2, 2, 0, 0, 1, 0, 0)));
}

TEST(CosaOrder, GemmReusesOneTensorOverEachDimension) {
  EXPECT_THAT(
      reuses(orders_of(test::gemm_workload(2, 2, 2))),
      UnorderedElementsAre(ElementsAre(1, 0, 0), ElementsAre(0, 1, 0), ElementsAre(0, 0, 1)));
}

TEST(CosaOrder, FreeDimensionsStandInAscendingOrder) {
  std::vector<std::vector<int>> orders;
  for (const LoopOrder& order : orders_of(test::conv_workload({}))) {
    orders.push_back(order.dimensions);
  }
  EXPECT_THAT(orders, UnorderedElementsAre(ElementsAre(2, 3, 6, 0, 1, 4, 5),
                                           ElementsAre(0, 1, 4, 2, 3, 5, 6),
                                           ElementsAre(0, 1, 5, 2, 3, 4, 6)));
}

TEST(CosaOrder, ADimensionThatTouchesNothingIsInnermost) {
  const auto orders = pareto_orders({0, 1}, {1, 0}, 1);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_THAT(orders[0].dimensions, ElementsAre(1, 0));
  EXPECT_THAT(orders[0].reuse, ElementsAre(0, 1));
}

TEST(CosaOrder, WithoutDimensionsThereIsOneEmptyOrder) {
  const auto orders = pareto_orders({}, {1, 2}, 2);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_TRUE(orders[0].dimensions.empty());
}

/// Tensors re-used over the loops of an order, each weighted with its logarithm of iterations:
/// tensor by tensor, outwards to the first loop that touches it.
int saving_of(const std::vector<int>& order, const std::vector<DataSpaceMask>& relevance,
              const std::vector<int>& iterations, int tensors) {
  int saving = 0;
  for (int v = 0; v < tensors; ++v) {
    for (const int d : order) {
      if (iterations[d] > 0 && contains(relevance[d], v)) break;
      saving += iterations[d];
    }
  }
  return saving;
}

TEST(CosaOrder, TheBestOfAllPermutationsIsAmongThem) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const int tensors = 1 + static_cast<int>(random() % max_data_spaces);
    const int dimensions = 1 + static_cast<int>(random() % 6);
    std::vector<DataSpaceMask> relevance(dimensions);
    std::vector<int> iterations(dimensions), permutation(dimensions);
    for (int d = 0; d < dimensions; ++d) {
      relevance[d] = random() % (1U << tensors);
      iterations[d] = static_cast<int>(random() % 9);
      permutation[d] = d;
    }
    int kept = 0;
    for (const LoopOrder& order : pareto_orders(permutation, relevance, tensors)) {
      ASSERT_EQ(order.dimensions.size(), permutation.size());
      const int saving = saving_of(order.dimensions, relevance, iterations, tensors);
      int claimed = 0;
      for (int d = 0; d < dimensions; ++d) claimed += order.reuse[d] * iterations[d];
      EXPECT_GE(saving, claimed);
      kept = std::max(kept, claimed);
    }
    int best = 0;
    do {
      best = std::max(best, saving_of(permutation, relevance, iterations, tensors));
    } while (std::next_permutation(permutation.begin(), permutation.end()));
    EXPECT_EQ(kept, best) << "round " << round;
  }
}

}  // namespace
}  // namespace tilewright::cosa
