// What does tilewright-mapper do with a mapping that CoSA's published program accepts and the
// hardware does not? AlexNet's second convolution is such a case: the program ignores the halo in
// the global buffer.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CosaMisfit : public ProgramTest {
 protected:
  ProgramResult map(const std::vector<std::string>& more_arguments) const {
    const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";
    std::vector<std::string> arguments = {specs + "architectures/simba.yaml",
                                          specs + "constraints/simba_bypass.yaml",
                                          specs + "networks/alexnet/input.4.yaml",
                                          "-o",
                                          output_folder_.string(),
                                          "--cosa-formulation",
                                          "published"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return run("tilewright-mapper", arguments);
  }
};

TEST_F(CosaMisfit, IsAnErrorWithReasonAndObjectiveAndNoFile) {
  const ProgramResult result = map({});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("ERROR: the mapping does not fit: couldn't map level GlobalBuffer: "
                              "mapped tile size 72448 exceeds buffer capacity 65536"),
                    HasSubstr("objective = 224.7523"), HasSubstr("proven optimal")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(CosaMisfit, IsKeptOnRequest) {
  EXPECT_EQ(map({"--keep-invalid"}).exit_status, 1);
  EXPECT_THAT(output_names(), ElementsAre("timeloop-mapper.map.yaml"));
}

TEST_F(CosaMisfit, IsToldInJson) {
  const ProgramResult result = map({"--json"});
  EXPECT_EQ(result.exit_status, 1);
  const auto json = nlohmann::json::parse(result.standard_output);
  EXPECT_EQ(json["valid"], false);
  EXPECT_EQ(json["status"], "optimal");
  EXPECT_EQ(json["proven_optimal"], true);
  EXPECT_NEAR(json["objective"].get<double>(), 224.7523, 1e-3);
  EXPECT_TRUE(json["evaluation"].is_null());
}

TEST_F(CosaMisfit, OtherSharesOfTheBufferLeadToAMappingThatFits) {
  const ProgramResult result =
      map({"--cosa-partition", "GlobalBuffer:Inputs=0.2,GlobalBuffer:Outputs=0.5", "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_EQ(nlohmann::json::parse(result.standard_output)["valid"], true);
}

TEST_F(CosaMisfit, AWrongOptionIsBadUsage) {
  EXPECT_EQ(map({"--cosa-weight-compute", "much"}).exit_status, 2);
  EXPECT_EQ(map({"--cosa-weight-traffic", "-1"}).exit_status, 2);
  EXPECT_EQ(map({"--time-limit", "-1"}).exit_status, 2);
  EXPECT_EQ(map({"--cosa-solver", "none"}).exit_status, 1);
}

}  // namespace
}  // namespace tilewright::test
