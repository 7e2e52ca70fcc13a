// Does every broken input of test/cli/broken end with its message, at once, and leave nothing
// behind?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "broken_cases.hpp"
#include "program_run.hpp"

namespace tilewright::test {

void PrintTo(const BrokenCase& broken, std::ostream* out) { *out << broken.name; }

namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const fs::path cases_folder = fs::path(TILEWRIGHT_SOURCE_DIR) / "test" / "cli" / "broken";

// The slowest one takes some milliseconds; sanitizers and busy machines take longer.
constexpr std::chrono::seconds longest_run(10);

/// What stands on standard error behind the warnings.
std::string message_of(const std::string& standard_error) {
  std::size_t start = 0;
  while (standard_error.compare(start, 9, "WARNING: ") == 0) {
    start = standard_error.find('\n', start) + 1;
  }
  return standard_error.substr(start);
}

void expect_parts(const std::string& message, const std::vector<std::string>& parts) {
  ASSERT_FALSE(parts.empty()) << "the case has no 'error' and no 'usage'";
  EXPECT_THAT(message, StartsWith("ERROR: " + parts.front()));
  std::size_t position = 0;
  for (const std::string& part : parts) {
    position = message.find(part, position);
    ASSERT_NE(position, std::string::npos) << "'" << part << "' is missing in " << message;
  }
}

class BrokenInput : public ProgramTest, public ::testing::WithParamInterface<BrokenCase> {
 protected:
  std::set<std::string> input_names() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(input_folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
};

TEST_P(BrokenInput, IsReportedAtOnceAndLeavesNoFile) {
  const BrokenCase& broken = GetParam();
  write_input(broken.input_name, broken.input);
  const auto start = std::chrono::steady_clock::now();
  const ProgramResult result =
      run(broken.words.front(), {broken.words.begin() + 1, broken.words.end()});
  EXPECT_LT(std::chrono::steady_clock::now() - start, longest_run);
  EXPECT_EQ(result.exit_status, broken.exit_status);
  EXPECT_THAT(result.standard_output, IsEmpty());
  const std::string message = message_of(result.standard_error);
  expect_parts(message, broken.message_parts);
  const std::size_t first_line = message.find('\n') + 1;
  EXPECT_EQ(first_line == message.size(), broken.exit_status == 1)
      << "an error has one line, bad usage two: " << message;
  EXPECT_EQ(input_names(), std::set{broken.input_name});
}

INSTANTIATE_TEST_SUITE_P(Cases, BrokenInput, ::testing::ValuesIn(read_broken_cases(cases_folder)),
                         [](const auto& test_case) { return test_case.param.name; });

// Were the bases broken themselves, their changes would show nothing.
class BaseOfBrokenInput : public ProgramTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(BaseOfBrokenInput, IsFine) {
  const ProgramResult result = run(
      "tilewright-mapper", {(cases_folder / GetParam()).string(), "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
}

INSTANTIATE_TEST_SUITE_P(Cases, BaseOfBrokenInput,
                         ::testing::Values("tree.yaml", "nodes.yaml", "list.cfg"),
                         [](const auto& test_case) {
                           return std::string(fs::path(test_case.param).stem());
                         });

}  // namespace
}  // namespace tilewright::test
