// Whole searches: why they end, that they can be stopped, and that threads do not change results.

#include <gtest/gtest.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <chrono>
#include <string>
#include <vector>

#include "mapper/search/search_mapper.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

namespace {

Spec small_spec(const std::string& constraints = "[]\n") {
  return read_spec_text(conv_problem + small_architecture + "mapspace_constraints: " + constraints,
                        "in.yaml");
}

SearchOptions endless(Algorithm algorithm) {
  SearchOptions options;
  options.search.algorithm = algorithm;
  options.timeout = unlimited;
  options.victory_condition = 0;
  return options;
}

SearchResult run(const Spec& spec, const SearchOptions& options) {
  SearchState state;
  return search_mapspace(spec, Mapspace(spec), options, state);
}

constexpr const char* prefix = "[  0] STATEMENT: ";

TEST(SearchRun, EndsAfterTheWantedValidMappings) {
  SearchOptions options = endless(Algorithm::random);
  set_best_of(options, 100);
  const SearchResult result = run(small_spec(), options);
  EXPECT_EQ(result.valid, 100U);
  EXPECT_GE(result.tried, 100U);
  ASSERT_EQ(result.statements.size(), 1U);
  EXPECT_EQ(result.statements[0],
            std::string(prefix) + "100 valid mappings found, terminating search.");
  EXPECT_TRUE(result.best.has_value());
}

TEST(SearchRun, TheWantedMappingsAreSharedOut) {
  SearchOptions options = endless(Algorithm::random_pruned);
  set_best_of(options, 100);
  options.threads = 3;
  EXPECT_EQ(run(small_spec(), options).valid, 3U * 34U);
}

TEST(SearchRun, EndsWithoutImprovement) {
  SearchOptions options = endless(Algorithm::random_pruned);
  options.victory_condition = 25;
  const SearchResult result = run(small_spec(), options);
  ASSERT_EQ(result.statements.size(), 1U);
  EXPECT_EQ(result.statements[0],
            std::string(prefix) +
                "25 suboptimal mappings found since the last upgrade, terminating search.");
}

TEST(SearchRun, EndsAfterInvalidMappingsInARow) {
  SearchOptions options = endless(Algorithm::exhaustive);
  options.timeout = 30;
  const Spec spec = small_spec("[{target: Buffer, type: utilization, min: 1}]\n");
  const SearchResult result = run(spec, options);
  ASSERT_EQ(result.statements.size(), 1U);
  EXPECT_EQ(result.statements[0], std::string(prefix) +
                                      "30 invalid mappings (30 fanout, 0 capacity) found since the "
                                      "last valid mapping, terminating search.");
  EXPECT_EQ(result.tried, 30U);
}

TEST(SearchRun, EndsWhenAllIsVisited) {
  const Spec spec = small_spec(
      "[{target: Buffer, type: temporal, factors: R=3 P=1 C=4, permutation: RPCK},"
      " {target: DRAM, type: temporal, permutation: RPCK},"
      " {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}]\n");
  const SearchResult result = run(spec, endless(Algorithm::linear_pruned));
  ASSERT_EQ(result.statements.size(), 1U);
  EXPECT_EQ(result.statements[0],
            std::string(prefix) + "search algorithm is done, terminating search.");
}

TEST(SearchRun, AStopBeforeTheStartTriesNothing) {
  const Spec spec = small_spec();
  SearchState state;
  state.stop = true;
  const SearchResult result =
      search_mapspace(spec, Mapspace(spec), endless(Algorithm::random), state);
  EXPECT_EQ(result.tried, 0U);
  EXPECT_FALSE(result.best.has_value());
  EXPECT_EQ(result.statements.front(),
            std::string(prefix) + "global termination flag activated, terminating search.");
}

TEST(SearchRun, AStopKeepsTheBestSoFar) {
  const Spec spec = small_spec();
  SearchState state;
  int improvements = 0;
  state.log = [&](const std::string& line) {
    if (line.find("Utilization") != std::string::npos && ++improvements == 3) state.stop = true;
  };
  const SearchResult result =
      search_mapspace(spec, Mapspace(spec), endless(Algorithm::random), state);
  EXPECT_EQ(improvements, 3);
  EXPECT_TRUE(result.best.has_value());
  EXPECT_EQ(state.tried, result.tried);
  EXPECT_EQ(state.valid, result.valid);
}

TEST(SearchRun, ADeadlineKeepsTheBestSoFar) {
  const Spec spec = small_spec();
  SearchState state;
  state.deadline = SearchState::Clock::now() + std::chrono::milliseconds(50);
  const SearchResult result =
      search_mapspace(spec, Mapspace(spec), endless(Algorithm::random), state);
  EXPECT_TRUE(result.best.has_value());
  EXPECT_LT(SearchState::Clock::now(), *state.deadline + std::chrono::seconds(5));
  EXPECT_EQ(result.statements.front(),
            std::string(prefix) + "time limit reached, terminating search.");
}

SearchOptions exchanging(Algorithm algorithm, int threads) {
  SearchOptions options;
  options.search.algorithm = algorithm;
  options.threads = threads;
  options.sync_interval = 100;
  options.victory_condition = 300;
  return options;
}

void expect_same(const SearchResult& a, const SearchResult& b) {
  EXPECT_EQ(a.best, b.best);
  EXPECT_EQ(a.tried, b.tried);
  EXPECT_EQ(a.valid, b.valid);
  EXPECT_EQ(a.statements, b.statements);
}

TEST(SearchRun, ExchangingThreadsAreRepeatable) {
  const Spec spec = small_spec();
  for (const int threads : {2, 3}) {
    for (const Algorithm algorithm : {Algorithm::random_pruned, Algorithm::hybrid}) {
      const SearchOptions options = exchanging(algorithm, threads);
      expect_same(run(spec, options), run(spec, options));
    }
  }
}

#ifdef _OPENMP
// With no active parallel regions, one thread runs all searches, one after the other.
TEST(SearchRun, OneThreadCanRunThemAll) {
  const Spec spec = small_spec();
  const SearchOptions options = exchanging(Algorithm::random_pruned, 3);
  const SearchResult parallel = run(spec, options);
  const int levels = omp_get_max_active_levels();
  omp_set_max_active_levels(0);
  const SearchResult sequential = run(spec, options);
  omp_set_max_active_levels(levels);
  expect_same(parallel, sequential);
}
#endif

TEST(SearchRun, ExchangeChangesWhatCountsAsImprovement) {
  const Spec spec = small_spec();
  SearchOptions options = exchanging(Algorithm::hybrid, 3);
  options.sync_interval = 10;
  const SearchResult with = run(spec, options);
  options.sync_interval = 0;
  const SearchResult without = run(spec, options);
  EXPECT_NE(with.tried, without.tried);
}

TEST(SearchRun, TheSeedChangesTheVisits) {
  const Spec spec = small_spec();
  SearchOptions options = endless(Algorithm::random);
  set_best_of(options, 50);
  const SearchResult first = run(spec, options);
  options.search.seed = 7;
  const SearchResult other = run(spec, options);
  EXPECT_NE(first.tried, other.tried);
  expect_same(other, run(spec, options));
}

}  // namespace

}  // namespace tilewright::test
