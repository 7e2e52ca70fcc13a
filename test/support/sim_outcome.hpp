#pragma once
// Results of simulations as text, so that two of them can be compared field by field.

#include <fmt/format.h>

#include <string>

#include "sim/simulation.hpp"

namespace tilewright::test {

/// What a run says about the machine: the same with and without skipping.
inline std::string outcome_text(const sim::SimulationResult& result) {
  std::string text =
      fmt::format("finished {} '{}' done {}\ncycles {} first {} last {} compute {}\n",
                  result.finished, result.stop_reason, result.done, result.cycles,
                  result.first_operation_cycle, result.last_operation_cycle, result.compute_cycles);
  for (const sim::TimeShare& share : result.time) {
    text += fmt::format("time {}: {}\n", share.cause, share.cycles);
  }
  for (std::size_t level = 0; level < result.traffic.size(); ++level) {
    for (std::size_t space = 0; space < result.traffic[level].size(); ++space) {
      const sim::Traffic& traffic = result.traffic[level][space];
      text += fmt::format("level {} space {}: reads {} fills {} updates {} links {}\n", level,
                          space, traffic.reads, traffic.fills, traffic.updates, traffic.link_words);
    }
  }
  for (const sim::ComponentUse& use : result.components) {
    text += fmt::format("{} {}: {}\n", use.kind, use.name, use.busy_cycles);
  }
  for (const sim::Counter& counter : result.counters) {
    text += fmt::format("{} {}: {}\n", counter.component, counter.name, counter.value);
  }
  return text;
}

inline std::string evaluation_text(const Evaluation& evaluation) {
  std::string text =
      fmt::format("cycles {} energy {} utilization {} operations {}\n", evaluation.cycles,
                  evaluation.energy_pj, evaluation.utilization, evaluation.compute.operations);
  for (const StorageEvaluation& storage : evaluation.storage) {
    text += fmt::format("storage {} {} {}\n", storage.cycles, storage.energy_pj, storage.accesses);
  }
  for (const NetworkEvaluation& network : evaluation.networks) {
    text += fmt::format("network {}\n", network.energy_pj);
  }
  return text;
}

/// Everything.
inline std::string result_text(const sim::SimulationResult& result) {
  std::string text = outcome_text(result);
  for (const sim::Interval& interval : result.timeline) {
    text += fmt::format("{} {} [{}, {}) {}\n", interval.track, interval.name, interval.begin,
                        interval.end, interval.wait);
  }
  text += fmt::format("timeline cut {} played {} skipped {}\n", result.timeline_cut,
                      result.phases_played, result.phases_skipped);
  return text + "model " + evaluation_text(result.model) + "simulated " +
         evaluation_text(result.evaluation);
}

}  // namespace tilewright::test
