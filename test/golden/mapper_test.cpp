// Searches with the real Timeloop's answers: each case of test/golden/mapper must end with the same
// mapping, the same stats and for the same reasons.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mapper/search/search_mapper.hpp"
#include "model/cost/evaluator.hpp"
#include "model/report/report.hpp"
#include "test/golden/cases.hpp"
#include "test/golden/model_stats_comparison.hpp"

namespace tilewright::test {

namespace {

// Sorted, since threads end in any order.
std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

SearchResult search(const Spec& spec) {
  SearchOptions options = search_options(spec.mapper);
  const auto algorithm = find_algorithm(spec.mapper.algorithm);
  if (!algorithm) throw Error("unknown algorithm " + spec.mapper.algorithm);
  options.search.algorithm = *algorithm;
  const Mapspace space(spec);
  SearchState state;
  return search_mapspace(spec, space, options, state);
}

// Timeloop's file has no newline at its end.
std::string without_last_newline(std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

class GoldenSearch : public testing::TestWithParam<std::string> {};

TEST_P(GoldenSearch, EndsLikeTimeloop) {
  const auto folder = golden_dir() / GetParam();
  const Spec spec = read_spec({(folder / "case.yaml").string()});
  SearchResult result = search(spec);
  std::sort(result.statements.begin(), result.statements.end());
  EXPECT_EQ(result.statements, sorted_lines(content(folder / "end.txt")));
  ASSERT_TRUE(result.best.has_value());
  EXPECT_EQ(without_last_newline(map_yaml(spec.workload, spec.architecture, *result.best)),
            without_last_newline(content(folder / "map.yaml")));
  Evaluator evaluator(spec);
  Evaluation evaluation;
  ASSERT_TRUE(evaluator.evaluate(*result.best, evaluation));
  EXPECT_EQ(map_text(evaluator.workload(), evaluator.architecture(), *result.best, evaluation),
            content(folder / "map.txt"));
  EXPECT_EQ(stats_differences(stats_text(evaluator.workload(), evaluator.architecture(),
                                         evaluator.costs(), evaluation),
                              content(folder / "stats.txt")),
            "");
}

INSTANTIATE_TEST_SUITE_P(Mapper, GoldenSearch, testing::ValuesIn(case_names("mapper")),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
