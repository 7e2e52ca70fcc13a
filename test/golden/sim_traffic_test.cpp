// The model's traffic against the exact play on all valid mappings of the large sets of reference
// cases: no difference is without a cause.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "model/cost/evaluator.hpp"
#include "sim/report/traffic_differences.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

class TrafficOfCases : public testing::TestWithParam<std::string> {};

TEST_P(TrafficOfCases, DifferencesHaveCauses) {
  const fs::path folder =
      fs::path(TILEWRIGHT_SOURCE_DIR).parent_path() / "shared" / "golden" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "there is no " << folder;
  int cases = 0;
  int fields = 0;
  int agreeing = 0;
  std::map<std::string, int> by_cause;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "stats.txt")) continue;
    const Spec spec = read_spec({(entry.path() / "case.yaml").string()});
    Evaluator evaluator(spec);
    Evaluation evaluation;
    ASSERT_TRUE(evaluator.evaluate(*spec.mapping, evaluation)) << entry.path();
    ++cases;
    for (const sim::TrafficField& field :
         sim::compare_traffic(spec.workload, spec.architecture, *spec.mapping, evaluation)) {
      ++fields;
      agreeing += field.agrees() ? 1 : 0;
      double words = field.simulated;
      for (const sim::Attribution& cause : field.causes) {
        words += cause.words;
        ++by_cause[std::string(sim::name_of(cause.cause))];
        EXPECT_NE(cause.cause, sim::Cause::unexplained)
            << entry.path() << ": " << sim::name_of(field.quantity) << " of data space "
            << field.space << " at level " << field.level << ": model " << field.model
            << ", simulated " << field.simulated << ", unexplained " << cause.words;
      }
      EXPECT_NEAR(words, static_cast<double>(field.model), 1e-6 * (1 + std::abs(words)));
    }
  }
  std::cout << GetParam() << ": " << cases << " cases, " << fields << " fields, " << agreeing
            << " agree";
  for (const auto& [cause, count] : by_cause) std::cout << "; " << cause << ": " << count;
  std::cout << "\n";
  EXPECT_GT(cases, 20);
}

INSTANTIATE_TEST_SUITE_P(Sim, TrafficOfCases, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
