// Does a search that is stopped early, by a signal or a time limit, still deliver its best mapping?
// And what does it show while it runs?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "mapper_search.hpp"
#include "running_program.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class MapperSearchStop : public MapperTest {
 protected:
  /// Arguments of a search that would take weeks.
  std::vector<std::string> endless(const std::vector<std::string>& more_arguments = {}) const {
    write_input("in.yaml", problem_to_map());
    std::vector<std::string> arguments = {(input_folder_ / "in.yaml").string(),
                                          "-o",
                                          output_folder_.string(),
                                          "--mapper",
                                          "hybrid",
                                          "--best-of",
                                          "1000000000000",
                                          "--threads",
                                          "2"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return arguments;
  }
};

class MapperSearchSignal : public MapperSearchStop, public ::testing::WithParamInterface<int> {};

TEST_P(MapperSearchSignal, EndsTheSearchWithItsBestMapping) {
  RunningProgram mapper("tilewright-mapper", endless(), ErrorStream::pipe);
  ASSERT_TRUE(mapper.wait_for("Utilization = ")) << mapper.error_text();
  mapper.send(GetParam());
  EXPECT_EQ(mapper.finish(), 0);
  EXPECT_THAT(
      mapper.error_text(),
      AllOf(HasSubstr("[  0] STATEMENT: global termination flag activated, terminating search.\n"),
            HasSubstr("[  1] STATEMENT: global termination flag activated, terminating search.\n"),
            Not(HasSubstr("\r"))));
  EXPECT_EQ(output_names(), mapper_files());
  const std::string stats = output_text("timeloop-mapper.stats.txt");
  const ProgramResult evaluated =
      run("tilewright-model", {"in.yaml", (output_folder_ / "timeloop-mapper.map.yaml").string(),
                               "-o", output_folder_.string()});
  EXPECT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), stats);
}

// A terminal sends Ctrl-C to a calling script and to the program, and the script may pass it on.
TEST_P(MapperSearchSignal, ASecondOneDoesNotCostTheResult) {
  RunningProgram mapper("tilewright-mapper", endless(), ErrorStream::pipe);
  ASSERT_TRUE(mapper.wait_for("Utilization = ")) << mapper.error_text();
  mapper.send(GetParam());
  ASSERT_TRUE(mapper.wait_for("STATEMENT")) << mapper.error_text();
  mapper.send(GetParam());
  EXPECT_EQ(mapper.finish(), 0);
  EXPECT_EQ(output_names(), mapper_files());
}

INSTANTIATE_TEST_SUITE_P(Signals, MapperSearchSignal, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& test) {
                           return std::string(test.param == SIGINT ? "Interrupt" : "Terminate");
                         });

// The buffer takes all of P and R, so that one factorization is left, whose four mappings differ in
// bypass only.
TEST_F(MapperSearchStop, ASearchThatOnlyTurnsTheBypassEnds) {
  const ProgramResult result = run_mapper(
      "mapper: {algorithm: hybrid, num_threads: 1, optimization_metric: edp}\n"
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: temporal, factors: P=16 R=3}\n" +
      problem_to_map());
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error, HasSubstr("mappings tried that count for no limit"));
  EXPECT_EQ(output_names(), mapper_files());
}

TEST_F(MapperSearchStop, AHugeTimeLimitIsNone) {
  const ProgramResult result = run_mapper(
      problem_to_map(), {"--mapper", "exhaustive", "--threads", "1", "--time-limit", "1e300"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_error, HasSubstr("search algorithm is done"));
}

// At most 4 of 5 units can work, since no factor of a dimension is 5. That is not proven
// beforehand.
TEST_F(MapperSearchStop, StoppedWithoutAValidMappingIsAFailure) {
  const std::vector<std::string> arguments = endless({"--time-limit", "0.05"});
  write_input("in.yaml",
              "mapspace_constraints:\n"
              "  - {target: Buffer, type: utilization, min: 0.9}\n" +
                  replaced(problem_to_map(), "name: MAC", "name: MAC[0..4]"));
  const ProgramResult result = run("tilewright-mapper", arguments);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(
      result.standard_error,
      AllOf(HasSubstr("STATEMENT: time limit reached"), HasSubstr("ERROR: no valid mapping among"),
            HasSubstr("the smallest change that would have helped: lower the least utilization "
                      "to 0.8")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperSearchStop, TheTimeLimitEndsTheSearchWithItsBestMapping) {
  const ProgramResult result = run("tilewright-mapper", endless({"--time-limit", "0.05"}));
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("[  0] STATEMENT: time limit reached, terminating search.\n"),
                    HasSubstr("[  1] STATEMENT: time limit reached, terminating search.\n")));
  EXPECT_EQ(output_names(), mapper_files());
}

TEST_F(MapperSearchStop, ATerminalShowsProgressInOneLine) {
  RunningProgram mapper("tilewright-mapper", endless(), ErrorStream::terminal);
  ASSERT_TRUE(mapper.wait_for("/s) | best ")) << mapper.error_text();
  EXPECT_THAT(mapper.error_text(), AllOf(HasSubstr(" s | tried "), HasSubstr("/s) | valid ")));
  mapper.send(SIGINT);
  EXPECT_EQ(mapper.finish(), 0);
  // The line is erased: only the log stays.
  const std::string& text = mapper.error_text();
  const std::string last_line = text.substr(text.rfind('\n') + 1);
  EXPECT_THAT(last_line.substr(last_line.rfind('\r') + 1), IsEmpty());
  EXPECT_EQ(output_names(), mapper_files());
}

}  // namespace
}  // namespace tilewright::test
