// Why nothing fits: proofs that a space is empty, and what a search met.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mapper/search/diagnosis.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

namespace {

Spec spec_of(const std::string& constraints, const std::string& architecture = small_architecture) {
  return read_spec_text(conv_problem + architecture + "mapspace_constraints:\n" + constraints,
                        "in.yaml");
}

// Everything but P at DRAM: Weights 3 x 4 x 8 = 96, Inputs 4 x 3 = 12, Outputs 8 words.
const std::string large_tiles =
    "  - {target: Buffer, type: spatial, factors: K=8 C=1 R=1 P=1}\n"
    "  - {target: Buffer, type: temporal, factors: C=4 R=3 P=1}\n"
    "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n";

void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    EXPECT_NE(text.find(part), std::string::npos) << "expected: " << part << "\nin: " << text;
  }
}

void expect_obstacle(const Spec& spec, const std::vector<std::string>& parts) {
  const Mapspace space(spec);
  const auto obstacle = find_obstacle(space);
  ASSERT_TRUE(obstacle.has_value());
  expect_parts(obstacle->what(), parts);
}

TEST(Diagnosis, TilesThatDoNotFit) {
  expect_obstacle(
      spec_of(large_tiles, replaced(small_architecture, "entries: 1024", "entries: 64")),
      {"Buffer holds 64 words; the smallest tile that the constraints allow needs 116",
       "Weights 96", "Inputs 12", "Outputs 8", "K=8 at Buffer (spatial) (in.yaml:"});
}

TEST(Diagnosis, TilesThatJustFitAreNoObstacle) {
  EXPECT_FALSE(find_obstacle(Mapspace(
      spec_of(large_tiles, replaced(small_architecture, "entries: 1024", "entries: 116")))));
}

TEST(Diagnosis, LoopsWiderThanTheFanOut) {
  expect_obstacle(spec_of("  - {target: Buffer, type: spatial, factors: K=8}\n",
                          replaced(small_architecture, "0..7", "0..3")),
                  {"Buffer has 4 x 1 instances", "over K takes at least 8", "in.yaml:"});
}

TEST(Diagnosis, SeveralLoopsThatTogetherExceedTheFanOut) {
  expect_obstacle(spec_of("  - {target: Buffer, type: spatial, factors: K=4 C=4}\n"),
                  {"Buffer has 8 instances", "C=4 K=4", "take 16"});
}

TEST(Diagnosis, UtilizationThatTheLoopsCannotReach) {
  expect_obstacle(spec_of("  - {target: Buffer, type: spatial, factors: K=2 C=1 R=1 P=1}\n"
                          "  - {target: Buffer, type: utilization, min: 0.5}\n"),
                  {"utilization of at least 0.5", "reach 0.25 at most"});
}

TEST(Diagnosis, ADataSpaceThatNoLevelKeeps) {
  expect_obstacle(spec_of("  - {target: Buffer, type: bypass, bypass: [Weights]}\n"
                          "  - {target: DRAM, type: bypass, bypass: [Weights]}\n"),
                  {"let no level keep data space Weights"});
}

SearchResult search_all(const Spec& spec, const Mapspace& space) {
  SearchOptions options;
  options.search.algorithm = Algorithm::linear_pruned;
  options.timeout = unlimited;
  SearchState state;
  return search_mapspace(spec, space, options, state);
}

TEST(Diagnosis, AFailedSearchTellsTheSmallestChangeThatHelps) {
  const Spec spec =
      spec_of(large_tiles, replaced(small_architecture, "entries: 1024", "entries: 64"));
  const Mapspace space(spec);
  const SearchResult result = search_all(spec, space);
  ASSERT_FALSE(result.best.has_value());
  expect_parts(explain_failure(space, result).what(),
               {"no valid mapping among the " + std::to_string(result.tried) + " tried",
                "Turned away by\n  Buffer: ", "mapped tile size 116 exceeds buffer capacity 64",
                "give Buffer 116 words instead of 64"});
}

TEST(Diagnosis, UtilizationIsNamedToo) {
  const Spec spec = spec_of(
      "  - {target: Buffer, type: spatial, factors: K=2 C=1 R=1 P=1}\n"
      "  - {target: Buffer, type: utilization, min: 0.5}\n");
  const Mapspace space(spec);
  const SearchResult result = search_all(spec, space);
  ASSERT_FALSE(result.best.has_value());
  expect_parts(explain_failure(space, result).what(), {"lower the least utilization to 0.25"});
}

TEST(Diagnosis, WhereNothingIsValidALongerSearchIsNoAdvice) {
  const Spec spec = spec_of(
      "  - {target: Buffer, type: spatial, factors: K=2 C=1 R=1 P=1}\n"
      "  - {target: Buffer, type: utilization, min: 0.5}\n");
  const Mapspace space(spec);
  const std::string text = explain_infeasible(space, search_all(spec, space)).what();
  expect_parts(text, {"it is proven that no mapping is valid. ",
                      " random ones were turned away by\n", "lower the least utilization to 0.25"});
  EXPECT_EQ(text.find("longer search"), std::string::npos);
}

TEST(Diagnosis, NothingTriedHasNoTable) {
  const Spec spec = spec_of(large_tiles);
  const Mapspace space(spec);
  const SearchResult nothing{.best = {},
                             .statements = {},
                             .tried = 0,
                             .valid = 0,
                             .rejections = RejectionCounts(space.architecture().level_count()),
                             .orojenesis = {}};
  EXPECT_EQ(rejection_table(space, nothing), "");
  expect_parts(explain_failure(space, nothing).what(),
               {"no valid mapping among the 0 tried", "let the search run longer"});
}

}  // namespace

}  // namespace tilewright::test
