// Does tilewright-mapper write a mapping that tilewright-model evaluates to the same numbers?

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

class MapperUsage : public MapperTest {};

TEST_F(MapperUsage, ItsMappingFedToTheModelGivesTheSameFiles) {
  const ProgramResult mapped = run_mapper(problem_to_map());
  ASSERT_EQ(mapped.exit_status, 0) << mapped.standard_error;
  EXPECT_THAT(mapped.standard_output, HasSubstr("Utilization = "));
  EXPECT_EQ(output_names(), mapper_files());
  const ProgramResult evaluated =
      run("tilewright-model", {"in.yaml", (output_folder_ / "timeloop-mapper.map.yaml").string(),
                               "-o", output_folder_.string()});
  ASSERT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), output_text("timeloop-mapper.stats.txt"));
  EXPECT_EQ(output_text("timeloop-model.map.txt"), output_text("timeloop-mapper.map.txt"));
}

TEST_F(MapperUsage, SameInputSameBytes) {
  ASSERT_EQ(run_mapper(problem_to_map()).exit_status, 0);
  const std::string mapping = output_text("timeloop-mapper.map.yaml");
  ASSERT_EQ(run_mapper(problem_to_map()).exit_status, 0);
  EXPECT_EQ(output_text("timeloop-mapper.map.yaml"), mapping);
}

TEST_F(MapperUsage, PrintsOneJsonDocument) {
  const ProgramResult result = run_mapper(problem_to_map(), {"--json", "--mapper", "cosa"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  const auto json = nlohmann::json::parse(result.standard_output);
  EXPECT_EQ(json["valid"], true);
  EXPECT_EQ(json["evaluation"]["compute"]["operations"], 48);
}

TEST_F(MapperUsage, HelpNamesCommonAndOwnOptions) {
  const ProgramResult result = run("tilewright-mapper", {"--help"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_output,
              AllOf(StartsWith("Usage: tilewright-mapper FILE..."), HasSubstr("--output"),
                    HasSubstr("--mapper"), HasSubstr("--cosa-")));
}

TEST_F(MapperUsage, UnknownMapperIsBadUsage) {
  const ProgramResult result = run_mapper(problem_to_map(), {"--mapper", "cossa"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: "), HasSubstr("'cossa'"), HasSubstr("cosa"),
                    HasSubstr("Try 'tilewright-mapper --help'.\n")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperUsage, UnknownAlgorithmInTheInputIsReportedWithItsPlace) {
  const ProgramResult result = run_mapper("mapper:\n  algorithm: cossa\n" + problem_to_map());
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: in.yaml:2:"), HasSubstr("'cossa'")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperUsage, MissingOutputFolderIsReportedBeforeTheSearch) {
  write_input("in.yaml", problem_to_map());
  const ProgramResult result = run("tilewright-mapper", {"in.yaml", "-o", "missing"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error, HasSubstr("'missing' does not exist"));
}

TEST_F(MapperUsage, BadInputLeavesNoFile) {
  const ProgramResult result = run_mapper(replaced(problem_to_map(), "P: 16", "P: many"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, StartsWith("ERROR: in.yaml:"));
  EXPECT_THAT(output_names(), IsEmpty());
}

}  // namespace
}  // namespace tilewright::test
