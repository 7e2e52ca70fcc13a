// Does tilewright-model do what its command line asks for?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const std::vector<std::string> model_files = {
    "timeloop-model.ART.yaml",      "timeloop-model.ART_summary.yaml",
    "timeloop-model.ERT.yaml",      "timeloop-model.ERT_summary.yaml",
    "timeloop-model.map+stats.xml", "timeloop-model.map.tensella.txt",
    "timeloop-model.map.txt",       "timeloop-model.stats.txt"};

class ModelUsage : public ProgramTest {};

TEST_F(ModelUsage, WritesAllFilesAndPrintsTheSummaryLine) {
  const ProgramResult result = run_model(small_spec());
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(
      result.standard_output,
      MatchesRegex("Utilization = 1.00 \\| pJ/Compute = +[0-9]+\\.[0-9]{3} \\| Cycles = 48\n"));
  EXPECT_THAT(output_names(), ElementsAreArray(model_files));
  EXPECT_THAT(output_text("timeloop-model.stats.txt"),
              AllOf(StartsWith("Buffer and Arithmetic Levels\n"), HasSubstr("\nCycles: 48\n")));
  EXPECT_EQ(output_text("timeloop-model.map.txt"),
            "DRAM [ Weights:3 (3) Inputs:18 (18) Outputs:16 (16) ] \n"
            "-----------------------------------------------------\n"
            "| for P in [0:4)\n"
            "\n"
            "Buffer [ Weights:3 (3) Inputs:6 (6) Outputs:4 (4) ] \n"
            "---------------------------------------------------\n"
            "|   for R in [0:3)\n"
            "|     for P in [0:4)\n"
            "|       << Compute >>\n");
}

TEST_F(ModelUsage, WritesIntoTheCurrentFolderByDefault) {
  const ProgramResult result = run("tilewright-model", {write_input("in.yaml", small_spec())});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_TRUE(fs::exists(input_folder_ / "timeloop-model.stats.txt"));
  EXPECT_TRUE(fs::exists(input_folder_ / "timeloop-model.map.txt"));
}

TEST_F(ModelUsage, ReadsSeveralFilesInAnyOrder) {
  const std::string spec = small_spec();
  const std::size_t problem = spec.find("problem:");
  const std::size_t mapping = spec.find("mapping:");
  write_input("arch.yaml", spec.substr(0, problem));
  write_input("prob.yaml", spec.substr(problem, mapping - problem));
  // Timeloop drops an argument of this name; here it is a file like any other.
  write_input("timeloop-mapper.map.yaml", spec.substr(mapping));
  const ProgramResult result =
      run("tilewright-model",
          {"timeloop-mapper.map.yaml", "-o", output_folder_.string(), "prob.yaml", "arch.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output, HasSubstr("Cycles = 48\n"));
}

TEST_F(ModelUsage, PrintsJsonInsteadOfTheSummaryLine) {
  const ProgramResult result = run_model(small_spec(), {"--json"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  const auto json = nlohmann::json::parse(result.standard_output);
  EXPECT_EQ(json["cycles"], 48);
  EXPECT_EQ(json["compute"]["operations"], 48);
  EXPECT_EQ(json["storage"][1]["name"], "DRAM");
  EXPECT_EQ(json["storage"][1]["data_spaces"]["Weights"]["tile_size_words"], 3);
  EXPECT_THAT(output_names(), ElementsAreArray(model_files));
}

TEST_F(ModelUsage, SameInputSameBytes) {
  const ProgramResult first = run_model(small_spec(), {"--json"});
  const std::string stats = output_text("timeloop-model.stats.txt");
  const ProgramResult second = run_model(small_spec(), {"--json"});
  EXPECT_EQ(first.standard_output, second.standard_output);
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), stats);
}

TEST_F(ModelUsage, WarningsGoToStandardError) {
  const ProgramResult result =
      run_model(replaced(small_spec(), "        - name: MAC\n",
                         "        - {name: Extra, class: unheard_of}\n        - name: MAC\n"));
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_output, StartsWith("Utilization = "));
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("WARNING: in.yaml:14:"), HasSubstr("unheard_of")));
}

TEST_F(ModelUsage, WarningsStandBeforeTheErrorThatTheyMayExplain) {
  const ProgramResult result = run_model(replaced(small_spec(), "class: SRAM", "class: storey"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("WARNING: in.yaml:9:"), HasSubstr("\nERROR: in.yaml:"),
                    HasSubstr("unknown storage level 'Buffer'")));
}

TEST_F(ModelUsage, HelpNamesTheOptions) {
  const ProgramResult result = run("tilewright-model", {"--help"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_output,
              AllOf(StartsWith("Usage: tilewright-model FILE..."), HasSubstr("-o [ --output ] DIR"),
                    HasSubstr("--json"), HasSubstr("--version")));
  EXPECT_THAT(result.standard_error, IsEmpty());
}

TEST_F(ModelUsage, VersionIsOneLine) {
  const ProgramResult result = run("tilewright-model", {"--version"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_output, MatchesRegex("tilewright-model [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

struct BadUsage {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

void PrintTo(const BadUsage& usage, std::ostream* out) { *out << usage.name; }

class ModelBadUsage : public ProgramTest, public ::testing::WithParamInterface<BadUsage> {};

TEST_P(ModelBadUsage, EndsWithStatusTwoAndAHint) {
  const ProgramResult result = run("tilewright-model", GetParam().arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: "), HasSubstr(GetParam().message),
                                           HasSubstr("Try 'tilewright-model --help'.\n")));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ModelBadUsage,
    ::testing::Values(BadUsage{"NoArguments", {}, "no input files"},
                      BadUsage{"UnknownOption", {"in.yaml", "--jason"}, "--jason"},
                      BadUsage{"AbbreviatedOption", {"in.yaml", "--out", "."}, "--out"},
                      BadUsage{"OutputWithoutFolder", {"in.yaml", "-o"}, "--output"}),
    [](const auto& test_case) { return std::string(test_case.param.name); });

TEST_F(ModelUsage, MissingOutputFolderIsAnError) {
  write_input("in.yaml", small_spec());
  const ProgramResult result = run("tilewright-model", {"in.yaml", "-o", "missing"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              HasSubstr("ERROR: the output folder 'missing' does not exist; create it first"));
  EXPECT_FALSE(fs::exists(input_folder_ / "missing"));
}

TEST_F(ModelUsage, FileAsOutputFolderIsAnError) {
  write_input("in.yaml", small_spec());
  const ProgramResult result = run("tilewright-model", {"in.yaml", "-o", "in.yaml"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("'in.yaml' is not a folder"));
}

TEST_F(ModelUsage, OutputFolderWithoutWritePermissionIsAnError) {
  write_input("in.yaml", small_spec());
  // Not even the superuser can make files there.
  const ProgramResult result = run("tilewright-model", {"in.yaml", "-o", "/proc"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("cannot write into the output folder '/proc'"), HasSubstr("-o")));
}

TEST_F(ModelUsage, OlderFilesSurviveAFailure) {
  std::ofstream(output_folder_ / "timeloop-model.stats.txt") << "old";
  fs::create_directory(output_folder_ / "timeloop-model.map.txt");
  const ProgramResult result = run_model(small_spec());
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), "old");
  EXPECT_THAT(output_names(), ElementsAre("timeloop-model.map.txt", "timeloop-model.stats.txt"));
}

}  // namespace
}  // namespace tilewright::test
