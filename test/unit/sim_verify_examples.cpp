// The functional mode on mappings that are right, and on wrong ones that must be caught.

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sim/verify/verify.hpp"
#include "test/unit/sim_convolution.hpp"

namespace tilewright::sim {

namespace {

using namespace test;  // NOLINT(google-build-using-namespace): names of the example

const std::array<std::string, 3> names = {"RegisterFile", "Buffer", "DRAM"};

VerifyResult run(const Workload& workload, const std::vector<Level>& levels,
                 const VerifyOptions& options = {}) {
  return verify(workload, mapping_of(levels), static_cast<int>(levels.size()), options);
}

TEST(SimVerify, CountsTheWordsOfASystolicRow) {
  VerifyOptions options;
  options.count_words = true;
  const VerifyResult result =
      run(convolution(3, 16, 1, 1), {{{temporal(P, 16), spatial(R, 3)}}, {{}}}, options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.operations, 48);
  ASSERT_EQ(result.words.size(), 6U);
  const EdgeWords weights_in{{weights, 0, 1}, 3, 3, 0, 0, 0, 0};
  const EdgeWords inputs_in{{inputs, 0, 1}, 18, 48, 30, 0, 0, 0};
  const EdgeWords outputs_out{{outputs, 0, 1}, 0, 0, 0, 16, 48, 0};
  EXPECT_EQ(result.words[1], weights_in);
  EXPECT_EQ(result.words[3], inputs_in);
  EXPECT_EQ(result.words[5], outputs_out);
}

TEST(SimVerify, PartialSumsComeBack) {
  VerifyOptions options;
  options.count_words = true;
  const VerifyResult result = run(
      convolution(1, 4, 8, 2), {{{temporal(C, 8), temporal(K, 2)}}, {{temporal(P, 4)}}}, options);
  ASSERT_TRUE(result.ok());
  const EdgeWords sums{{outputs, 0, 1}, 56, 56, 0, 64, 64, 0};
  EXPECT_EQ(result.words[5], sums);
}

TEST(SimVerify, SeveralInputsAndResults) {
  // Two results of three inputs.
  Workload workload = convolution(2, 6, 3, 4);
  workload.data_spaces.push_back({"Scale", false, {{{K, 1, ""}}}});
  workload.data_spaces.push_back({"Sums", true, {{{C, 1, ""}}, {{P, 1, ""}}}});
  const std::vector<Level> levels{{{temporal(C, 3), spatial(P, 2)}, 31},
                                  {{temporal(K, 2), rows(R, 2), spatial(K, 2)}, 21},
                                  {{temporal(P, 3)}, 30}};
  EXPECT_TRUE(run(workload, levels).ok());
}

TEST(SimVerify, RanksWithACommonDimension) {
  Workload workload = convolution(3, 4, 1, 2);
  workload.data_spaces[inputs].ranks = {{{P, 1, ""}}, {{P, 1, ""}, {R, -2, ""}}};
  EXPECT_TRUE(run(workload, {{{temporal(P, 4)}}, {{spatial(R, 3)}}, {{temporal(K, 2)}}}).ok());
}

TEST(SimVerify, AMissingLoopIsAWrongResult) {
  const Workload workload = convolution(3, 4, 1, 1);
  const VerifyResult result = run(workload, {{{temporal(P, 4)}}, {{}}, {{}}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.fault->kind, VerifyFault::Kind::wrong_result);
  EXPECT_EQ(result.fault->coordinates, (std::vector<std::int64_t>{0, 0}));
  EXPECT_NE(result.fault->expected, result.fault->found);
  EXPECT_EQ(describe(*result.fault, workload, names),
            "Outputs[0][0] in DRAM is " + std::to_string(result.fault->found) + " instead of " +
                std::to_string(result.fault->expected));
}

TEST(SimVerify, ALoopTooLongLeavesTheTensor) {
  const Workload workload = convolution(1, 4, 1, 1);
  const VerifyResult result = run(workload, {{{temporal(P, 5)}}, {{}}, {{}}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.fault->kind, VerifyFault::Kind::outside);
  EXPECT_EQ(describe(*result.fault, workload, names),
            "Buffer (instance 0) works on Inputs[0][4], which is outside of the tensor");
}

TEST(SimVerify, AWrongResidualShows) {
  // P = 7 as 2 x 4 with three in the last pass; two leave a word out.
  EXPECT_TRUE(run(convolution(1, 7, 1, 1), {{{temporal(P, 2), spatial(P, 4, 3)}}, {{}}}).ok());
  EXPECT_FALSE(run(convolution(1, 7, 1, 1), {{{temporal(P, 2), spatial(P, 4, 2)}}, {{}}}).ok());
}

}  // namespace

}  // namespace tilewright::sim
