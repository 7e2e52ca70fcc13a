// Are the program's constants derived from a specification as the paper types them in?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/cosa/published/problem.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright::cosa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr DataSpaceMask weights = 1, inputs = 2, outputs = 4;
using Words = std::optional<std::int64_t>;

Problem derive(const Spec& spec, const std::string& partition = {}) {
  CosaOptions options;
  options.partition = partition;
  return derive_problem(spec, options);
}

std::vector<std::pair<std::int64_t, int>> factors_of(std::int64_t bound) {
  std::vector<std::pair<std::int64_t, int>> result;
  for (const PrimeFactor& factor : prime_factors(0, bound)) {
    result.emplace_back(factor.prime, factor.count);
  }
  return result;
}

TEST(CosaProblem, PrimeFactors) {
  EXPECT_THAT(factors_of(1), ElementsAre(std::pair(1, 1)));
  EXPECT_THAT(factors_of(2), ElementsAre(std::pair(2, 1)));
  EXPECT_THAT(factors_of(9), ElementsAre(std::pair(3, 2)));
  EXPECT_THAT(factors_of(9216), ElementsAre(std::pair(2, 10), std::pair(3, 2)));
  EXPECT_THAT(factors_of(2 * 1000003LL), ElementsAre(std::pair(2, 1), std::pair(1000003, 1)));
  EXPECT_THAT(factors_of(1000003LL * 1000003), ElementsAre(std::pair(1000003, 2)));
}

TEST(CosaProblem, ConvolutionHasThePublishedRelevance) {
  const Problem problem = derive(test::simba_spec({.r = 3, .s = 3, .w_stride = 2, .h_stride = 4}));
  EXPECT_THAT(problem.relevance,
              ElementsAre(weights, weights, inputs | outputs, inputs | outputs, weights | inputs,
                          weights | outputs, inputs | outputs));
  EXPECT_THAT(problem.stride[1], ElementsAre(1, 1, 2, 4, 1, 1, 1));
  EXPECT_THAT(problem.stride[0], ElementsAre(1, 1, 1, 1, 1, 1, 1));
  EXPECT_THAT(problem.stride[2], ElementsAre(1, 1, 1, 1, 1, 1, 1));
  ASSERT_EQ(problem.sliding_ranks.size(), 2U);
  EXPECT_THAT(problem.sliding_ranks[0].window, ElementsAre(2));
  EXPECT_THAT(problem.sliding_ranks[0].halo, ElementsAre(0));
  EXPECT_THAT(problem.sliding_ranks[1].window, ElementsAre(3));
  EXPECT_THAT(problem.sliding_ranks[1].halo, ElementsAre(1));
  EXPECT_EQ(problem.sliding_ranks[0].data_space, 1);
  EXPECT_EQ(problem.sliding_ranks[0].level, 3);
}

TEST(CosaProblem, SimbaHasThePublishedStorage) {
  const Problem problem = derive(test::simba_spec({}));
  EXPECT_THAT(problem.stored, ElementsAre(weights, outputs, weights, inputs, inputs | outputs,
                                          weights | inputs | outputs));
  EXPECT_THAT(problem.fanout_x, ElementsAre(1, 8, 1, 8, 16, 1));
  EXPECT_THAT(problem.fanout_y, ElementsAre(1, 1, 1, 1, 1, 1));
  EXPECT_THAT(problem.capacity[0], ElementsAre(Words(1), Words(), Words()));
  EXPECT_THAT(problem.capacity[1], ElementsAre(Words(), Words(), Words(64)));
  EXPECT_THAT(problem.capacity[2], ElementsAre(Words(16384), Words(), Words()));
  EXPECT_THAT(problem.capacity[3], ElementsAre(Words(), Words(4096), Words()));
  EXPECT_THAT(problem.capacity[4], ElementsAre(Words(), Words(16384), Words(49152)));
  EXPECT_THAT(problem.capacity[5], ElementsAre(Words(), Words(), Words()));
  EXPECT_EQ(problem.global_buffer(), 4);
  EXPECT_EQ(problem.streamed, weights);
  EXPECT_EQ(problem.bonus_level, 2);
}

TEST(CosaProblem, NamesAndOrderDoNotMatter) {
  Spec spec = test::simba_spec({.r = 3, .p = 8, .w_stride = 2});
  for (std::string& name : spec.workload.dimensions) name = std::string(1, char(name[0] + 1));
  for (DataSpace& data_space : spec.workload.data_spaces) data_space.name += "x";
  for (StorageLevel& level : spec.architecture.storage) level.name += "x";
  EXPECT_EQ(derive(spec).relevance, derive(test::simba_spec({.r = 3, .p = 8})).relevance);
  EXPECT_EQ(derive(spec).capacity, derive(test::simba_spec({.r = 3, .p = 8})).capacity);
}

TEST(CosaProblem, WithoutConstraintsEveryLevelKeepsAllInEqualShares) {
  const Problem problem =
      derive(test::make_spec(test::gemm_workload(4, 4, 4),
                             test::make_architecture(4, 1, {{"L0", 9}, {"L1", 32}, {"L2", {}}})));
  EXPECT_THAT(problem.stored, ElementsAre(7, 7, 7));
  EXPECT_THAT(problem.capacity[0], ElementsAre(Words(3), Words(3), Words(3)));
  EXPECT_THAT(problem.capacity[1], ElementsAre(Words(10), Words(10), Words(10)));
  EXPECT_EQ(problem.streamed, 0U);
  EXPECT_EQ(problem.bonus_level, -1);
}

TEST(CosaProblem, ALevelWithoutSizeHasNoLimitAndATinyShareIsOneWord) {
  Architecture architecture = test::make_architecture(1, 1, {{"L0", {}}, {"L1", 2}, {"L2", {}}});
  const Problem problem = derive(test::make_spec(test::gemm_workload(4, 4, 4), architecture));
  EXPECT_THAT(problem.capacity[0], ElementsAre(Words(), Words(), Words()));
  EXPECT_THAT(problem.capacity[1], ElementsAre(Words(1), Words(1), Words(1)));
}

TEST(CosaProblem, AnOutputsOwnSumIsAllRelevant) {
  // Z[p + r] += A[p] * B[r]: nothing slides, as both dimensions index the output.
  Workload workload;
  workload.dimensions = {"P", "R"};
  workload.bounds = {4, 4};
  workload.data_spaces = {{.name = "A", .ranks = {{{0, 1, {}}}}},
                          {.name = "B", .ranks = {{{1, 1, {}}}}},
                          {.name = "Z", .read_write = true, .ranks = {{{0, 3, {}}, {1, 1, {}}}}}};
  const Problem problem = derive(test::make_spec(workload, test::simba_architecture()));
  EXPECT_THAT(problem.relevance, ElementsAre(1 | 4, 2 | 4));
  EXPECT_THAT(problem.stride[2], ElementsAre(3, 1));
  EXPECT_TRUE(problem.sliding_ranks.empty());
}

TEST(CosaProblem, ASumOfReductionDimensionsIsAllRelevant) {
  // Z[p] += I[r + s] * B[p]; a term with the coefficient 0 is no term.
  Workload workload;
  workload.dimensions = {"P", "R", "S"};
  workload.bounds = {4, 4, 4};
  workload.data_spaces = {{.name = "I", .ranks = {{{1, 1, {}}, {2, -2, {}}, {0, 0, {}}}}},
                          {.name = "B", .ranks = {{{0, 1, {}}}}},
                          {.name = "Z", .read_write = true, .ranks = {{{0, 1, {}}}}}};
  const Problem problem = derive(test::make_spec(workload, test::simba_architecture()));
  EXPECT_THAT(problem.relevance, ElementsAre(2 | 4, 1, 1));
  EXPECT_THAT(problem.stride[0], ElementsAre(1, 1, 2));
  EXPECT_TRUE(problem.sliding_ranks.empty());
}

TEST(CosaProblem, TheHaloIsChargedToTheGlobalBufferWhenNoLevelBelowStoresIt) {
  Workload workload = test::conv_workload({.r = 3});
  const Problem at_buffer = derive(test::make_spec(
      workload, test::simba_architecture(),
      test::keep_only(workload, {weights, outputs, weights, weights, inputs | outputs, 7})));
  ASSERT_EQ(at_buffer.sliding_ranks.size(), 2U);
  EXPECT_EQ(at_buffer.sliding_ranks[0].level, 4);
  const Problem nowhere = derive(
      test::make_spec(workload, test::simba_architecture(),
                      test::keep_only(workload, {weights, outputs, weights, weights, outputs, 7})));
  EXPECT_TRUE(nowhere.sliding_ranks.empty());
}

TEST(CosaProblem, LaterConstraintsAddToEarlierOnes) {
  Spec spec = test::make_spec(test::gemm_workload(2, 2, 2),
                              test::make_architecture(1, 1, {{"L0", 8}, {"L1", {}}}));
  spec.constraints.bypass = {{.level = 0, .bypass = 3, .place = {}},
                             {.level = 0, .keep = 1, .place = {}}};
  EXPECT_EQ(derive(spec).stored[0], 5U);
}

TEST(CosaProblem, PartitionIsAnOption) {
  const Spec spec = test::simba_spec({});
  const Problem problem = derive(spec, "GlobalBuffer:Inputs=0.5,GlobalBuffer:Outputs=0.5");
  EXPECT_THAT(problem.capacity[4], ElementsAre(Words(), Words(32768), Words(32768)));
}

std::string partition_error(const std::string& text) {
  try {
    derive(test::simba_spec({}), text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(CosaProblem, APartitionThatMakesNoSenseIsAnError) {
  EXPECT_THAT(partition_error("GlobalBuffer"), HasSubstr("not of the form"));
  EXPECT_THAT(partition_error("Buffer:Inputs=0.5"), HasSubstr("unknown level"));
  EXPECT_THAT(partition_error("GlobalBuffer:Input=0.5"), HasSubstr("unknown data space"));
  EXPECT_THAT(partition_error("GlobalBuffer:Weights=0.5"), HasSubstr("not stored"));
  EXPECT_THAT(partition_error("GlobalBuffer:Inputs=0"), HasSubstr("not a share"));
  EXPECT_THAT(partition_error("GlobalBuffer:Inputs=nan"), HasSubstr("not a share"));
  EXPECT_THAT(partition_error("GlobalBuffer:Inputs=x"), HasSubstr("not a share"));
  EXPECT_THAT(partition_error("GlobalBuffer:Inputs=0.5"), HasSubstr("sum up to 1.25"));
}

TEST(CosaProblem, ADataSpaceThatIsBypassedEverywhereHasNoMapping) {
  const Workload workload = test::gemm_workload(2, 2, 2);
  const Spec spec =
      test::make_spec(workload, test::make_architecture(1, 1, {{"L0", 8}, {"L1", {}}}),
                      test::keep_only(workload, {6, 6}));
  EXPECT_THAT(reason_for_infeasibility(derive(spec), spec), HasSubstr("'A' is bypassed"));
}

}  // namespace
}  // namespace tilewright::cosa
