// The rounds of the exact mapper: bounds that tell nothing, spaces without a mapping, and costs
// that are only bounded from below.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/exact/exact.hpp"
#include "model/report/report.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Spec small_layer() {
  return read_spec_text(
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{R: 3, P: 4, C: 2, K: 2}") +
          small_architecture,
      "in.yaml");
}

ExactOptions limited() {
  ExactOptions options;
  options.time_limit_s = 20;
  return options;
}

// Free keep bits and operations without energy leave nothing to bound from below.
TEST(ExactRounds, EndWhereTheBoundIsZero) {
  Spec spec = small_layer();
  EnergyTable table;
  table.components.push_back({});
  table.components.back().name = "MAC";
  table.components.back().action_energy_pj["compute"] = 0;
  spec.energy_table = table;
  ExactOptions options = limited();
  options.objective = {ExactMetric::energy};
  const ExactResult result = find_exact_mapping(spec, options);
  EXPECT_EQ(result.status, ExactStatus::optimal);
  EXPECT_GT(result.cost.front(), 0);
  EXPECT_EQ(result.evaluation.compute.energy_pj, 0);
}

TEST(ExactRounds, KnowWhatTheOperationsCostWhenStoppedAtOnce) {
  ExactOptions options;
  options.stop = [] { return true; };
  const Spec spec = small_layer();
  const ExactResult result = find_exact_mapping(spec, options);
  EXPECT_FALSE(result.proven());
  const ExactResult best = find_exact_mapping(spec, limited());
  EXPECT_GT(result.lower_bound.front(), 0);
  EXPECT_LE(result.lower_bound.front(), best.cost.front());
}

// The program for any number of units at once does not know how many must work.
TEST(ExactRounds, KeepTheLeastUtilization) {
  Spec spec = small_layer();
  ExactOptions options = limited();
  options.objective = {ExactMetric::energy};
  options.incumbent_tries = 0;
  for (const std::int64_t units : {1, 2, 4, 8}) {
    spec.constraints.min_utilization = static_cast<double>(units) / 8;
    const ExactResult result = find_exact_mapping(spec, options);
    EXPECT_EQ(result.status, ExactStatus::optimal);
    EXPECT_GE(result.evaluation.compute.utilized_instances, units);
  }
}

TEST(ExactRounds, AreFewWhereThereIsNoMapping) {
  Spec spec = small_layer();
  spec.architecture.storage.front().min_utilization = 1;  // more words than the layer has
  const ExactResult result = find_exact_mapping(spec, limited());
  EXPECT_EQ(result.status, ExactStatus::infeasible);
  EXPECT_LT(result.statistics.programs, 40 * 4);  // for each of 1, 2, 4 and 8 units
}

TEST(ExactRounds, SayWhatIsOnlyBounded) {
  Spec spec = small_layer();
  spec.architecture.storage.front().network.type = NetworkType::many_to_many;
  const ExactResult result = find_exact_mapping(spec, limited());
  ASSERT_EQ(result.status, ExactStatus::bounded);
  EXPECT_LT(result.lower_bound.front(), result.cost.front());
  EXPECT_THAT(result.relaxations, ElementsAre(HasSubstr("accesses to Buffer")));
}

TEST(ExactRounds, ProveWhatIsOnlyBoundedWhereNothingIsLost) {
  Spec spec = small_layer();
  spec.mapper.max_temporal_loops = 8;  // as many as there can be
  const ExactResult result = find_exact_mapping(spec, limited());
  EXPECT_EQ(result.status, ExactStatus::optimal);
  EXPECT_THAT(result.relaxations, IsEmpty());
}

}  // namespace
}  // namespace tilewright::test
