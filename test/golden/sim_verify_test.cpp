// The functional mode on all valid mappings of the large sets of reference cases.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "model/spec/spec.hpp"
#include "sim/verify/verify.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

class ReferenceCases : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceCases, ComputeTheRightThing) {
  const fs::path folder =
      fs::path(TILEWRIGHT_SOURCE_DIR).parent_path() / "shared" / "golden" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "there is no " << folder;
  int verified = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "stats.txt")) continue;
    const Spec spec = read_spec({(entry.path() / "case.yaml").string()});
    std::vector<std::string> names;
    for (const StorageLevel& level : spec.architecture.storage) names.push_back(level.name);
    const sim::VerifyResult result =
        sim::verify(spec.workload, *spec.mapping, spec.architecture.level_count());
    EXPECT_TRUE(result.ok()) << entry.path() << ": "
                             << sim::describe(*result.fault, spec.workload, names);
    EXPECT_EQ(result.operations, spec.workload.operation_count()) << entry.path();
    ++verified;
  }
  EXPECT_GT(verified, 20);
}

INSTANTIATE_TEST_SUITE_P(SimVerify, ReferenceCases, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
