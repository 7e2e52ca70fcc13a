// Does a search that is stopped early, by a signal or a time limit, still deliver its best mapping?
// And what does it show while it runs?

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience(60);  // for slow machines; much longer than a test takes

/// What standard error of a program is connected to.
enum class ErrorStream { pipe, terminal };

/// A program that runs beside the test, which reads its standard error. Its standard output goes
/// nowhere. Killed at the end if it still runs.
class RunningProgram {
 public:
  RunningProgram(const std::string& name, std::vector<std::string> arguments, ErrorStream stream) {
    arguments.insert(arguments.begin(), std::string(TILEWRIGHT_BIN_DIR) + "/" + name);
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);

    std::array<int, 2> ends = {-1, -1};  // to read from, to write to
    const int failed = stream == ErrorStream::pipe
                           ? ::pipe(ends.data())
                           : ::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr);
    if (failed != 0) throw std::runtime_error("no pipe or terminal");
    error_ = ends[0];
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
  }

  ~RunningProgram() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    ::close(error_);
  }

  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Reads until `text` has appeared. False: the program ended first, or patience did.
  bool wait_for(const std::string& text) {
    const Clock::time_point deadline = Clock::now() + patience;
    while (error_text_.find(text) == std::string::npos) {
      if (!read_more(deadline)) return false;
    }
    return true;
  }

  void send(int signal) const { ::kill(process_, signal); }

  /// Waits for the end; returns the exit status, -1 when a signal ended it or patience did.
  int finish() {
    const Clock::time_point deadline = Clock::now() + patience;
    while (read_more(deadline)) {
    }
    if (Clock::now() >= deadline) return -1;
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  /// What has been read so far.
  const std::string& error_text() const { return error_text_; }

 private:
  // False at the end of the stream or after the deadline.
  bool read_more(Clock::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{error_, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(error_, buffer.data(), buffer.size());
    if (count <= 0) return false;  // a terminal ends with an error
    error_text_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  int error_ = -1;
  pid_t process_ = -1;
  std::string error_text_;
};

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
