// The parts that searches are made of: random numbers, visits, metrics, counts, log lines, options.

#include <gtest/gtest.h>

#include <vector>

#include "mapper/search/metrics.hpp"
#include "mapper/search/random_stream.hpp"
#include "mapper/search/rejections.hpp"
#include "mapper/search/search_log.hpp"
#include "mapper/search/search_options.hpp"
#include "mapper/search/visited_set.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

namespace {

std::vector<std::string> draws(uint128 bound, std::size_t count, std::uint64_t seed = 1) {
  RandomStream stream(bound, seed);
  std::vector<std::string> numbers;
  while (numbers.size() < count) numbers.push_back(to_text(stream.next()));
  return numbers;
}

using Texts = std::vector<std::string>;

// The generator's states are 16807, 282475249, 1622650073, 984943658, 1144108930, ...; u is a
// state less 1. Bound 10: u div floor(2147483645 / 10).
TEST(RandomStream, SmallBoundsDivideTheGeneratorsNumbers) {
  EXPECT_EQ(draws(10, 8), (Texts{"0", "1", "7", "4", "5", "2", "0", "6"}));
  EXPECT_EQ(draws(1000, 5), (Texts{"0", "131", "755", "458", "532"}));
  EXPECT_EQ(draws(1, 3), (Texts{"0", "0", "0"}));
}

// As many numbers as the generator has: u itself.
TEST(RandomStream, TheGeneratorsOwnRange) {
  EXPECT_EQ(draws(2147483646, 3), (Texts{"16806", "282475248", "1622650072"}));
}

// 2147483646 * high + u, where high is drawn below floor((bound - 1) / 2147483646) + 1 = 466.
TEST(RandomStream, LargeBoundsTakeTwoDraws) {
  EXPECT_EQ(draws(1'000'000'000'000, 4),
            (Texts{"282475248", "756899187049", "533046155479", "46555007443"}));
}

// A 64-bit number, and (2^64 - 1) times one below floor(2^70 / (2^64 - 1)) = 64.
TEST(RandomStream, BoundsBeyond64BitsCombineTwoNumbers) {
  EXPECT_EQ(draws(uint128{1} << 70, 3),
            (Texts{"535562189114679441115", "803443138203924027686", "626888122614315651050"}));
}

TEST(RandomStream, OtherSeedsGiveOtherNumbersBelowTheBound) {
  const Texts first = draws(1'000'000, 50);
  for (const std::uint64_t seed : {0U, 2U, 3U, 12345U}) {
    const Texts other = draws(1'000'000, 50, seed);
    EXPECT_NE(other, first) << seed;
    EXPECT_EQ(other, draws(1'000'000, 50, seed));
    for (const std::string& number : other) EXPECT_LT(std::stoll(number), 1'000'000);
  }
}

constexpr std::size_t megabyte = std::size_t{1} << 20;

TEST(VisitedSet, RemembersEachNumberAsABit) {
  VisitedSet visited(1000, megabyte);
  EXPECT_TRUE(visited.insert(0));
  EXPECT_TRUE(visited.insert(999));
  EXPECT_TRUE(visited.insert(63));
  EXPECT_TRUE(visited.insert(64));
  EXPECT_FALSE(visited.insert(0));
  EXPECT_FALSE(visited.insert(999));
  EXPECT_EQ(visited.size(), 4U);
}

TEST(VisitedSet, GrowsWhereNumbersAreHuge) {
  constexpr std::uint64_t count = 20'000;
  VisitedSet visited(uint128{1} << 100, 64 * megabyte);
  const auto number = [](std::uint64_t i) { return (uint128{i} << 70) + i / 3; };
  for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(visited.insert(number(i))) << i;
  EXPECT_EQ(visited.size(), count);
  for (std::uint64_t i = 0; i < count; ++i) ASSERT_FALSE(visited.insert(number(i))) << i;
  EXPECT_EQ(visited.size(), count);
}

TEST(VisitedSet, ForgetsBeyondItsMemory) {
  constexpr std::uint64_t count = 100'000;
  VisitedSet visited(uint128{1} << 100, megabyte / 4);  // 16384 numbers of 16 bytes
  for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(visited.insert(i));
  EXPECT_LE(visited.size(), 16'384U);
  EXPECT_GT(visited.size(), 8'192U);
  EXPECT_FALSE(visited.insert(0));
  EXPECT_TRUE(visited.insert(count - 1));
}

TEST(Metrics, OneMetricIsExact) {
  EXPECT_TRUE(is_better({99.999}, {100}));
  EXPECT_FALSE(is_better({100}, {100}));
  EXPECT_FALSE(is_better({100.001}, {100}));
}

TEST(Metrics, TheFirstClearDifferenceDecides) {
  EXPECT_TRUE(is_better({99, 1000}, {100, 1}));
  EXPECT_FALSE(is_better({101, 1}, {100, 1000}));
  EXPECT_FALSE(is_better({99.95, 50}, {100, 40}));
  EXPECT_TRUE(is_better({100.05, 30}, {100, 40}));
  EXPECT_TRUE(is_better({100.05, 40.01, 7}, {100, 40, 9}));
}

TEST(Metrics, WithoutAClearDifferenceTheFirstMetricDecides) {
  EXPECT_TRUE(is_better({99.95, 40.01}, {100, 40}));
  EXPECT_FALSE(is_better({100.05, 39.99}, {100, 40}));
  EXPECT_FALSE(is_better({100, 39.99}, {100, 40}));
}

TEST(Metrics, AnIncumbentOfZeroIsOnlyMatched) {
  EXPECT_FALSE(is_better({0}, {0}));
  EXPECT_FALSE(is_better({1}, {0}));
  EXPECT_TRUE(is_better({0}, {1}));
  EXPECT_TRUE(is_better({0, 1}, {0, 2}));
}

TEST(Metrics, CostsAreReadFromTheEvaluation) {
  Evaluation evaluation;
  evaluation.cycles = 10;
  evaluation.energy_pj = 2.5;
  evaluation.storage.resize(2);
  evaluation.storage[1].accesses = 77;
  std::vector<double> costs = {1, 2, 3};
  find_costs({{Metric::Kind::delay, 0},
              {Metric::Kind::energy, 0},
              {Metric::Kind::edp, 0},
              {Metric::Kind::accesses, 1}},
             evaluation, costs);
  EXPECT_EQ(costs, (std::vector<double>{10, 2.5, 25, 77}));
}

TEST(RejectionCounts, KeepTheClosestOfEachKindAndLevel) {
  using Kind = Rejection::Kind;
  RejectionCounts counts(2);
  counts.add({Kind::capacity, 0, 90, 64});
  counts.add({Kind::capacity, 0, 70, 64});
  counts.add({Kind::capacity, 0, 80, 64});
  counts.add({Kind::capacity, 1, 100, 99});
  RejectionCounts other(2);
  other.add({Kind::parallelism, -1, 0.25, 0.5});
  other.add({Kind::parallelism, -1, 0.375, 0.5});
  other.add({Kind::capacity, 0, 66, 64});
  counts.add(other);
  const auto sorted = counts.by_frequency();
  ASSERT_EQ(sorted.size(), 3U);
  EXPECT_EQ(sorted[0].count, 4U);
  EXPECT_EQ(sorted[0].closest.value, 66);
  EXPECT_EQ(sorted[0].closest.level, 0);
  EXPECT_EQ(sorted[1].count, 2U);
  EXPECT_EQ(sorted[1].closest.value, 0.375);
  EXPECT_EQ(sorted[2].count, 1U);
  EXPECT_EQ(sorted[2].closest.level, 1);
  EXPECT_TRUE(RejectionCounts(1).by_frequency().empty());
}

Workload conv_workload() {
  return read_spec_text(conv_problem + small_architecture, "in.yaml").workload;
}

Mapping sample_mapping() {
  constexpr int R = 0;
  constexpr int P = 1;
  constexpr int K = 3;
  Mapping mapping;
  mapping.nodes = {
      Storage{2, 0b111}, Loop{P, LoopKind::temporal, 3, 2},  Loop{R, LoopKind::temporal, 3, 3},
      Storage{1, 0b101}, Loop{P, LoopKind::spatial_y, 2, 2}, Loop{K, LoopKind::spatial_x, 8, 8},
      Storage{0, 0}};
  return mapping;
}

TEST(SearchLog, AMappingInOneLine) {
  EXPECT_EQ(compact_text(conv_workload(), sample_mapping()),
            "L2[WIO] P3;2 R3 - L1[WO] K1 P2Y K8X - L0[] K1 ");
}

TEST(SearchLog, LinesOfImprovementsAndOfOtherMappings) {
  Evaluation evaluation;
  evaluation.utilization = 0.5;
  evaluation.energy_pj = 100;
  evaluation.compute.operations = 8;
  evaluation.cycles = 128;
  const Workload workload = conv_workload();
  const std::string mapping = compact_text(workload, sample_mapping());
  EXPECT_EQ(mapping_line(0, workload, sample_mapping(), evaluation, false),
            "[  0] Utilization = 0.50 | pJ/Compute =   12.500 | " + mapping + " | Cycles = 128");
  EXPECT_EQ(mapping_line(12, workload, sample_mapping(), evaluation, true),
            "[ 12] Utilization = 50.000% | pJ/Compute = 12.500 | " + mapping + " | Cycles = 128");
  EXPECT_EQ(statement_line(3, "50 valid mappings found"),
            "[  3] STATEMENT: 50 valid mappings found, terminating search.");
}

TEST(SearchOptions, DefaultsAreTimeloops) {
  const MapperSection defaults;
  const SearchOptions options = search_options(defaults);
  EXPECT_EQ(options.metrics, std::vector<Metric>{Metric{}});
  EXPECT_EQ(options.metrics.front().kind, Metric::Kind::edp);
  EXPECT_EQ(options.threads, 1);
  EXPECT_EQ(options.search.algorithm, Algorithm::hybrid);
  EXPECT_EQ(options.search.seed, 1U);
  EXPECT_EQ(options.search.permutations_per_visit, 16);
  EXPECT_FALSE(options.search.filter_revisits);
  EXPECT_EQ(options.search_size, 0);
  EXPECT_EQ(options.timeout, 1000);
  EXPECT_EQ(options.victory_condition, 500);
  EXPECT_EQ(options.sync_interval, 0);
  EXPECT_EQ(options.max_temporal_loops, -1);
  EXPECT_FALSE(options.penalize_consecutive_bypass_fails);
}

TEST(SearchOptions, KnobsOfTheSectionArrive) {
  MapperSection section;
  section.metrics = {{Metric::Kind::delay, 0}, {Metric::Kind::energy, 0}};
  section.num_threads = 3;
  section.search_size = 10;
  section.timeout = 11;
  section.victory_condition = 12;
  section.sync_interval = 13;
  section.max_permutations_per_if_visit = 14;
  section.max_temporal_loops = 15;
  section.filter_revisits = true;
  section.penalize_consecutive_bypass_fails = true;
  const SearchOptions options = search_options(section);
  EXPECT_EQ(options.metrics, section.metrics);
  EXPECT_EQ(options.threads, 3);
  EXPECT_EQ(options.search_size, 10);
  EXPECT_EQ(options.search_size_per_thread(), 4);
  EXPECT_EQ(options.timeout, 11);
  EXPECT_EQ(options.victory_condition, 12);
  EXPECT_EQ(options.sync_interval, 13);
  EXPECT_EQ(options.search.permutations_per_visit, 14);
  EXPECT_EQ(options.max_temporal_loops, 15);
  EXPECT_TRUE(options.search.filter_revisits);
  EXPECT_TRUE(options.penalize_consecutive_bypass_fails);
}

TEST(SearchOptions, BestOfCountsValidMappingsOnly) {
  SearchOptions options;
  set_best_of(options, 16'384);
  EXPECT_EQ(options.search_size, 16'384);
  EXPECT_EQ(options.victory_condition, 0);
  EXPECT_EQ(options.timeout, unlimited);
}

TEST(Algorithms, AreFoundByNameWithEitherHyphen) {
  EXPECT_EQ(find_algorithm("linear_pruned"), Algorithm::linear_pruned);
  EXPECT_EQ(find_algorithm("random-pruned"), Algorithm::random_pruned);
  EXPECT_EQ(find_algorithm("exhaustive"), Algorithm::exhaustive);
  EXPECT_EQ(find_algorithm("greedy"), std::nullopt);
}

}  // namespace

}  // namespace tilewright::test
