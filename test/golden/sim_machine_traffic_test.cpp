// What the machine in step moves on the reference cases: the exact counts, so that each difference
// from the model's traffic has a cause.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "sim/report/traffic_causes.hpp"
#include "sim/simulation.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

bool has_links(const sim::SimulationResult& result, int space) {
  for (const NetworkEvaluation& network : result.model.networks) {
    if (network.data_spaces[static_cast<std::size_t>(space)].link_transfers > 0) return true;
  }
  return false;
}

class MachineTraffic : public testing::TestWithParam<std::string> {};

TEST_P(MachineTraffic, DifferencesFromTheModelHaveCauses) {
  const fs::path folder =
      fs::path(TILEWRIGHT_SOURCE_DIR).parent_path() / "shared" / "golden" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "there is no " << folder;
  int cases = 0;
  std::map<std::string, int> fields;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "stats.txt")) continue;
    SCOPED_TRACE(entry.path().string());
    const Spec spec = read_spec({(entry.path() / "case.yaml").string()});
    const SimulationSection settings;
    const sim::SimulationResult result = sim::simulate(spec, *spec.mapping, settings);
    ++cases;
    for (const sim::TrafficDifference& difference : sim::traffic_causes(
             {spec, *spec.mapping, settings, resolve_costs(spec), result})) {
      std::int64_t explained = 0;
      for (const auto& cause : difference.causes) {
        ++fields[cause.cause];
        explained += cause.words;
        EXPECT_NE(cause.cause, "unexplained") << difference.quantity << " at " << difference.level;
        if (cause.cause == "links not played") {
          EXPECT_TRUE(has_links(result, difference.space));
        }
      }
      EXPECT_EQ(difference.simulated - difference.model, explained);
    }
  }
  std::cout << GetParam() << ": " << cases << " cases";
  for (const auto& [cause, count] : fields) std::cout << "; " << cause << ": " << count;
  std::cout << "\n";
  EXPECT_GT(cases, 20);
}

INSTANTIATE_TEST_SUITE_P(Sim, MachineTraffic, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
