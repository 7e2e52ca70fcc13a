// What the machine in step moves on the reference cases: the exact counts, so that each difference
// from the model's traffic has a cause.

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "sim/report/traffic_causes.hpp"
#include "sim/report/traffic_differences.hpp"
#include "sim/simulation.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

// The mapping with no words passed between neighbours.
Mapping without_links(const Spec& spec) {
  Mapping mapping = *spec.mapping;
  mapping.directives.resize(spec.architecture.storage.size());
  for (ReuseDirectives& directives : mapping.directives) {
    directives.no_link_transfer = all_data_spaces(spec.workload.data_space_count());
  }
  return mapping;
}

std::int64_t words(const sim::Traffic& traffic, sim::Quantity quantity) {
  return quantity == sim::Quantity::reads   ? traffic.reads
         : quantity == sim::Quantity::fills ? traffic.fills
                                            : traffic.updates;
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
    for (const sim::TrafficDifference& difference :
         sim::traffic_causes({spec, *spec.mapping, settings, resolve_costs(spec), result})) {
      std::int64_t explained = 0;
      for (const auto& cause : difference.causes) {
        ++fields[cause.cause];
        explained += cause.words;
        EXPECT_NE(cause.cause, "unexplained") << difference.quantity << " at " << difference.level;
      }
      EXPECT_EQ(difference.simulated - difference.model, explained);
    }
  }
  std::cout << GetParam() << ": " << cases << " cases";
  for (const auto& [cause, count] : fields) std::cout << "; " << cause << ": " << count;
  std::cout << "\n";
  EXPECT_GT(cases, 20);
}

TEST_P(MachineTraffic, WithoutLinksIsTheExactCount) {
  const fs::path folder =
      fs::path(TILEWRIGHT_SOURCE_DIR).parent_path() / "shared" / "golden" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "there is no " << folder;
  int fields = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "stats.txt")) continue;
    SCOPED_TRACE(entry.path().string());
    const Spec spec = read_spec({(entry.path() / "case.yaml").string()});
    const Mapping mapping = without_links(spec);
    const SimulationSection settings;
    const sim::SimulationResult result = sim::simulate(spec, mapping, settings);
    for (const sim::TrafficField& field :
         sim::compare_traffic(spec.workload, spec.architecture, mapping, result.model)) {
      const auto level = static_cast<std::size_t>(field.level);
      const auto space = static_cast<std::size_t>(field.space);
      const double instances = result.model.storage[level].data_spaces[space].utilized_instances;
      ++fields;
      EXPECT_NEAR(static_cast<double>(words(result.traffic[level][space], field.quantity)),
                  field.simulated * instances, 1e-6 * (1 + field.simulated * instances))
          << sim::name_of(field.quantity) << " at " << field.level;
    }
  }
  EXPECT_GT(fields, 500);
}

INSTANTIATE_TEST_SUITE_P(Sim, MachineTraffic, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
