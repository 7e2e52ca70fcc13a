// What the five searches find in random small mapspaces. The environment variable
// TILEWRIGHT_PROPERTY_CASES sets the number of cases of each test.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mapper/search/metrics.hpp"
#include "mapper/search/search_mapper.hpp"
#include "test/property/case_count.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_check.hpp"
#include "test/property/mapspace_enumeration.hpp"
#include "test/property/mapspace_walk.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

std::uint64_t case_count() { return static_cast<std::uint64_t>(test::case_count(100, 15)); }

constexpr std::array all_algorithms = {Algorithm::exhaustive, Algorithm::linear_pruned,
                                       Algorithm::random, Algorithm::random_pruned,
                                       Algorithm::hybrid};

std::string name_of(Algorithm algorithm) {
  return std::string(algorithm_names[static_cast<std::size_t>(algorithm)]);
}

/// A case whose space has members. One in four has template ruby.
Spec solvable_case(std::uint64_t number) {
  for (std::uint64_t seed = number * 1000;; ++seed) {
    Spec spec = random_mapspace_case(seed, {.ruby = number % 4 == 3});
    try {
      const Mapspace space(spec);
      return spec;
    } catch (const Error&) {
      continue;
    }
  }
}

SearchSettings random_settings(Dice& dice, Algorithm algorithm) {
  SearchSettings settings;
  settings.algorithm = algorithm;
  settings.seed = dice.chance(50) ? 1 : static_cast<std::uint64_t>(dice.between(0, 1'000'000));
  settings.permutations_per_visit = dice.pick({1, 2, 16});
  settings.filter_revisits = dice.chance(30);
  return settings;
}

// The valid mappings of one share, each checked. Returns their number.
int check_share(const Spec& spec, const Mapspace& space, const WalkOptions& options) {
  int valid = 0;
  Walk walk(spec, space, options);
  walk.run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
    if (outcome != Outcome::valid) return;
    ++valid;
    const std::string fault = find_fault(spec, builder.mapping(), options.max_temporal_loops);
    EXPECT_EQ(fault, "") << mapping_text(builder.mapping());
  });
  return valid;
}

TEST(MapspaceSearches, WhatTheyFindSatisfiesTheConstraints) {
  int valid = 0;
  for (std::uint64_t number = 0; number < case_count(); ++number) {
    const Spec spec = solvable_case(number);
    SCOPED_TRACE("case " + std::to_string(number) + ": " + case_text(spec));
    const Mapspace space(spec);
    Dice dice(number);
    for (const Algorithm algorithm : all_algorithms) {
      SCOPED_TRACE(name_of(algorithm));
      WalkOptions options;
      options.search = random_settings(dice, algorithm);
      options.max_temporal_loops = spec.mapper.max_temporal_loops;
      options.shares = static_cast<int>(dice.between(1, 3));
      options.most_tries = 500;
      for (options.share = 0; options.share < options.shares; ++options.share) {
        valid += check_share(spec, space, options);
      }
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(valid, static_cast<int>(100 * case_count()));
}

const std::vector<std::vector<Metric>>& single_metrics() {
  static const std::vector<std::vector<Metric>> all = {
      {{Metric::Kind::delay, 0}},
      {{Metric::Kind::energy, 0}},
      {{Metric::Kind::edp, 0}},
      {{Metric::Kind::accesses, 0}},
  };
  return all;
}

// The cost, by an evaluator of its own, of what a search finds; nothing when it finds nothing.
std::optional<double> best_cost(const Spec& spec, const Mapspace& space,
                                const SearchOptions& options) {
  SearchState state;
  const SearchResult result = search_mapspace(spec, space, options, state);
  if (!result.best) return std::nullopt;
  EXPECT_EQ(find_fault(spec, *result.best, options.max_temporal_loops), "");
  Evaluator evaluator(spec);
  Evaluation evaluation;
  EXPECT_TRUE(evaluator.evaluate(*result.best, evaluation));
  std::vector<double> costs;
  find_costs(options.metrics, evaluation, costs);
  return costs.front();
}

SearchOptions complete_search(const Spec& spec, const std::vector<Metric>& metrics) {
  SearchOptions options;
  options.search.algorithm = Algorithm::exhaustive;
  options.metrics = metrics;
  options.timeout = unlimited;
  options.victory_condition = 0;
  options.max_temporal_loops = spec.mapper.max_temporal_loops;
  // Else a random search never ends in a space whose members differ only in bypass.
  options.penalize_consecutive_bypass_fails = true;
  return options;
}

// By the separate listing: the lowest cost of all members that keep the constraints.
std::optional<double> lowest_cost(const Spec& spec, const std::vector<Metric>& metrics) {
  std::optional<double> lowest;
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  std::vector<double> costs;
  for_each_member(list_mapspace(spec), [&](const Member& member) {
    const Mapping mapping = mapping_of(member, groups);
    if (!find_fault(spec, mapping, spec.mapper.max_temporal_loops).empty()) return;
    if (!evaluator.evaluate(mapping, evaluation)) return;
    find_costs(metrics, evaluation, costs);
    if (!lowest || costs.front() < *lowest) lowest = costs.front();
  });
  return lowest;
}

TEST(MapspaceSearches, ExhaustiveSearchFindsTheOptimumAndNoneBeatsIt) {
  int with_optimum = 0;
  for (std::uint64_t number = 0; number < case_count(); ++number) {
    const Spec spec = solvable_case(number);
    const Mapspace space(spec);
    Dice dice(number);
    const std::vector<Metric> metrics = dice.pick(single_metrics());
    SCOPED_TRACE("case " + std::to_string(number) + ": " + case_text(spec));
    SearchOptions options = complete_search(spec, metrics);
    const auto optimum = best_cost(spec, space, options);
    if (spec.constraints.mapspace_template == MapspaceTemplate::uber) {
      EXPECT_EQ(optimum, lowest_cost(spec, metrics));
    }
    options.threads = static_cast<int>(dice.between(2, 3));
    EXPECT_EQ(best_cost(spec, space, options), optimum);
    with_optimum += optimum ? 1 : 0;
    for (const Algorithm algorithm : all_algorithms) {
      SCOPED_TRACE(name_of(algorithm));
      options.search = random_settings(dice, algorithm);
      options.threads = static_cast<int>(dice.between(1, 3));
      options.timeout = 300;
      options.victory_condition = dice.pick({20, 300});
      const auto found = best_cost(spec, space, options);
      if (!found) continue;
      EXPECT_GE(*found, optimum.value());
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(with_optimum, static_cast<int>(case_count()) / 4);
}

TEST(MapspaceSearches, PrunedSearchFindsTheSameOptimum) {
  int compared = 0;
  for (std::uint64_t number = 0; number < case_count(); ++number) {
    const Spec spec = solvable_case(number);
    if (loses_splits(spec)) continue;
    const Mapspace space(spec);
    SCOPED_TRACE("case " + std::to_string(number) + ": " + case_text(spec));
    for (const std::vector<Metric>& metrics : single_metrics()) {
      SearchOptions options = complete_search(spec, metrics);
      const auto optimum = best_cost(spec, space, options);
      options.search.algorithm = Algorithm::linear_pruned;
      EXPECT_EQ(best_cost(spec, space, options), optimum);
      compared += optimum ? 1 : 0;
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(compared, static_cast<int>(case_count()) / 2);
}

// The bests are exchanged in the threads' order, not as they come.
TEST(MapspaceSearches, ExchangingSearchesAreRepeatable) {
  for (std::uint64_t number = 0; number < case_count() / 8; ++number) {
    const Spec spec = solvable_case(number);
    const Mapspace space(spec);
    Dice dice(number);
    SCOPED_TRACE("case " + std::to_string(number) + ": " + case_text(spec));
    SearchOptions options = complete_search(spec, single_metrics().front());
    options.search = random_settings(dice, dice.pick(all_algorithms));
    options.timeout = 200;
    options.victory_condition = 50;
    options.threads = static_cast<int>(dice.between(2, 3));
    options.sync_interval = dice.between(5, 50);
    std::vector<SearchResult> results;
    for (int repeat = 0; repeat < 2; ++repeat) {
      SearchState state;
      results.push_back(search_mapspace(spec, space, options, state));
      EXPECT_EQ(results.back().best, results.front().best);
      EXPECT_EQ(results.back().tried, results.front().tried);
      EXPECT_EQ(results.back().valid, results.front().valid);
      EXPECT_EQ(results.back().statements, results.front().statements);
      EXPECT_EQ(state.tried, results.back().tried);
    }
  }
}

}  // namespace

}  // namespace tilewright::test
