// The oracle on examples that are small enough to work out by hand: a 1-D convolution with
// Weights[C][K][R], Inputs[C][P+R] and Outputs[K][P].

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test/property/oracle.hpp"

namespace tilewright::test {

namespace {

constexpr int weights = 0;
constexpr int inputs = 1;
constexpr int outputs = 2;

enum Dimension { R, P, C, K };

// A storage level: its loops, outermost first, and what it keeps.
struct Level {
  std::vector<Loop> loops;
  DataSpaceMask keep = 7;
};

Loop temporal(Dimension dimension, std::int64_t bound) {
  return {dimension, LoopKind::temporal, bound, bound};
}

Loop spatial(Dimension dimension, std::int64_t bound) {
  return {dimension, LoopKind::spatial_x, bound, bound};
}

Workload convolution(std::int64_t r, std::int64_t p, std::int64_t c, std::int64_t k) {
  Workload workload;
  workload.dimensions = {"R", "P", "C", "K"};
  workload.bounds = {r, p, c, k};
  workload.data_spaces = {{"Weights", false, {{{C, 1, ""}}, {{K, 1, ""}}, {{R, 1, ""}}}},
                          {"Inputs", false, {{{C, 1, ""}}, {{P, 1, ""}, {R, 1, ""}}}},
                          {"Outputs", true, {{{K, 1, ""}}, {{P, 1, ""}}}}};
  return workload;
}

// Levels stand outermost first; the outermost one is a DRAM. Meshes are as large as needed.
OracleResult run(const Workload& workload, const std::vector<Level>& levels,
                 TimeloopYear year = TimeloopYear::y2025) {
  Architecture architecture;
  architecture.storage.resize(levels.size());
  Mapping mapping;
  Mesh mesh;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t level = levels.size() - 1 - i;
    architecture.storage[level].mesh = mesh;
    mapping.nodes.emplace_back(Storage{static_cast<int>(level), levels[i].keep});
    for (const Loop& loop : levels[i].loops) {
      mapping.nodes.emplace_back(loop);
      if (loop.kind == LoopKind::spatial_x) mesh.x *= loop.bound;
    }
    mesh.instances = mesh.x;
  }
  architecture.compute.mesh = mesh;
  architecture.storage.back().technology = Technology::dram;
  architecture.storage.back().reduction_supported = false;
  return run_oracle(workload, architecture, mapping, year);
}

const std::vector<Loop> buffer_tile = {temporal(P, 4), temporal(R, 3)};

TEST(OracleExample, SlidingWindowFetchesOnlyNewWords) {
  const OracleResult result = run(convolution(3, 16, 1, 1), {{{temporal(P, 4)}}, {buffer_tile}});
  EXPECT_EQ(result.tiles[0][inputs].fills, 18);
  EXPECT_EQ(result.tiles[0][inputs].reads, 48);
  EXPECT_EQ(result.tiles[1][inputs].reads, 18);
  EXPECT_EQ(result.compute_cycles, 48);
}

TEST(OracleExample, AnIrrelevantInnerLoopKeepsTheWindow) {
  const OracleResult result =
      run(convolution(3, 16, 1, 8), {{{temporal(P, 4), temporal(K, 8)}}, {buffer_tile}});
  EXPECT_EQ(result.tiles[0][inputs].fills, 18);
}

TEST(OracleExample, AnIrrelevantInnerLoopLosesTheWindowUntil2024) {
  const OracleResult result =
      run(convolution(3, 16, 1, 8), {{{temporal(P, 4), temporal(K, 8)}}, {buffer_tile}},
          TimeloopYear::y2024);
  EXPECT_EQ(result.tiles[0][inputs].fills, 24);
}

TEST(OracleExample, AnIrrelevantOuterLoopReloads) {
  for (const TimeloopYear year : {TimeloopYear::y2024, TimeloopYear::y2025}) {
    const OracleResult result =
        run(convolution(3, 16, 1, 8), {{{temporal(K, 8), temporal(P, 4)}}, {buffer_tile}}, year);
    EXPECT_EQ(result.tiles[0][inputs].fills, 144);
  }
}

TEST(OracleExample, TwoLoopsSlideTogetherWhenTheInnerHasTwoIterations) {
  const OracleResult result =
      run(convolution(3, 24, 1, 1), {{{temporal(P, 3)}}, {{temporal(P, 2)}}, {buffer_tile}});
  EXPECT_EQ(result.tiles[1][inputs].reads, 26);
  EXPECT_EQ(result.tiles[1][inputs].fills, 26);
}

TEST(OracleExample, TwoLoopsDoNotSlideTogetherWhenTheInnerHasThreeIterations) {
  const OracleResult result =
      run(convolution(3, 36, 1, 1), {{{temporal(P, 3)}}, {{temporal(P, 3)}}, {buffer_tile}});
  EXPECT_EQ(result.tiles[1][inputs].reads, 42);
  EXPECT_EQ(result.tiles[1][inputs].fills, 38);
}

TEST(OracleExample, HalosOfNeighboursAreNotShared) {
  const OracleResult result =
      run(convolution(3, 32, 1, 1), {{{temporal(P, 2), spatial(P, 4)}}, {buffer_tile}});
  EXPECT_EQ(result.tiles[0][inputs].fills, 12);
  EXPECT_EQ(result.tiles[0][inputs].partition_size, 11);
  EXPECT_EQ(result.tiles[1][inputs].reads, 48);
  EXPECT_EQ(result.tiles[0][weights].fills, 3);
  EXPECT_EQ(result.tiles[1][weights].reads, 3);
  EXPECT_EQ(result.tiles[0][outputs].partition_size, 8);
  EXPECT_EQ(result.tiles[0][outputs].reads, 16);
  EXPECT_EQ(result.tiles[0][outputs].updates, 24);
  EXPECT_EQ(result.tiles[0][outputs].fills, 0);
  EXPECT_EQ(result.tiles[1][outputs].updates, 32);
  EXPECT_EQ(result.tiles[1][outputs].reads, 0);
  EXPECT_EQ(result.compute_cycles, 24);
}

TEST(OracleExample, NeighboursPassWordsOn) {
  const OracleResult result =
      run(convolution(3, 16, 1, 1), {{{temporal(P, 16), spatial(R, 3)}}, {{}}});
  const TileTraffic& sent = result.tiles[1][inputs];
  ASSERT_EQ(sent.records.size(), 2U);
  EXPECT_EQ(sent.records.at({1, 1}).accesses, 15);
  EXPECT_EQ(sent.records.at({1, 3}).accesses, 3);
  EXPECT_EQ(sent.link_transfers, 30);
  EXPECT_EQ(sent.reads, 18);
  EXPECT_EQ(result.tiles[0][inputs].reads, 26);
  EXPECT_EQ(result.tiles[0][inputs].fills, 16);
  EXPECT_EQ(result.tiles[1][weights].reads, 3);
  EXPECT_EQ(result.tiles[1][outputs].records.at({3, 1}).accesses, 16);
  EXPECT_EQ(result.tiles[1][outputs].updates, 16);
  EXPECT_EQ(result.tiles[1][outputs].reads, 0);
  EXPECT_EQ(result.tiles[0][outputs].partition_size, 16);
  EXPECT_EQ(result.tiles[0][outputs].fills, 0);
}

TEST(OracleExample, PartialSumsComeBack) {
  const OracleResult result =
      run(convolution(1, 4, 8, 2), {{{temporal(C, 8), temporal(K, 2)}}, {{temporal(P, 4)}}});
  const TileTraffic& inner = result.tiles[0][outputs];
  const TileTraffic& outer = result.tiles[1][outputs];
  EXPECT_EQ(inner.reads, 56);
  EXPECT_EQ(inner.updates, 64);
  EXPECT_EQ(inner.fills, 56);
  EXPECT_EQ(outer.reads, 56);
  EXPECT_EQ(outer.updates, 64);
  EXPECT_EQ(outer.fills, 0);
  EXPECT_EQ(outer.partition_size, 8);
}

TEST(OracleExample, AccessesPassThroughABypassedLevel) {
  const OracleResult result =
      run(convolution(1, 4, 8, 4),
          {{{temporal(C, 8)}}, {{temporal(K, 4)}, 1U << weights}, {{temporal(P, 4)}}});
  EXPECT_EQ(result.tiles[0][outputs].reads, 112);
  EXPECT_EQ(result.tiles[0][outputs].updates, 128);
  EXPECT_EQ(result.tiles[1][outputs].reads, 0);
  EXPECT_EQ(result.tiles[2][outputs].reads, 112);
  EXPECT_EQ(result.tiles[2][outputs].updates, 128);
  EXPECT_EQ(result.tiles[0][inputs].fills, 32);
  EXPECT_EQ(result.tiles[2][inputs].reads, 32);
}

}  // namespace

}  // namespace tilewright::test
