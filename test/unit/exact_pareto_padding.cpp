// The trade-offs between energy and delay, and padded layers, against all mappings tried.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "mapper/exact/padding.hpp"
#include "mapper/exact/pareto.hpp"
#include "mapper/search/search.hpp"
#include "mapper/space/mapping_builder.hpp"
#include "model/report/report.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

using ::testing::ElementsAre;

struct Cost {
  double cycles;
  double energy_pj;
};

/// A layer that fills 4 units with little reuse, or fewer with more.
Spec trade_off_spec() {
  std::string architecture =
      replaced(small_architecture, "entries: 1024", "entries: 48, read_bandwidth: 2");
  architecture = replaced(architecture, "block_size: 4", "block_size: 4, shared_bandwidth: 1");
  return read_spec_text(
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{R: 3, P: 7, C: 2, K: 3}") +
          architecture,
      "in.yaml");
}

std::vector<Cost> try_all(const Spec& spec) {
  const Mapspace space(spec);
  MappingBuilder builder(space, 0, 1, -1);
  SearchSettings settings;
  settings.algorithm = Algorithm::exhaustive;
  const auto search = make_search(settings, builder);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  std::vector<Cost> costs;
  while (const auto id = search->next()) {
    Outcome outcome = Outcome::not_constructed;
    if (builder.select(*id)) {
      const bool valid =
          builder.fits() && evaluator.evaluate(builder.mapping(), evaluation, Detail::totals);
      outcome = valid ? Outcome::valid : Outcome::rejected;
      if (valid) costs.push_back({static_cast<double>(evaluation.cycles), evaluation.energy_pj});
    }
    search->report(outcome);
  }
  return costs;
}

/// The least energy first.
std::vector<Cost> front_of(std::vector<Cost> costs) {
  std::sort(costs.begin(), costs.end(), [](const Cost& a, const Cost& b) {
    return a.energy_pj < b.energy_pj * (1 - 1e-9) ||
           (a.energy_pj <= b.energy_pj * (1 + 1e-9) && a.cycles < b.cycles);
  });
  std::vector<Cost> front;
  for (const Cost& cost : costs) {
    if (front.empty() || cost.cycles < front.back().cycles) front.push_back(cost);
  }
  return front;
}

TEST(ParetoFront, HasExactlyTheNonDominatedPoints) {
  const Spec spec = trade_off_spec();
  const std::vector<Cost> expected = front_of(try_all(spec));
  ASSERT_GE(expected.size(), 2U);
  const ParetoFront front = find_pareto_front(spec, {});
  EXPECT_TRUE(front.complete);
  ASSERT_EQ(front.points.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(static_cast<double>(front.points[i].evaluation.cycles), expected[i].cycles);
    EXPECT_NEAR(front.points[i].evaluation.energy_pj, expected[i].energy_pj,
                1e-9 * expected[i].energy_pj);
  }
}

TEST(ParetoFront, StoppedAtOnceKnowsNothing) {
  ExactOptions options;
  options.stop = [] { return true; };
  options.incumbent_tries = 0;
  const ParetoFront front = find_pareto_front(trade_off_spec(), options);
  EXPECT_FALSE(front.complete);
  EXPECT_TRUE(front.points.empty());
}

TEST(Padding, BoundsWithMoreDivisors) {
  EXPECT_THAT(padded_bounds(7, 20), ElementsAre(7, 8));
  EXPECT_THAT(padded_bounds(13, 20), ElementsAre(13, 14));
  EXPECT_THAT(padded_bounds(13, 25), ElementsAre(13, 14, 16));
  EXPECT_THAT(padded_bounds(55, 10), ElementsAre(55, 56, 60));
  EXPECT_THAT(padded_bounds(55, 0), ElementsAre(55));
  EXPECT_THAT(padded_bounds(1, 99), ElementsAre(1));
}

double least_edp(const Spec& spec) {
  double least = std::numeric_limits<double>::infinity();
  for (const Cost& cost : try_all(spec)) least = std::min(least, cost.cycles * cost.energy_pj);
  return least;
}

/// Two prime bounds, of which eight units cannot use much.
Spec prime_spec() {
  return read_spec_text(
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{R: 1, P: 11, C: 1, K: 5}") +
          small_architecture,
      "in.yaml");
}

TEST(Padding, FindsTheBestOfAllVersions) {
  const Spec spec = prime_spec();
  double least = std::numeric_limits<double>::infinity();
  for (const int points : {11, 12}) {
    for (const int channels : {5, 6}) {
      Spec padded = spec;
      padded.workload.bounds = {1, points, 1, channels};
      least = std::min(least, least_edp(padded));
    }
  }
  ASSERT_LT(least, 0.99 * least_edp(spec));
  const PaddingResult padding = find_padded_mapping(spec, 20, {});
  EXPECT_EQ(padding.result.status, ExactStatus::optimal);
  EXPECT_EQ(padding.problems, 4);
  EXPECT_NEAR(padding.result.cost.front(), least, 1e-9 * least);
  EXPECT_EQ(padding.result.lower_bound, padding.result.cost);
}

TEST(Padding, NoneIsTheLayerItself) {
  const Spec spec = prime_spec();
  const PaddingResult padding = find_padded_mapping(spec, 0, {});
  const double least = least_edp(spec);
  EXPECT_EQ(padding.problems, 1);
  EXPECT_EQ(padding.spec.workload.bounds, spec.workload.bounds);
  EXPECT_NEAR(padding.result.cost.front(), least, 1e-9 * least);
}

TEST(Padding, MakesConstraintsPossible) {
  const Spec spec = read_spec_text(
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{R: 1, P: 4, C: 1, K: 7}") +
          small_architecture +
          "mapspace_constraints:\n  - {target: Buffer, type: spatial, factors: K=4}\n",
      "in.yaml");
  EXPECT_THROW(find_padded_mapping(spec, 10, {}), Error);
  const PaddingResult padding = find_padded_mapping(spec, 20, {});
  EXPECT_EQ(padding.result.status, ExactStatus::optimal);
  EXPECT_EQ(padding.spec.workload.bounds.back(), 8);
  EXPECT_EQ(padding.refused, 1);
}

TEST(Padding, TooManyVersionsAreRefused) {
  const Spec spec = read_spec_text(
      "problem: {shape: cnn_layer, instance: {R: 61, S: 61, P: 61, Q: 61, C: 61, K: 61, N: 61}}\n" +
          small_architecture,
      "in.yaml");
  EXPECT_THROW(find_padded_mapping(spec, 100, {}), Error);
}

// What the mapping of a padded layer belongs to.
TEST(ProblemYaml, ReadsBackAsTheSameWorkload) {
  const Spec spec = read_spec_text(
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{R: 3, P: 16, C: 4, K: 8, Stride: 2}") +
          small_architecture,
      "in.yaml");
  const std::string text = problem_yaml(spec.workload);
  const Workload read = read_spec_text(text + small_architecture, "in.yaml").workload;
  EXPECT_EQ(read.shape_name, spec.workload.shape_name);
  EXPECT_EQ(read.dimensions, spec.workload.dimensions);
  EXPECT_EQ(read.bounds, spec.workload.bounds);
  EXPECT_EQ(problem_yaml(read), text);
  ASSERT_EQ(read.data_spaces.size(), 3U);
  EXPECT_EQ(read.data_spaces[1].ranks[1][1].coefficient, 2);
  EXPECT_TRUE(read.data_spaces[2].read_write);
  EXPECT_FALSE(read.data_spaces[0].read_write);
}

}  // namespace
}  // namespace tilewright::test
