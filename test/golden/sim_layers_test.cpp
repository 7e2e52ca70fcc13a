// All layers of AlexNet and ResNet-50 with the reference mappings, on the Simba-like chip with the
// shipped mesh and DDR4: they end, and never before the model says; on the smaller ones a full play
// gives the same.

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <string>

#include "sim/simulation.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = TILEWRIGHT_SOURCE_DIR;
// A full play of more takes a sanitized build too long.
constexpr std::int64_t most_cycles_in_full = 60'000;

class SimLayers : public testing::TestWithParam<std::string> {};

TEST_P(SimLayers, EndAndNotBeforeTheModel) {
  const fs::path maps = source_dir.parent_path() / "shared" / "golden" / "cosa" / "maps";
  if (!fs::exists(maps)) GTEST_SKIP() << "there is no " << maps;
  int played = 0;
  int in_full = 0;
  for (const auto& entry : fs::recursive_directory_iterator(maps / GetParam())) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string network = entry.path().parent_path().filename();
    // Its mapping does not fit, which the model's tests know.
    if (GetParam() == "published" && entry.path().filename() == "input.4.yaml") continue;
    SCOPED_TRACE(entry.path().string());
    const Spec spec =
        read_spec({(source_dir / "specs/architectures/simba.yaml").string(),
                   (source_dir / "specs/simulation/simba_mesh_ddr4.yaml").string(),
                   (source_dir / "specs/networks" / network / entry.path().filename()).string(),
                   entry.path().string()});
    const sim::SimulationResult result = sim::simulate(spec, *spec.mapping, spec.simulation);
    ++played;
    EXPECT_TRUE(result.finished);
    EXPECT_GE(result.cycles, result.model.cycles);
    if (result.model.cycles > most_cycles_in_full) continue;
    sim::SimulationLimits full;
    full.skip = false;
    const sim::SimulationResult again = sim::simulate(spec, *spec.mapping, spec.simulation, full);
    ++in_full;
    EXPECT_EQ(again.cycles, result.cycles);
    EXPECT_EQ(again.first_operation_cycle, result.first_operation_cycle);
    for (std::size_t level = 0; level < result.traffic.size(); ++level) {
      for (std::size_t space = 0; space < result.traffic[level].size(); ++space) {
        EXPECT_EQ(again.traffic[level][space].reads, result.traffic[level][space].reads);
        EXPECT_EQ(again.traffic[level][space].fills, result.traffic[level][space].fills);
        EXPECT_EQ(again.traffic[level][space].updates, result.traffic[level][space].updates);
      }
    }
  }
  std::cout << GetParam() << ": " << played << " layers, " << in_full << " of them in full\n";
  EXPECT_GE(played, 30);
  EXPECT_GE(in_full, 4);
}

INSTANTIATE_TEST_SUITE_P(Sim, SimLayers, testing::Values("published", "exact_halo"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
