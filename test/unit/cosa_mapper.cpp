// Does the mapper handle any einsum on any architecture?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "mapper/cosa/cosa.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright {
namespace {

using ::testing::HasSubstr;

/// Iterations of the loops of one kind over one dimension (or all: -1) at one level (or all: -1).
std::int64_t iterations(const Mapping& mapping, LoopKind kind, int level, int dimension) {
  std::int64_t product = 1;
  int current = -1;
  for (const MappingNode& node : mapping.nodes) {
    if (const auto* storage = std::get_if<Storage>(&node)) {
      current = storage->level;
      continue;
    }
    const Loop& loop = std::get<Loop>(node);
    const bool selected = (level < 0 || level == current) && loop.kind == kind &&
                          (dimension < 0 || loop.dimension == dimension);
    if (selected) product *= loop.bound;
  }
  return product;
}

/// Proven optimal, covers the bounds, stays within both directions of each mesh.
void expect_mapped(const Spec& spec, const CosaOptions& options = test::published_cosa()) {
  const CosaResult result = map_with_cosa(spec, options);
  ASSERT_EQ(result.status, CosaStatus::optimal) << result.reason;
  EXPECT_TRUE(result.proven_optimal);
  EXPECT_NEAR(result.bound, result.objective, 1e-6);
  for (int d = 0; d < spec.workload.dimension_count(); ++d) {
    std::int64_t covered = 1;
    for (const auto kind : {LoopKind::temporal, LoopKind::spatial_x, LoopKind::spatial_y}) {
      covered *= iterations(result.mapping, kind, -1, d);
    }
    EXPECT_EQ(covered, spec.workload.bounds[d]) << "dimension " << d;
  }
  for (int level = 0; level < spec.architecture.level_count(); ++level) {
    EXPECT_LE(iterations(result.mapping, LoopKind::spatial_x, level, -1),
              spec.architecture.fanout_x(level));
    EXPECT_LE(iterations(result.mapping, LoopKind::spatial_y, level, -1),
              spec.architecture.fanout_y(level));
  }
}

Architecture eyeriss_like() {
  return test::make_architecture(14, 12,
                                 {{"PsumSpad", 24, 14, 12},
                                  {"WeightSpad", 224, 14, 12},
                                  {"InputSpad", 12, 14, 12},
                                  {"GlobalBuffer", 65536},
                                  {"DRAM", std::nullopt}});
}

/// A chain of `levels` buffers that grow outwards, with a fan-out of 2 below every second one.
Architecture chain(int levels) {
  std::vector<test::LevelShape> shapes;
  std::int64_t instances = 1;
  std::int64_t words = std::int64_t{1} << (3 * levels);
  for (int level = levels - 1; level >= 0; --level, words /= 8) {
    const bool backing_store = level == levels - 1;
    shapes.push_back({"L" + std::to_string(level),
                      backing_store ? std::nullopt : std::optional(words), instances});
    if (level % 2 == 1) instances *= 2;
  }
  std::reverse(shapes.begin(), shapes.end());
  return test::make_architecture(2 * instances, 1, shapes);
}

const test::ConvShape resnet_conv{.r = 3, .s = 3, .p = 28, .q = 28, .c = 128, .k = 128};

const test::ConvShape small_conv{.r = 3, .s = 5, .p = 7, .q = 4, .c = 8, .k = 12, .n = 2};

TEST(CosaMapper, MapsConvolutionsOnTheEyerissLikeMesh) {
  const Workload workload = test::conv_workload(resnet_conv);
  expect_mapped(
      test::make_spec(workload, eyeriss_like(), test::keep_only(workload, {4, 1, 2, 6, 7})));
}

TEST(CosaMapper, MapsEveryKindOfEinsumOnEveryDepth) {
  for (int levels = 1; levels <= 8; ++levels) {
    SCOPED_TRACE(levels);
    expect_mapped(test::make_spec(test::conv_workload(small_conv), chain(levels)));
    expect_mapped(test::make_spec(test::gemm_workload(24, 100, 18), chain(levels)));
    expect_mapped(test::make_spec(test::mttkrp_workload(16, 9, 20, 7), chain(levels)));
  }
}

TEST(CosaMapper, SplitsSpatialLoopsOverBothDirectionsOfAMesh) {
  // M along X and N along Y is the only way to use all 14 x 12 instances.
  const Spec spec = test::make_spec(
      test::gemm_workload(14, 12, 64),
      test::make_architecture(14, 12, {{"Buffer", 1 << 20}, {"Memory", std::nullopt}}));
  const CosaResult result = map_with_cosa(spec, test::published_cosa());
  ASSERT_EQ(result.status, CosaStatus::optimal);
  EXPECT_EQ(iterations(result.mapping, LoopKind::spatial_x, 0, -1), 14);
  EXPECT_EQ(iterations(result.mapping, LoopKind::spatial_y, 0, -1), 12);
  EXPECT_NEAR(result.breakdown.compute, 6, 1e-9);
}

TEST(CosaMapper, ADimensionSpreadsAlongOneDirectionOfAMesh) {
  // Timeloop's mappings have one spatial factor of a dimension at a level: 16 = 4 x 4 is none.
  const Spec spec =
      test::make_spec(test::gemm_workload(16, 1, 1),
                      test::make_architecture(4, 4, {{"Buffer", 1024}, {"Memory", std::nullopt}}));
  const CosaResult result = map_with_cosa(spec, test::published_cosa());
  ASSERT_EQ(result.status, CosaStatus::optimal);
  EXPECT_NEAR(result.breakdown.compute, 2, 1e-9);
}

TEST(CosaMapper, AMeshCannotHoldWhatARowOfTheSameSizeCan) {
  const auto compute = [](std::int64_t x, std::int64_t y) {
    const Spec spec = test::make_spec(
        test::gemm_workload(7, 1, 1),
        test::make_architecture(x, y, {{"Buffer", 1024}, {"Memory", std::nullopt}}));
    return map_with_cosa(spec, test::published_cosa()).breakdown.compute;
  };
  EXPECT_NEAR(compute(9, 1), 0, 1e-9);
  EXPECT_NEAR(compute(1, 9), 0, 1e-9);
  EXPECT_NEAR(compute(3, 3), std::log2(7), 1e-9);
}

TEST(CosaMapper, OrdersTheLoopsOfTheGlobalBufferForReuse) {
  // No spatial loops, an accumulator for one output, and a big buffer: the buffer's loops re-use
  // the outputs over K, so K is innermost there.
  const Workload workload = test::gemm_workload(2, 2, 256);
  const Spec spec = test::make_spec(
      workload, test::make_architecture(1, 1, {{"L0", 1}, {"L1", 1 << 20}, {"L2", std::nullopt}}),
      test::keep_only(workload, {4, 7, 7}));
  CosaOptions options = test::published_cosa();
  options.discount_base = 1.1;  // makes loops at the innermost level dear
  const CosaResult result = map_with_cosa(spec, options);
  ASSERT_EQ(result.status, CosaStatus::optimal);
  const std::vector<LevelNest> nests = to_level_nests(result.mapping, 3);
  ASSERT_FALSE(nests[1].temporal.empty());
  EXPECT_EQ(nests[1].temporal.front().dimension, 2);
}

TEST(CosaMapper, WeightsAreOptions) {
  const Spec spec = test::simba_spec(resnet_conv);
  CosaOptions options = test::published_cosa();
  options.weight_compute = 0;
  options.weight_utilization = -100;
  const CosaResult greedy = map_with_cosa(spec, options);
  ASSERT_EQ(greedy.status, CosaStatus::optimal) << greedy.reason;
  EXPECT_GT(greedy.breakdown.utilization,
            map_with_cosa(spec, test::published_cosa()).breakdown.utilization);
  options.weight_utilization = 1;
  expect_mapped(spec, options);
}

TEST(CosaMapper, MapsALayerOfOneOperation) {
  expect_mapped(test::simba_spec({}));
  expect_mapped(test::simba_spec({.w_stride = 2, .h_stride = 2}));
  expect_mapped(test::make_spec(test::gemm_workload(1, 1, 1), chain(1)));
}

TEST(CosaMapper, MapsBoundsWithLargePrimes) {
  expect_mapped(test::simba_spec({.r = 13, .s = 1, .p = 1009, .q = 7919, .c = 10007, .k = 2}));
  expect_mapped(test::make_spec(test::gemm_workload(2147483647, 3, 1), chain(3)));
}

TEST(CosaMapper, TheSameInputGivesTheSameMapping) {
  const Spec spec = test::simba_spec(resnet_conv);
  EXPECT_EQ(map_with_cosa(spec, test::published_cosa()).mapping,
            map_with_cosa(spec, test::published_cosa()).mapping);
}

TEST(CosaMapper, SaysWhyThereIsNoMapping) {
  const Workload workload = test::gemm_workload(4, 4, 4);
  const CosaResult result =
      map_with_cosa(test::make_spec(workload, chain(2), test::keep_only(workload, {6, 6})),
                    test::published_cosa());
  EXPECT_EQ(result.status, CosaStatus::infeasible);
  EXPECT_FALSE(result.has_mapping());
  EXPECT_THAT(result.reason, HasSubstr("'A' is bypassed at every level"));
}

TEST(CosaMapper, ATimeLimitEndsWithABoundOrAnOptimum) {
  CosaOptions options = test::published_cosa();
  options.time_limit_seconds = 0.001;
  const CosaResult result = map_with_cosa(test::simba_spec(resnet_conv), options);
  EXPECT_NE(result.status, CosaStatus::internal_error) << result.reason;
  EXPECT_NE(result.status, CosaStatus::infeasible);
  EXPECT_EQ(result.proven_optimal, result.status == CosaStatus::optimal);
  if (result.has_mapping()) {
    EXPECT_LE(result.bound, result.objective + 1e-6);
  }
}

TEST(CosaOptions, AreDeclaredOnceAndSetByName) {
  CosaOptions options = test::published_cosa();
  set_cosa_option(options, "weight-utilization", "-0.5");
  set_cosa_option(options, "solver", "cbc");
  EXPECT_EQ(options.weight_utilization, -0.5);
  EXPECT_EQ(options.solver, "cbc");
  EXPECT_THROW(set_cosa_option(options, "weight", "1"), Error);
  EXPECT_THROW(set_cosa_option(options, "weight-compute", "many"), Error);
  EXPECT_THROW(set_cosa_option(options, "weight-compute", "inf"), Error);
  EXPECT_EQ(cosa_option_declarations().front().default_text(), "improved");
  EXPECT_EQ(cosa_option_declarations().front().type(), "text");
}

TEST(CosaOptions, OutOfRangeIsAnError) {
  CosaOptions options = test::published_cosa();
  options.weight_traffic = -1;
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
  options = {};
  options.time_limit_seconds = -1;
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
  options = {};
  options.weight_compute = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
  options = {};
  options.solver = "none";
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
  options = {};
  options.formulation = "best";
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
  options = {};
  options.gap_percent = 0;
  EXPECT_THROW(map_with_cosa(test::simba_spec({}), options), Error);
}

}  // namespace
}  // namespace tilewright
