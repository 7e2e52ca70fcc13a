// The rule of temporal reuse before and since January 2025 on a case with published figures: those
// of 2024 are Timeloop's, of a public tutorial on this layer and mapping.

#include <gtest/gtest.h>

#include "model/cost/evaluator.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

struct Traffic {
  const char* level;
  const char* data_space;
  std::int64_t reads;
  std::int64_t fills;
  std::int64_t updates;
};

void expect_traffic(TimeloopYear year, const std::vector<Traffic>& expected) {
  const Spec spec = read_spec({(golden_dir() / "years" / "row_stationary.yaml").string()});
  Evaluation evaluation;
  ASSERT_TRUE(Evaluator(spec, {year}).evaluate(*spec.mapping, evaluation));
  EXPECT_EQ(evaluation.cycles, 5505024);
  for (const Traffic& traffic : expected) {
    const auto level = static_cast<std::size_t>(*spec.architecture.find_level(traffic.level));
    const auto& data_spaces = spec.workload.data_spaces;
    const auto space = std::find_if(data_spaces.begin(), data_spaces.end(), [&](const auto& other) {
      return other.name == traffic.data_space;
    });
    const DataMovement& moved =
        evaluation.storage[level]
            .data_spaces[static_cast<std::size_t>(space - data_spaces.begin())];
    EXPECT_EQ(moved.reads, traffic.reads) << traffic.level << " " << traffic.data_space;
    EXPECT_EQ(moved.fills, traffic.fills) << traffic.level << " " << traffic.data_space;
    EXPECT_EQ(moved.updates, traffic.updates) << traffic.level << " " << traffic.data_space;
  }
}

TEST(GoldenYears, FiguresOf2024) {
  expect_traffic(TimeloopYear::y2024, {{"psum_spad", "Outputs", 5490688, 215040, 5505024},
                                       {"weights_spad", "Weights", 5505024, 688128, 0},
                                       {"ifmap_spad", "Inputs", 5505024, 286720, 0},
                                       {"shared_glb", "Outputs", 12042240, 2408448, 12845056},
                                       {"DRAM", "Weights", 8257536, 0, 0},
                                       {"DRAM", "Inputs", 573440, 0, 0},
                                       {"DRAM", "Outputs", 2408448, 0, 3211264}});
}

TEST(GoldenYears, Since2025TheWindowSlidesOn) {
  expect_traffic(TimeloopYear::y2025, {{"DRAM", "Inputs", 475136, 0, 0},
                                       {"DRAM", "Weights", 8257536, 0, 0},
                                       {"DRAM", "Outputs", 2408448, 0, 3211264}});
}

}  // namespace

}  // namespace tilewright::test
