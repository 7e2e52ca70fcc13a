#pragma once
// A hand-made result of a simulation, for the tests of its reports.

#include <cmath>

#include "sim/report/exact_evaluation.hpp"
#include "sim/report/report_input.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

inline Spec sample_spec() {
  return read_spec_text(conv_problem + small_architecture + small_mapping, "in.yaml");
}

/// The words of all instances that the model counts.
inline std::vector<std::vector<sim::Traffic>> model_traffic(const Spec& spec,
                                                            const Evaluation& model) {
  std::vector<std::vector<sim::Traffic>> traffic(model.storage.size());
  for (std::size_t level = 0; level < model.storage.size(); ++level) {
    for (int space = 0; space < spec.workload.data_space_count(); ++space) {
      const DataMovement& moved = model.storage[level].data_spaces[static_cast<std::size_t>(space)];
      const auto all = [&](std::int64_t words) {
        return std::llround(static_cast<double>(words) * moved.utilized_instances);
      };
      traffic[level].push_back({all(moved.reads), all(moved.fills), all(moved.updates), 0});
    }
  }
  return traffic;
}

inline Evaluation model_of(const Spec& spec) {
  Evaluator evaluator(spec);
  Evaluation model;
  EXPECT_TRUE(evaluator.evaluate(*spec.mapping, model));
  return model;
}

/// 300 cycles longer than the model, with one interval of each kind, and traffic as the model's.
inline sim::SimulationResult sample_result(const Spec& spec) {
  sim::SimulationResult result;
  result.model = model_of(spec);
  result.traffic = model_traffic(spec, result.model);
  result.cycles = result.model.cycles + 300;
  result.first_operation_cycle = 200;
  result.last_operation_cycle = result.cycles - 50;
  result.compute_cycles = result.model.compute.cycles;
  result.time = {{"compute", result.compute_cycles},
                 {"fill of Weights in Buffer", 250},
                 {"port of Buffer", result.cycles - result.compute_cycles - 250}};
  result.components = {{"port", "Buffer read", 0.5 * static_cast<double>(result.cycles)}};
  result.counters = {{"DRAM", "row hits", 1234}};
  result.phases_played = 12;
  result.phases_skipped = 100;
  result.timeline = {{"PE 0", "wait for Weights", 0, 200, true},
                     {"PE 0", "compute", 200, result.cycles - 50, false},
                     {"Buffer", "fill Weights", 0, 150, false},
                     {"Buffer", "fill Inputs", 100, 200, false},
                     {"Buffer", "drain Outputs", result.cycles - 50, result.cycles, false}};
  result.evaluation = sim::with_exact_counts(spec, result.model, result.traffic, result.cycles);
  return result;
}

}  // namespace tilewright::test
