// Are the program's energy and latency the model's? They are where the program approximates
// nothing: no sliding windows (whose overlaps the model fetches once), no accesses of several words
// that are rounded up, no leakage, networks without energy, no words that neighbours pass on (which
// a directive forbids here). The one difference left: where partial sums come back to be added to,
// the program counts all visits, the model all but the first one. (Between levels with several
// instances that add to the same results, the program also counts the returning sums once instead
// of for each instance; no case here has that.)

#include <gtest/gtest.h>

#include <cmath>

#include "mapper/cosa/cosa.hpp"
#include "mapper/exact/exact.hpp"
#include "model/cost/evaluator.hpp"
#include "test/unit/cosa_improved_specs.hpp"

namespace tilewright {
namespace {

Evaluation evaluate(const Spec& spec, const Mapping& mapping) {
  Evaluator evaluator(spec);
  Evaluation evaluation;
  EXPECT_TRUE(evaluator.evaluate(mapping, evaluation))
      << describe(evaluation.rejection, spec.architecture);
  return evaluation;
}

/// Energy of what the model leaves out where sums come back: the first time, there is none.
double first_visits_pj(const Spec& spec, const Evaluation& model) {
  const CostTable costs = resolve_costs(spec);
  const int results = spec.workload.data_space_count() - 1;
  bool innermost = true;
  double energy_pj = 0;
  for (std::size_t l = 0; l < model.storage.size(); ++l) {
    const DataMovement& sums = model.storage[l].data_spaces[results];
    if (!sums.kept) continue;
    const double words = static_cast<double>(sums.partition_size_words) * sums.utilized_instances;
    if (sums.reads > 0 || innermost) energy_pj += words * costs.storage[l].read_pj;
    if (sums.fills > 0) energy_pj += words * costs.storage[l].fill_pj;
    innermost = false;
  }
  return energy_pj;
}

void expect_the_models_figures(const Spec& spec, CosaObjective objective) {
  SCOPED_TRACE(to_text(objective));
  CosaOptions options;
  options.objective = objective;
  options.gap_percent = 0.01;  // no words are counted that a solution within the gap may leave in
  const CosaResult result = map_with_cosa(spec, options);
  ASSERT_TRUE(result.has_mapping()) << result.reason;
  const Evaluation model = evaluate(spec, result.mapping);
  const auto cycles = static_cast<double>(model.cycles);
  EXPECT_NEAR(result.program_energy_pj / (model.energy_pj + first_visits_pj(spec, model)), 1, 1e-6);
  EXPECT_NEAR(result.program_latency_cycles / cycles, 1, 1e-6);
  double parts = 0;
  for (const auto& [name, energy_pj] : result.energy_parts_pj) parts += energy_pj;
  EXPECT_NEAR(parts / result.program_energy_pj, 1, 1e-12);
  EXPECT_LE(result.bound, result.objective);
}

void expect_the_models_figures(const Spec& spec) {
  for (const auto objective : {CosaObjective::edp, CosaObjective::energy, CosaObjective::delay}) {
    expect_the_models_figures(spec, objective);
  }
}

/// Neighbours pass no words on.
Spec without_links(Spec spec) {
  spec.constraints.directives.resize(spec.architecture.storage.size());
  for (ReuseDirectives& directives : spec.constraints.directives) {
    directives.no_link_transfer = all_data_spaces(spec.workload.data_space_count());
  }
  return spec;
}

Spec simba_of(Workload workload) {
  auto bypass = test::simba_bypass(workload);
  return without_links(
      test::make_spec(std::move(workload), test::simba_architecture(), std::move(bypass)));
}

TEST(CosaProgramAndModel, AgreeOnAMatrixProduct) {
  expect_the_models_figures(simba_of(test::gemm_workload(96, 60, 128)));
}

TEST(CosaProgramAndModel, AgreeOnAPointwiseConvolution) {
  expect_the_models_figures(simba_of(test::conv_workload({.p = 14, .q = 14, .c = 64, .k = 128})));
}

TEST(CosaProgramAndModel, AgreeOnFourDataSpaces) {
  const Workload workload = test::mttkrp_workload(16, 9, 20, 7);
  expect_the_models_figures(without_links(test::make_spec(
      workload,
      test::make_architecture(4, 4, {{"Buffer", 40}, {"Shared", 4096}, {"Memory", std::nullopt}}),
      test::keep_only(workload, {15, 15, 15}))));
}

TEST(CosaProgramAndModel, AgreeWithAReadBandwidth) {
  Spec spec = simba_of(test::gemm_workload(96, 60, 128));
  for (StorageLevel& level : spec.architecture.storage) {
    level.read_bandwidth = 0.5;
    level.bandwidth_scale["Z"] = 0;
  }
  expect_the_models_figures(spec);
}

}  // namespace
}  // namespace tilewright
