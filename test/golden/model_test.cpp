// Evaluations with the real Timeloop's answers: each case of test/golden/model and
// test/golden/imperfect is read, evaluated and told, and must agree number by number.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "test/golden/agreement.hpp"
#include "test/golden/cases.hpp"
#include "test/golden/model_stats_comparison.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = TILEWRIGHT_SOURCE_DIR;

class GoldenEvaluation : public testing::TestWithParam<std::string> {};

TEST_P(GoldenEvaluation, AgreesWithTimeloop) {
  const fs::path folder = golden_dir() / GetParam();
  expect_evaluation(read_spec({(folder / "case.yaml").string()}), folder);
}

INSTANTIATE_TEST_SUITE_P(Perfect, GoldenEvaluation, testing::ValuesIn(case_names("model")),
                         case_test_name);
INSTANTIATE_TEST_SUITE_P(Imperfect, GoldenEvaluation, testing::ValuesIn(case_names("imperfect")),
                         case_test_name);

// A comparison that finds nothing proves nothing.
TEST(StatsComparison, FindsDifferences) {
  const std::string reference = "    Reads : 12\n    Energy : 1.25 pJ\n    Rate = 1.96e-03\n";
  EXPECT_EQ(stats_differences(reference, reference), "");
  EXPECT_EQ(stats_differences("Reads : 12\n\nEnergy : 1.26 pJ\nRate = 1.95e-03\n", reference), "");
  EXPECT_NE(stats_differences("Reads : 13\nEnergy : 1.25 pJ\nRate = 1.96e-03\n", reference), "");
  EXPECT_NE(stats_differences("Reads : 12\nEnergy : 1.28 pJ\nRate = 1.96e-03\n", reference), "");
  EXPECT_NE(stats_differences("Reads : 12\nEnergy : 1.25 nJ\nRate = 1.96e-03\n", reference), "");
  EXPECT_NE(stats_differences("Reads : 12\nEnergy : 1.25 pJ\nRate = 1.93e-03\n", reference), "");
  EXPECT_NE(stats_differences("Energy : 1.25 pJ\nReads : 12\nRate = 1.96e-03\n", reference), "");
  EXPECT_NE(stats_differences("Reads : 12\nEnergy : 1.25 pJ\n", reference), "");
}

// The acceptance check itself, through the program, where its files are at hand.
class AcceptanceCheck : public testing::TestWithParam<std::string> {};

TEST_P(AcceptanceCheck, AllCasesAgree) {
  const fs::path shared = source_dir.parent_path() / "shared";
  const fs::path tool = shared / "tools" / "check_stats.py";
  const fs::path program = fs::path(TILEWRIGHT_BIN_DIR) / "tilewright-model";
  if (!fs::exists(tool)) GTEST_SKIP() << "there is no " << tool;
  const std::string command = "python3 '" + tool.string() + "' --cases '" +
                              (shared / "golden" / GetParam()).string() + "' -- '" +
                              program.string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

INSTANTIATE_TEST_SUITE_P(Program, AcceptanceCheck, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
