// Do the programs say so when the machine does not let them read or write, and leave nothing
// behind?

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class BrokenMachine : public ProgramTest, public ::testing::WithParamInterface<const char*> {
 protected:
  /// Lasts for the programs that this test runs: no file can grow larger.
  static void limit_files_to(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);  // the write fails, as on a full disk
    const rlimit limit = {bytes, RLIM_INFINITY};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }

  static void lift_limit() {
    const rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_DFL);
  }
};

TEST_P(BrokenMachine, FullDiskIsAnErrorAndLeavesNoFile) {
  write_input("in.yaml", small_spec());
  limit_files_to(1000);  // the summary and the small files fit, the stats do not
  const ProgramResult result = run(GetParam(), {"in.yaml", "-o", output_folder_.string()});
  lift_limit();
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("ERROR: cannot write '"), HasSubstr("File too large"),
                    HasSubstr("name a folder with room")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_P(BrokenMachine, FolderThatMustNotBeWrittenIsAnError) {
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may write everywhere";
  write_input("in.yaml", small_spec());
  fs::permissions(output_folder_, fs::perms::owner_read | fs::perms::owner_exec);
  const ProgramResult result = run(GetParam(), {"in.yaml", "-o", output_folder_.string()});
  fs::permissions(output_folder_, fs::perms::owner_all);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, StartsWith("ERROR: cannot write into the output folder"));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_P(BrokenMachine, FileThatMustNotBeReadIsAnError) {
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
  write_input("in.yaml", small_spec());
  fs::permissions(input_folder_ / "in.yaml", fs::perms::none);
  const ProgramResult result = run(GetParam(), {"in.yaml", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.standard_error,
            "ERROR: in.yaml: the file cannot be read; check its permissions\n");
}

// Opens for everybody, but fails when it is read.
TEST_P(BrokenMachine, FileThatCannotBeReadIsAnError) {
  const ProgramResult result = run(GetParam(), {"/proc/self/mem", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.standard_error,
            "ERROR: /proc/self/mem: the file cannot be read; check its permissions\n");
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Programs, BrokenMachine,
                         ::testing::Values("tilewright-model", "tilewright-mapper"),
                         [](const auto& test_case) {
                           return std::string(test_case.param).substr(sizeof "tilewright");
                         });

class FullStandardOutput : public ProgramTest,
                           public ::testing::WithParamInterface<std::vector<std::string>> {};

// The results are written before; what a script reads is not, and the exit status says so.
TEST_P(FullStandardOutput, IsAnError) {
  write_input("in.yaml", small_spec());
  const ProgramResult result =
      run_program_file("tilewright-model", GetParam(), input_folder_, "/dev/full");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.standard_error,
            "ERROR: cannot write to standard output; check where the output is redirected to\n");
}

INSTANTIATE_TEST_SUITE_P(Outputs, FullStandardOutput,
                         ::testing::Values(std::vector<std::string>{"in.yaml"},
                                           std::vector<std::string>{"in.yaml", "--json"},
                                           std::vector<std::string>{"in.yaml", "--convert", "cfg"},
                                           std::vector<std::string>{"--help"},
                                           std::vector<std::string>{"--version"}));

}  // namespace
}  // namespace tilewright::test
