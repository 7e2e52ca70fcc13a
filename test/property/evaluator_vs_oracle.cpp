// The evaluator against the literal oracle on random cases. Each suite has its own seeds. The
// environment variable TILEWRIGHT_PROPERTY_CASES sets the number of cases a suite.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <tuple>

#include "model/cost/evaluator.hpp"
#include "test/property/case_count.hpp"
#include "test/property/oracle.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

int case_count() { return test::case_count(2'000, 300); }

// What was seen, so that the cases are known to reach the features that they are meant for.
struct Coverage {
  int valid = 0;
  int rejected = 0;
  int with_links = 0;
  int with_several_records = 0;
  int imperfect = 0;
};

void note(const Spec& spec, const OracleResult& result, Coverage& coverage) {
  if (result.rejection.kind != Rejection::Kind::none) {
    ++coverage.rejected;
    return;
  }
  ++coverage.valid;
  bool links = false;
  bool several = false;
  for (const auto& level : result.tiles) {
    for (const TileTraffic& tile : level) {
      links |= tile.link_transfers > 0;
      several |= tile.records.size() > 1;
    }
  }
  coverage.with_links += links ? 1 : 0;
  coverage.with_several_records += several ? 1 : 0;
  for (const MappingNode& node : spec.mapping->nodes) {
    const auto* loop = std::get_if<Loop>(&node);
    if (loop != nullptr && loop->bound != loop->residual) {
      ++coverage.imperfect;
      break;
    }
  }
}

Coverage compare(std::uint64_t first_seed, const RandomCaseOptions& options, TimeloopYear year) {
  Coverage coverage;
  Evaluation evaluation;
  const auto cases = static_cast<std::uint64_t>(case_count());
  for (std::uint64_t seed = first_seed; seed < first_seed + cases; ++seed) {
    const Spec spec = random_case(seed, options);
    const OracleResult expected = run_oracle(spec.workload, spec.architecture, *spec.mapping, year);
    Evaluator(spec, {year}).evaluate(*spec.mapping, evaluation);
    note(spec, expected, coverage);
    const std::string difference =
        differences(evaluation, expected, spec.workload, spec.architecture);
    EXPECT_EQ(difference, "") << "seed " << seed << "\n" << case_yaml(spec);
    if (!difference.empty()) break;
  }
  return coverage;
}

class EvaluatorVsOracle : public testing::TestWithParam<std::tuple<TimeloopYear, int>> {};

TEST_P(EvaluatorVsOracle, CountsAreEqual) {
  const auto [year, suite] = GetParam();
  const auto first_seed = static_cast<std::uint64_t>(suite) * 1'000'000;
  RandomCaseOptions options;
  options.imperfect = suite % 2 == 1;
  options.directives = suite % 3 != 0;
  const Coverage coverage = compare(first_seed, options, year);
  if (case_count() < 100) return;
  EXPECT_GT(coverage.valid, coverage.rejected);
  EXPECT_GT(coverage.with_links, 0);
  EXPECT_GT(coverage.with_several_records, 0);
  EXPECT_EQ(coverage.imperfect > 0, options.imperfect);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EvaluatorVsOracle,
                         testing::Combine(testing::Values(TimeloopYear::y2024, TimeloopYear::y2025),
                                          testing::Range(1, 9)),
                         [](const auto& run) {
                           return std::to_string(static_cast<int>(std::get<0>(run.param))) + "_" +
                                  std::to_string(std::get<1>(run.param));
                         });

bool has_only_plain_ranks(const DataSpace& data_space) {
  return std::all_of(data_space.ranks.begin(), data_space.ranks.end(),
                     [](const auto& terms) { return terms.size() == 1; });
}

bool moves_the_same(const DataMovement& a, const DataMovement& b) {
  return a.reads == b.reads && a.fills == b.fills && a.updates == b.updates;
}

// Where each rank is one dimension, tiles are the same or disjoint, and the years' rules agree.
TEST(EvaluatorYears, AgreeWhereEachRankIsOneDimension) {
  int agreeing = 0;
  int differing = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Spec spec = random_case(seed, {.imperfect = false});
    Evaluation before;
    Evaluation after;
    const bool valid = Evaluator(spec, {TimeloopYear::y2024}).evaluate(*spec.mapping, before);
    ASSERT_EQ(Evaluator(spec, {TimeloopYear::y2025}).evaluate(*spec.mapping, after), valid);
    if (!valid) continue;
    for (std::size_t level = 0; level < after.storage.size(); ++level) {
      for (std::size_t space = 0; space < spec.workload.data_spaces.size(); ++space) {
        const bool same = moves_the_same(before.storage[level].data_spaces[space],
                                         after.storage[level].data_spaces[space]);
        ++(same ? agreeing : differing);
        EXPECT_TRUE(same || !has_only_plain_ranks(spec.workload.data_spaces[space]))
            << "seed " << seed << "\n"
            << case_yaml(spec);
      }
    }
  }
  EXPECT_GT(agreeing, 100);
  EXPECT_GT(differing, 10);
}

// One evaluator for many mappings must forget the last one.
TEST(EvaluatorVsOracleReuse, OneEvaluatorForManyMappings) {
  Evaluation evaluation;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Spec spec = random_case(seed);
    Evaluator evaluator(spec);
    for (int i = 0; i < 3; ++i) {
      evaluator.evaluate(*spec.mapping, evaluation);
      const auto expected = run_oracle(spec.workload, spec.architecture, *spec.mapping);
      EXPECT_EQ(differences(evaluation, expected, spec.workload, spec.architecture), "")
          << "seed " << seed;
    }
  }
}

// The golden tests show that the evaluator is right on these; so the oracle is, too.
TEST(EvaluatorVsOracleGolden, CountsAreEqual) {
  Evaluation evaluation;
  int checked = 0;
  for (const char* folder : {"model", "imperfect"}) {
    const auto root = std::filesystem::path(TILEWRIGHT_SOURCE_DIR) / "test" / "golden" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(root)) {
      const Spec spec = read_spec({(entry.path() / "case.yaml").string()});
      const auto expected = run_oracle(spec.workload, spec.architecture, *spec.mapping);
      Evaluator(spec).evaluate(*spec.mapping, evaluation);
      EXPECT_EQ(differences(evaluation, expected, spec.workload, spec.architecture), "")
          << entry.path();
      ++checked;
    }
  }
  EXPECT_EQ(checked, 190);
}

// The cases are what the reader understands, too.
TEST(RandomCase, ReadsBackFromYaml) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Spec spec = random_case(seed);
    const std::string yaml = case_yaml(spec);
    const Spec read = read_spec_text(yaml);
    ASSERT_TRUE(read.mapping.has_value());
    EXPECT_EQ(read.workload.bounds, spec.workload.bounds) << yaml;
    EXPECT_EQ(read.mapping->directives, spec.mapping->directives) << yaml;
    EXPECT_EQ(to_level_nests(*read.mapping, spec.architecture.level_count()),
              to_level_nests(*spec.mapping, spec.architecture.level_count()))
        << yaml;
  }
}

}  // namespace

}  // namespace tilewright::test
