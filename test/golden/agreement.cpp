#include "test/golden/agreement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
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

void expect_report(const Evaluator& evaluator, const Mapping& mapping, const Evaluation& evaluation,
                   const std::filesystem::path& folder) {
  EXPECT_EQ(stats_differences(stats_text(evaluator.workload(), evaluator.architecture(),
                                         evaluator.costs(), evaluation),
                              content(folder / "stats.txt")),
            "");
  EXPECT_EQ(map_text(evaluator.workload(), evaluator.architecture(), mapping, evaluation),
            content(folder / "map.txt"));
}

}  // namespace

void expect_evaluation(const Spec& spec, const std::filesystem::path& folder) {
  ASSERT_TRUE(spec.mapping.has_value());
  Evaluator evaluator(spec);
  Evaluation evaluation;
  const bool valid = evaluator.evaluate(*spec.mapping, evaluation);
  if (std::filesystem::exists(folder / "error.txt")) {
    ASSERT_FALSE(valid);
    const std::string reason = describe(evaluation.rejection, evaluator.architecture());
    EXPECT_EQ("ERROR: " + reason + "\n", content(folder / "error.txt"));
    return;
  }
  ASSERT_TRUE(valid) << describe(evaluation.rejection, evaluator.architecture());
  expect_report(evaluator, *spec.mapping, evaluation, folder);
}

void expect_search(const Spec& spec, const std::filesystem::path& folder) {
  SearchResult result = search(spec);
  std::sort(result.statements.begin(), result.statements.end());
  EXPECT_EQ(result.statements, sorted_lines(content(folder / "end.txt")));
  ASSERT_TRUE(result.best.has_value());
  EXPECT_EQ(without_last_newline(map_yaml(spec.workload, spec.architecture, *result.best)),
            without_last_newline(content(folder / "map.yaml")));
  Evaluator evaluator(spec);
  Evaluation evaluation;
  ASSERT_TRUE(evaluator.evaluate(*result.best, evaluation));
  expect_report(evaluator, *result.best, evaluation, folder);
}

}  // namespace tilewright::test
