// Every golden case is a valid input, also those whose mapping the model rejects later.

#include <filesystem>

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

TEST(SpecGolden, EveryCaseReads) {
  const std::filesystem::path folder = std::filesystem::path(TILEWRIGHT_SOURCE_DIR) / "test/golden";
  int cases = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "case.yaml") continue;
    ++cases;
    SCOPED_TRACE(entry.path().string());
    try {
      const Spec spec = read_spec({entry.path().string()});
      EXPECT_TRUE(spec.warnings.empty());
      if (!spec.mapping) continue;
      check_mapping(*spec.mapping, spec.workload, spec.architecture, spec.mapping_place);
      const auto nests = to_level_nests(*spec.mapping, spec.architecture.level_count());
      EXPECT_EQ(to_mapping(nests, spec.mapping->directives), *spec.mapping);
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
  EXPECT_GT(cases, 0) << "no cases in " << folder;
}

}  // namespace
}  // namespace tilewright::test
