#include "sim/simulation.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "model/spec/checked.hpp"
#include "sim/flow/tile_flow.hpp"
#include "sim/machine/event_machine.hpp"
#include "sim/machine/outcome.hpp"
#include "sim/machine/placement.hpp"
#include "sim/machine/prefetch_slots.hpp"
#include "sim/phase/phase_player.hpp"
#include "sim/phase/phase_timeline.hpp"
#include "sim/phase/recorder.hpp"
#include "sim/report/exact_evaluation.hpp"

namespace tilewright::sim {

namespace {

// Between two looks at the limits of a full play.
constexpr std::int64_t steps_between_looks = 4096;

void refuse_unplayable(const Spec& spec, const Mapping& mapping) {
  check_playable(spec.architecture, mapping, spec.mapping_place);
  for (const ReuseDirectives& directives : mapping.directives) {
    if (directives.rmw_first_update == 0) continue;
    throw Error(spec.mapping_place, "the mapping has 'rmw_first_update', which is not simulated",
                "leave it out");
  }
}

// Whether what neighbours pass on can play a part: words that slide along, or tiles that are
// fetched anew though they stay.
bool may_link(const Workload& workload, const Mapping& mapping) {
  for (const DataSpace& space : workload.data_spaces) {
    for (const Rank& rank : space.ranks) {
      if (rank.size() > 1) return true;
    }
  }
  for (const ReuseDirectives& directives : mapping.directives) {
    if (directives.no_temporal_reuse != 0) return true;
  }
  return false;
}

SystolicGrid systolic_grid(const Architecture& architecture, const NetworkSection& network,
                           const TileFlow& flow) {
  const int level = find_network_level(architecture, network, flow).value_or(0);
  SystolicGrid grid;
  grid.level = level;
  const std::int64_t children = flow.instances(level - 1) / flow.instances(level);
  for (std::int64_t child = 0; child < children; ++child) {
    const auto [x, y] = flow.place(level - 1, child);
    grid.columns = std::max(grid.columns, x + 1);
    grid.rows = std::max(grid.rows, y + 1);
  }
  return grid;
}

PhaseScope make_scope(const Spec& spec, const Mapping& mapping, const SimulationSection& settings,
                      const TileFlow& flow) {
  PhaseScope scope;
  scope.top = spec.architecture.level_count() - 1;
  scope.slots = prefetch_slots(spec.architecture, settings, flow);
  scope.links = may_link(spec.workload, mapping);
  for (const StorageLevel& level : spec.architecture.storage) {
    scope.ample.push_back(prefetch_of(level, settings) == Prefetch::ample);
  }
  for (const NetworkSection& network : settings.networks) {
    if (network.kind != NetworkKind::systolic) continue;
    scope.systolic.push_back(systolic_grid(spec.architecture, network, flow));
  }
  return scope;
}

// More than a run takes: nothing overlaps, and each level's transfers take the model's time for
// reads, writes and both together, twice over for what the model does not count.
std::int64_t longest_cycles(const Evaluation& model, const SimulationSection& settings,
                            int levels) {
  const std::int64_t computing = checked_multiply(
      model.compute.cycles,
      checked_add(settings.initiation_interval_cycles, settings.pipeline_depth_cycles));
  return checked_multiply(checked_add(computing, model.cycles), std::int64_t{8} * (levels + 1));
}

// The whole machine in step: ideal networks and DRAM.
void play_in_step(const Spec& spec, TileFlow& flow, const Pace& pace, const PhaseScope& scope,
                  const SimulationLimits& limits, Recorder& recorder, SimulationResult& result) {
  PhaseModel model(flow, pace, scope);
  const auto start = std::chrono::steady_clock::now();
  const auto total = static_cast<double>(spec.workload.operation_count());
  const KeepGoing keep_going = [&](const Counts& counts, const Stamp& now) {
    const Cycle cycle = pace.cycles(now.ticks);
    if (limits.cycles > 0 && cycle > limits.cycles) {
      result.stop_reason = "cycle limit";
      return false;
    }
    if (counts.steps % steps_between_looks != 0) return true;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (limits.progress) limits.progress(static_cast<double>(counts.operations) / total, cycle);
    if (limits.seconds > 0 && elapsed.count() > limits.seconds) result.stop_reason = "time limit";
    if (limits.stop && limits.stop()) result.stop_reason = "interrupt";
    return result.stop_reason.empty();
  };
  PhasePlayer player(model, limits.skip);
  PhaseRun run = play_nest(player, keep_going);
  if (limits.skip && limits.cycles > 0 && pace.cycles(run.end.ticks) > limits.cycles) {
    // What had been done by then, only a full play knows.
    PhasePlayer full(model, false);
    run = play_nest(full, keep_going);
  }
  result.finished = run.finished;
  result.done = static_cast<double>(run.counts.operations) / total;
  report_run(flow, pace, run, spec, result);
  PhasePlayer quick(model, true);
  record_phases(limits.skip ? player : quick, spec.workload, spec.architecture, recorder);
}

}  // namespace

SimulationResult simulate(const Spec& spec, const Mapping& mapping,
                          const SimulationSection& settings, const SimulationLimits& limits) {
  SimulationResult result;
  Evaluator evaluator(spec);
  if (!evaluator.evaluate(mapping, result.model)) {
    throw Error(spec.mapping_place, describe(result.model.rejection, spec.architecture),
                "change the mapping, or the architecture");
  }
  refuse_unplayable(spec, mapping);
  const int levels = spec.architecture.level_count();
  TileFlow flow(spec.workload, mapping, levels, fanouts_of(spec.architecture));
  Pace pace(spec.workload, spec.architecture, settings,
            longest_cycles(result.model, settings, levels));
  pace.name_causes(spec.workload, spec.architecture, flow.edges());
  PhaseScope scope = make_scope(spec, mapping, settings, flow);
  Recorder recorder(limits.timeline);
  if (needs_events(settings)) {
    EventMachine machine(spec, settings, flow, pace, std::move(scope), limits.skip, recorder);
    machine.run(limits, result);
  } else {
    play_in_step(spec, flow, pace, scope, limits, recorder, result);
  }
  result.timeline = recorder.take();
  result.timeline_cut = recorder.cut();
  result.evaluation =
      with_exact_counts(spec, result.model, result.traffic, result.cycles, result.done);
  return result;
}

}  // namespace tilewright::sim
