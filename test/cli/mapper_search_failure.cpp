// What does a user learn when no mapping is valid, or the input or the command line is wrong?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class MapperSearchFailure : public MapperTest {
 protected:
  void expect_failure(const ProgramResult& result, const std::vector<std::string>& texts) const {
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(output_names(), IsEmpty());
    for (const std::string& text : texts) EXPECT_THAT(result.standard_error, HasSubstr(text));
  }
};

// The buffer must hold 3 weights, 16 + 3 - 1 inputs and 16 outputs.
std::string buffer_that_keeps_all() {
  return "mapper: {algorithm: hybrid, optimization_metric: edp, num_threads: 1}\n"
         "mapspace_constraints:\n"
         "  - {target: Buffer, type: temporal, factors: P=16 R=3}\n"
         "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n";
}

TEST_F(MapperSearchFailure, TheSmallestTileThatTheConstraintsAllowIsTooLarge) {
  const std::string spec = buffer_that_keeps_all() + problem_to_map();
  const ProgramResult result = run_mapper(replaced(spec, "depth: 64", "depth: 36"));
  expect_failure(result, {"ERROR: in.yaml:", "no mapping fits: Buffer holds 36 words",
                          "needs 37 (Weights 3, Inputs 18, Outputs 16)",
                          "P=16 at Buffer (temporal) (in.yaml:3:", "give Buffer 37 words"});
  EXPECT_EQ(run_mapper(replaced(spec, "depth: 64", "depth: 37")).exit_status, 0);
}

TEST_F(MapperSearchFailure, NoValidMappingAmongThoseTried) {
  const std::string spec =
      "mapper: {algorithm: hybrid, optimization_metric: edp, num_threads: 1, timeout: 1}\n"
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n" +
      problem_to_map();
  const ProgramResult result = run_mapper(replaced(spec, "depth: 64", "depth: 36"));
  expect_failure(
      result, {"[  0] STATEMENT: 1 invalid mappings (0 fanout, 1 capacity) found since the last ",
               "ERROR: no valid mapping among the 1 tried",
               "Buffer: 1 of 1 mappings (100.0 %); the closest: ",
               "mapped tile size 37 exceeds buffer capacity 36",
               "the smallest change that would have helped: give Buffer 37 words instead of 36",
               "'timeout'"});
  EXPECT_EQ(run_mapper(replaced(spec, "depth: 64", "depth: 37")).exit_status, 0);
}

TEST_F(MapperSearchFailure, JsonTellsThatThereIsNoMapping) {
  const ProgramResult result = run_mapper(
      replaced(buffer_that_keeps_all() + problem_to_map(), "depth: 64", "depth: 8"), {"--json"});
  expect_failure(result, {"ERROR: "});
  const auto json = nlohmann::json::parse(result.standard_output);
  EXPECT_EQ(json["valid"], false);
  EXPECT_EQ(json["valid_mappings"], 0);
  EXPECT_FALSE(json.contains("evaluation"));
}

TEST_F(MapperSearchFailure, BestOfDoesNotSearchWhereNothingCanFit) {
  expect_failure(
      run_mapper(replaced(buffer_that_keeps_all() + problem_to_map(), "depth: 64", "depth: 8"),
                 {"--best-of", "16384"}),
      {"no mapping fits: Buffer holds 8 words"});
}

TEST_F(MapperSearchFailure, AConstraintThatContradictsTheLayerNamesBothPlaces) {
  const std::string spec = problem_to_map();
  const std::string layer_3x3 =
      "mapper: {algorithm: hybrid, optimization_metric: edp}\n"
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: temporal, factors: R=1}\n"
      "  - {target: DRAM, type: temporal, factors: R=1}\n" +
      spec.substr(0, spec.find("problem:")) +
      "problem:\n"
      "  shape: cnn_layer\n"
      "  instance: {R: 3, S: 3, P: 4, Q: 4, C: 2, K: 2, N: 1}\n";
  expect_failure(run_mapper(layer_3x3),
                 {"ERROR: in.yaml:3:", "dimension R, which the problem at in.yaml:", "sets to 3",
                  "R=1 at Buffer (temporal) (in.yaml:3:", "R=1 at DRAM (temporal) (in.yaml:4:"});
}

TEST_F(MapperSearchFailure, OutputThatIsNoFolder) {
  write_input("in.yaml", problem_to_map());
  const ProgramResult result =
      run("tilewright-mapper", {"in.yaml", "--mapper", "linear_pruned", "-o", "/dev/full"});
  expect_failure(result, {"ERROR: the output folder '/dev/full' is not a folder"});
}

/// Input that is put in front of a correct problem, so that its first line is line 1.
struct BadInput {
  const char* name;
  const char* text;
  const char* place;
  std::vector<std::string> messages;
};

class MapperSearchBadInput : public MapperTest, public ::testing::WithParamInterface<BadInput> {};

TEST_P(MapperSearchBadInput, IsReportedWithItsPlaceAndAdvice) {
  const ProgramResult result =
      run_mapper(GetParam().text + problem_to_map(), {"--mapper", "hybrid"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(output_names(), IsEmpty());
  EXPECT_THAT(result.standard_error, StartsWith("ERROR: in.yaml:" + std::string(GetParam().place)));
  for (const std::string& message : GetParam().messages) {
    EXPECT_THAT(result.standard_error, HasSubstr(message));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperSearchBadInput,
    ::testing::Values(
        BadInput{"Metric",
                 "mapper: {optimization_metric: edpp}\n",
                 "1:31:",
                 {"unknown metric 'edpp'; did you mean 'edp'?", "last_level_accesses"}},
        BadInput{"MetricOfAMissingLevel",
                 "mapper:\n  optimization_metrics: [delay, accesses-2]\n",
                 "2:33:",
                 {"metric 'accesses-2' names no storage level", "from 0 to 1"}},
        BadInput{"NegativeSearchSize",
                 "mapper: {search_size: -5}\n",
                 "1:23:",
                 {"'search_size' is '-5'", "0"}},
        BadInput{"NoThreads", "mapper: {num_threads: 0}\n", "1:23:", {"'num_threads' is '0'", "1"}},
        BadInput{"MisspeltKey",
                 "mapper: {algoritm: hybrid}\n",
                 "1:10:",
                 {"unknown key 'algoritm'", "did you mean 'algorithm'?"}},
        BadInput{"Template",
                 "mapspace: {template: rubi}\n",
                 "1:22:",
                 {"unknown mapspace template 'rubi'", "did you mean 'ruby'?"}},
        BadInput{"Level",
                 "mapspace_constraints:\n  - {target: Bufer, type: temporal, factors: R=3}\n",
                 "2:14:",
                 {"unknown storage level 'Bufer'; did you mean 'Buffer'?"}},
        BadInput{"DimensionOfAFactor",
                 "mapspace_constraints:\n  - {target: Buffer, type: temporal, factors: X=3}\n",
                 "2:47:",
                 {"unknown dimension 'X' in 'factors'", "R, P, C"}},
        BadInput{"FactorTwice",
                 "mapspace_constraints:\n"
                 "  - {target: Buffer, type: temporal, factors: R=3}\n"
                 "  - {target: Buffer, type: temporal, factors: R=1}\n",
                 "3:47:",
                 {"two factors of dimension R", "R=3 and R=1", "in.yaml:2:47"}},
        BadInput{"DimensionOfAPermutation",
                 "mapspace_constraints:\n  - {target: DRAM, type: temporal, permutation: RX}\n",
                 "2:49:",
                 {"unknown dimension 'X' in 'permutation'", "R, P, C"}},
        BadInput{"SplitWithoutFanout",
                 "mapspace_constraints:\n  - {target: Buffer, type: spatial, split: 1}\n",
                 "2:5:",
                 {"level 'Buffer' has a spatial constraint, but no fan-out",
                  "give 'MAC' more instances"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperSearchFailure, UnknownAlgorithmInTheInput) {
  expect_failure(run_mapper("mapper: {algorithm: hybird}\n" + problem_to_map()),
                 {"ERROR: in.yaml:1:21: unknown mapper algorithm 'hybird'", "random_pruned",
                  "hybrid", "cosa"});
}

class MapperSearchBadUsage : public MapperTest,
                             public ::testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(MapperSearchBadUsage, NamesTheOption) {
  std::vector<std::string> arguments = GetParam();
  const ProgramResult result = run_mapper("mapper: {}\n" + problem_to_map(), arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: "), HasSubstr(arguments.front().substr(2)),
                    HasSubstr("Try 'tilewright-mapper --help'.\n")));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperSearchBadUsage,
    ::testing::Values(std::vector<std::string>{"--mapper", "hybird"},
                      std::vector<std::string>{"--best-of", "-1", "--mapper", "hybrid"},
                      std::vector<std::string>{"--best-of", "0", "--mapper", "hybrid"},
                      std::vector<std::string>{"--best-of", "5", "--mapper", "cosa"},
                      std::vector<std::string>{"--seed", "5", "--mapper", "cosa"},
                      std::vector<std::string>{"--threads", "5", "--mapper", "cosa"},
                      std::vector<std::string>{"--keep-invalid", "--mapper", "hybrid"},
                      std::vector<std::string>{"--cosa-solver", "cbc", "--mapper", "hybrid"},
                      std::vector<std::string>{"--best-of", "many"},
                      std::vector<std::string>{"--threads", "-2", "--mapper", "hybrid"},
                      std::vector<std::string>{"--threads", "0", "--mapper", "hybrid"},
                      std::vector<std::string>{"--threads", "513", "--mapper", "hybrid"},
                      std::vector<std::string>{"--seed", "x"},
                      std::vector<std::string>{"--seed", "-1", "--mapper", "hybrid"},
                      std::vector<std::string>{"--time-limit", "nan"},
                      std::vector<std::string>{"--time-limit", "inf"},
                      std::vector<std::string>{"--time-limit", "-1"}));

}  // namespace
}  // namespace tilewright::test
