// Do the programs stand in for Timeloop's when they are started under its names?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string model = "../libexec/tilewright/timeloop-model";
const std::string mapper = "../libexec/tilewright/timeloop-mapper";

class DropIn : public MapperTest {
 protected:
  void write_parts() const {
    const std::string spec = small_spec();
    const std::size_t mapping = spec.find("mapping:");
    write_input("in.yaml", spec.substr(0, mapping));
    write_input("map.yaml", spec.substr(mapping));
  }
};

/// Sets an environment variable for the programs that a test runs.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

TEST_F(DropIn, TheCurrentFolderTakesTheFiles) {
  write_parts();
  const ProgramResult result = run(model, {"in.yaml", "map.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output, StartsWith("Utilization = 1.00 | pJ/Compute = "));
  EXPECT_TRUE(fs::exists(input_folder_ / "timeloop-model.stats.txt"));
  EXPECT_TRUE(fs::exists(input_folder_ / "timeloop-model.map+stats.xml"));
}

TEST_F(DropIn, TheLastOutputFolderCounts) {
  write_parts();
  const ProgramResult result =
      run(model, {"-o", ".", "in.yaml", "-o", output_folder_.string(), "map.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_FALSE(fs::exists(input_folder_ / "timeloop-model.stats.txt"));
  EXPECT_THAT(output_text("timeloop-model.stats.txt"), HasSubstr("\nCycles: 48\n"));
}

TEST_F(DropIn, FilesAndOutputFolderInAnyOrder) {
  write_parts();
  const ProgramResult result = run(model, {"map.yaml", "-o", output_folder_.string(), "in.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(output_text("timeloop-model.stats.txt"), HasSubstr("\nCycles: 48\n"));
}

TEST_F(DropIn, MessagesHaveTheNameOfOurProgram) {
  EXPECT_THAT(run(model, {"--version"}).standard_output, StartsWith("tilewright-model "));
}

// "timeloop-mapper *.yaml" works again in the folder of an earlier run.
TEST_F(DropIn, TheMappingOfAnEarlierRunIsLeftOut) {
  write_input("in.yaml", problem_to_map());
  write_input("timeloop-mapper.map.yaml", "mapping: broken\n");
  const ProgramResult result = run(mapper, {"in.yaml", "timeloop-mapper.map.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error,
              HasSubstr("WARNING: timeloop-mapper.map.yaml among the input files is left out"));
}

TEST_F(DropIn, TimeloopsSearchWithoutAMapperSection) {
  write_input("in.yaml", problem_to_map());
  const ProgramResult result = run(mapper, {"in.yaml"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("Summary stats for best mapping found by mapper:\n"),
                    Not(HasSubstr("CoSA"))));
}

TEST_F(DropIn, SwitchesInTheEnvironmentAreNotIgnoredSilently) {
  write_input("in.yaml", small_spec());
  const Environment usual("TIMELOOP_HIDE_INCONSEQUENTIAL_STATS", "1");
  const Environment off("TIMELOOP_USE_ISL", "0");
  EXPECT_THAT(run(model, {"in.yaml"}).standard_error, IsEmpty());
  const Environment unusual("TIMELOOP_ENABLE_FIRST_READ_ELISION", "0");
  const Environment on("TIMELOOP_DISABLE_LINK_TRANSFERS", "1");
  EXPECT_EQ(run(model, {"in.yaml"}).standard_error,
            "WARNING: the environment variable TIMELOOP_ENABLE_FIRST_READ_ELISION has no effect\n"
            "WARNING: the environment variable TIMELOOP_DISABLE_LINK_TRANSFERS has no effect\n");
}

TEST_F(DropIn, AMappingThatDoesNotFitFailsInTimeloopsWords) {
  write_input("in.yaml", replaced(small_spec(), "depth: 64", "depth: 4"));
  const ProgramResult result = run(model, {"in.yaml"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("ERROR: couldn't map level Buffer: "));
  EXPECT_FALSE(fs::exists(input_folder_ / "timeloop-model.map+stats.xml"));
}

class NoMappingFound : public DropIn {
 protected:
  static std::string impossible() {
    return replaced(problem_to_map(), "depth: 64", "depth: 1") +
           "mapspace_constraints:\n"
           "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n";
  }
};

TEST_F(NoMappingFound, IsAFailure) {
  write_input("in.yaml", impossible());
  const ProgramResult result = run(mapper, {"in.yaml", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(output_names(), IsEmpty());
}

class ExitZero : public NoMappingFound, public ::testing::WithParamInterface<const char*> {};

TEST_P(ExitZero, LeavesEmptyFilesOnRequest) {
  write_input("in.yaml", impossible());
  const ProgramResult result = run(mapper, {"in.yaml", "-o", output_folder_.string(),
                                            "--exit-zero-without-mapping", "--mapper", GetParam()});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_error, AllOf(HasSubstr("no mapping"), Not(HasSubstr("ERROR"))));
  EXPECT_EQ(output_names(), mapper_files());
  for (const char* ending :
       {"map+stats.xml", "map.tensella.txt", "map.txt", "map.yaml", "stats.txt"}) {
    EXPECT_THAT(output_text(std::string("timeloop-mapper.") + ending), IsEmpty()) << ending;
  }
  EXPECT_THAT(output_text("timeloop-mapper.ART.yaml"), StartsWith("ART:\n"));
}

INSTANTIATE_TEST_SUITE_P(Mappers, ExitZero, ::testing::Values("hybrid", "cosa"),
                         [](const auto& test) { return std::string(test.param); });

TEST_F(DropIn, LibconfigInputGivesAMappingInLibconfig) {
  write_input("in.yaml", "mapper: {algorithm: exhaustive, num_threads: 1}\n" + problem_to_map());
  const ProgramResult converted = run("tilewright-model", {"in.yaml", "--convert", "cfg"});
  ASSERT_EQ(converted.exit_status, 0) << converted.standard_error;
  write_input("in.cfg", converted.standard_output);
  ASSERT_EQ(run(mapper, {"in.cfg"}).exit_status, 0);
  EXPECT_FALSE(fs::exists(input_folder_ / "timeloop-mapper.map.yaml"));
  const ProgramResult evaluated =
      run(model, {"timeloop-mapper.map.cfg", "-o", output_folder_.string()});
  ASSERT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
  fs::copy(input_folder_ / "timeloop-mapper.stats.txt", output_folder_);
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), output_text("timeloop-mapper.stats.txt"));
}

}  // namespace
}  // namespace tilewright::test
