// Does a simulation that a limit or a signal ends tell what is known by then? And what does it
// show while it runs?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "program_run.hpp"
#include "running_program.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SimStop : public ProgramTest {
 protected:
  /// Arguments of a simulation that takes minutes: every one of 100 million operations is played.
  std::vector<std::string> endless() const {
    std::string spec = replaced(small_spec(), "P: 16", "P: 100000000");
    spec = replaced(spec, "factors: R=1 P=4 C=1", "factors: R=1 P=25000000 C=1");
    write_input("in.yaml", spec);
    return {(input_folder_ / "in.yaml").string(), "-o", output_folder_.string(), "--no-skip"};
  }

  void expect_partial_results() const {
    EXPECT_THAT(output_names(), ElementsAre("tilewright-sim.map.txt", "tilewright-sim.stats.txt"));
    EXPECT_THAT(output_text("tilewright-sim.stats.txt"), HasSubstr("Ended early"));
  }
};

TEST_F(SimStop, TimeLimitEndsWithWhatIsKnown) {
  std::vector<std::string> arguments = endless();
  arguments.insert(arguments.end(), {"--time-limit", "0.3"});
  const ProgramResult result = run("tilewright-sim", arguments);
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("WARNING: the simulation ended early: "),
                    HasSubstr("of the operations were played"), Not(HasSubstr("\r"))));
  expect_partial_results();
}

TEST_F(SimStop, CycleLimitEndsWithWhatIsKnown) {
  std::vector<std::string> arguments = endless();
  arguments.insert(arguments.end(), {"--cycle-limit", "1000"});
  const ProgramResult result = run("tilewright-sim", arguments);
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error, StartsWith("WARNING: the simulation ended early: "));
  expect_partial_results();
}

class SimSignal : public SimStop, public ::testing::WithParamInterface<int> {};

TEST_P(SimSignal, EndsWithWhatIsKnown) {
  RunningProgram sim("tilewright-sim", endless(), ErrorStream::terminal);
  ASSERT_TRUE(sim.wait_for("% of the operations | cycle ")) << sim.error_text();
  sim.send(GetParam());
  EXPECT_EQ(sim.finish(), 0);
  EXPECT_THAT(sim.error_text(), HasSubstr("WARNING: the simulation ended early: "));
  expect_partial_results();
}

INSTANTIATE_TEST_SUITE_P(Signals, SimSignal, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& test) {
                           return std::string(test.param == SIGINT ? "Interrupt" : "Terminate");
                         });

}  // namespace
}  // namespace tilewright::test
