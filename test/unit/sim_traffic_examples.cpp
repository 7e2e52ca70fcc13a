// Where the model's counts are approximations: examples with one cause each, worked out by hand.

#include <gtest/gtest.h>

#include <algorithm>

#include "model/cost/evaluator.hpp"
#include "sim/report/traffic_differences.hpp"
#include "test/unit/sim_convolution.hpp"

namespace tilewright::sim {

namespace {

using namespace test;  // NOLINT(google-build-using-namespace): names of the example

std::vector<TrafficField> compare(const Workload& workload, const std::vector<Level>& levels) {
  Spec spec;
  spec.workload = workload;
  spec.architecture.storage.resize(levels.size());
  Mesh mesh;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    StorageLevel& storage = spec.architecture.storage[levels.size() - 1 - i];
    storage.name = "L" + std::to_string(levels.size() - 1 - i);
    storage.mesh = mesh;
    storage.technology = Technology::dram;
    for (const Loop& loop : levels[i].loops) {
      if (loop.kind == LoopKind::spatial_x) mesh.x *= loop.bound;
      if (loop.kind == LoopKind::spatial_y) mesh.y *= loop.bound;
    }
    mesh.instances = mesh.x * mesh.y;
  }
  spec.architecture.compute.mesh = mesh;
  spec.mapping = mapping_of(levels);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  EXPECT_TRUE(evaluator.evaluate(*spec.mapping, evaluation)) << describe(evaluation.rejection);
  return compare_traffic(spec.workload, spec.architecture, *spec.mapping, evaluation);
}

TrafficField field_of(const std::vector<TrafficField>& fields, int level, int space,
                      Quantity quantity) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const TrafficField& field) {
    return field.level == level && field.space == space && field.quantity == quantity;
  });
  return found == fields.end() ? TrafficField{} : *found;
}

void expect_one_cause(const TrafficField& field, std::int64_t model, double simulated,
                      Cause cause) {
  EXPECT_EQ(field.model, model);
  EXPECT_EQ(field.simulated, simulated);
  ASSERT_EQ(field.causes.size(), 1U);
  EXPECT_EQ(field.causes[0].cause, cause);
  EXPECT_EQ(field.causes[0].words, static_cast<double>(model) - simulated);
}

const std::vector<Loop> buffer_tile = {temporal(P, 4), temporal(R, 3)};

TEST(SimTraffic, ASlidingWindowAgrees) {
  const auto fields = compare(convolution(3, 16, 1, 1), {{{temporal(P, 4)}}, {buffer_tile}});
  EXPECT_EQ(fields.size(), 14U);
  for (const TrafficField& field : fields) EXPECT_TRUE(field.agrees());
  EXPECT_EQ(field_of(fields, 0, inputs, Quantity::fills).simulated, 18);
}

TEST(SimTraffic, HolesAreWordsOfTheBox) {
  // Two rows of the kernel, stride 3: two words of three.
  const auto fields =
      compare(convolution(2, 8, 1, 1, 3), {{{temporal(P, 2)}}, {{temporal(P, 4), temporal(R, 2)}}});
  expect_one_cause(field_of(fields, 0, inputs, Quantity::fills), 22, 16, Cause::boxes);
}

TEST(SimTraffic, AStepBackReloads) {
  // K outside of P: from the second tile back to the first one, which the model loads anew, though
  // they have two of six words in common. 6 + 4, then twice 4 + 4 or 6 + 4.
  const auto fields =
      compare(convolution(3, 8, 1, 3), {{{temporal(K, 3), temporal(P, 2)}}, {buffer_tile}});
  expect_one_cause(field_of(fields, 0, inputs, Quantity::fills), 30, 26, Cause::stride_rule);
}

TEST(SimTraffic, LaterIterationsAreLikeTheSecond) {
  const auto fields =
      compare(convolution(3, 36, 1, 1), {{{temporal(P, 3)}}, {{temporal(P, 3)}}, {buffer_tile}});
  expect_one_cause(field_of(fields, 1, inputs, Quantity::reads), 42, 38, Cause::extrapolation);
  EXPECT_TRUE(field_of(fields, 1, inputs, Quantity::fills).agrees());
}

TEST(SimTraffic, SharingBeyondABypassedLevelIsNotSeen) {
  // The middle level bypasses the inputs. Both of its instances want the same words.
  const auto fields = compare(convolution(1, 4, 1, 4),
                              {{{spatial(K, 2)}}, {{spatial(K, 2)}, 5}, {{temporal(P, 4)}}});
  const TrafficField field = field_of(fields, 2, inputs, Quantity::reads);
  EXPECT_EQ(field.simulated, 4);
  for (const Attribution& cause : field.causes) EXPECT_EQ(cause.cause, Cause::bypass);
}

TEST(SimTraffic, UnsupportedParts) {
  Spec spec;
  spec.workload = convolution(1, 4, 1, 1);
  spec.architecture.storage.resize(1);
  spec.architecture.storage[0].network.type = NetworkType::many_to_many;
  const Mapping mapping = mapping_of({{{temporal(P, 4)}}});
  EXPECT_THROW(compare_traffic(spec.workload, spec.architecture, mapping, {}), Error);
  spec.architecture.storage[0].network.type = NetworkType::unspecified;
  Mapping passing = mapping;
  passing.directives.resize(1);
  passing.directives[0].no_coalesce = 1;
  EXPECT_THROW(compare_traffic(spec.workload, spec.architecture, passing, {}), Error);
}

}  // namespace

}  // namespace tilewright::sim
