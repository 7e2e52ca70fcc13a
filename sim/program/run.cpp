#include "sim/program/run.hpp"

#include <fmt/format.h>

#include <atomic>
#include <iostream>
#include <optional>

#include "model/program/common_outputs.hpp"
#include "model/program/given_mapping.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/program/progress_meter.hpp"
#include "model/program/side_file.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/output.hpp"
#include "model/report/report.hpp"
#include "model/spec/spelling.hpp"
#include "sim/report/comparison.hpp"
#include "sim/report/report.hpp"
#include "sim/report/timeline.hpp"
#include "sim/report/trace.hpp"
#include "sim/report/traffic_causes.hpp"
#include "sim/verify/verify.hpp"

namespace tilewright::sim {

namespace {

constexpr const char* prefix = "tilewright-sim";

/// What the simulation tells while it runs, for the thread that shows it.
struct Progress {
  std::atomic<double> share = 0;
  std::atomic<Cycle> cycle = 0;

  std::string text(double seconds) const {
    return fmt::format("{:.1f} s | {:.1f} % of the operations | cycle {}", seconds,
                       100 * share.load(), cycle.load());
  }
};

SimulationResult play(const Spec& spec, const Mapping& mapping, const SimulationSection& settings,
                      SimulationLimits limits) {
  std::atomic<bool> stop = false;
  Progress progress;
  limits.stop = [&stop] { return stop.load(); };
  limits.progress = [&progress](double share, Cycle cycle) {
    progress.share = share;
    progress.cycle = cycle;
  };
  const InterruptGuard interrupt(stop);
  const ProgressMeter meter([&progress](double seconds) { return progress.text(seconds); });
  return simulate(spec, mapping, settings, limits);
}

/// Plays the mapping with numbers. Throws Error when a result is wrong.
void verify_results(const Spec& spec, const Mapping& mapping) {
  VerifyOptions options;
  options.fanouts = fanouts_of(spec.architecture);
  const VerifyResult verified =
      verify(spec.workload, mapping, spec.architecture.level_count(), options);
  if (verified.fault) {
    throw Error(
        spec.mapping_place,
        "the mapping computes something else than the layer: " +
            describe(*verified.fault, spec.workload, reader::names_of(spec.architecture.storage)),
        "look at the loops of the dimensions that the word depends on");
  }
  std::cerr << fmt::format("Verified: {} operations, all results are the layer's.\n",
                           verified.operations);
}

void warn_of_early_end(const SimulationResult& result) {
  if (result.finished) return;
  print_warnings(
      {fmt::format("the simulation ended early: {}; {:.1f} % of the operations were "
                   "played, and the results tell of these only",
                   result.stop_reason, 100 * result.done)});
}

void print_results(const CommonOptions& common, const SimOptions& options, const Report& report) {
  std::optional<Comparison> comparison;
  if (options.compare) comparison = compare(report, traffic_causes(report));
  if (common.json) {
    std::cout << simulation_json(report, comparison, common.explain_energy);
    return;
  }
  if (common.explain_energy) {
    std::cout << energy_explanation(report.spec.workload, report.spec.architecture, report.costs,
                                    report.result.evaluation);
  }
  if (comparison) std::cout << comparison_text(*comparison) << "\n";
  std::cout << simulation_summary_line(report.result) << "\n";
}

void write_trace(const SimOptions& options, const Report& report) {
  const Trace trace =
      chrome_trace(report.result, report.settings.clock_ghz, options.trace_limit_bytes());
  write_side_file("trace", options.trace, trace.text);
  if (trace.cut) {
    print_warnings(
        {fmt::format("the trace ends at cycle {}: it has reached its limit of {} MB; "
                     "raise --trace-limit for more",
                     trace.last_cycle, options.trace_limit_mb)});
  }
}

/// The files beside the results. One that fails does not keep the others from being written.
void write_side_files(const CommonOptions& common, const SimOptions& options,
                      const Report& report) {
  std::optional<Error> failure;
  const auto attempt = [&failure](const std::string& file, const auto& write) {
    if (file.empty()) return;
    try {
      write();
    } catch (const Error& error) {
      if (failure) print_warnings({failure->what()});
      failure = error;
    }
  };
  attempt(options.trace, [&] { write_trace(options, report); });
  attempt(options.timeline,
          [&] { write_side_file("timeline", options.timeline, timeline_svg(report.result)); });
  attempt(common.mapping_picture, [&] {
    write_mapping_picture(common, report.spec, report.mapping, report.result.evaluation);
  });
  if (failure) throw Error(*failure);
}

std::vector<OutputFile> result_files(const Report& report) {
  const Spec& spec = report.spec;
  return {{std::string(prefix) + ".stats.txt", simulation_stats_text(report)},
          {std::string(prefix) + ".map.txt",
           map_text(spec.workload, spec.architecture, report.mapping, report.result.evaluation)}};
}

}  // namespace

void run_simulation(const CommonOptions& common, const SimOptions& options) {
  check(options);
  if (common.model.timeloop != TimeloopYear::y2025) {
    throw UsageError("option 'timeloop' does not apply: the simulator counts, whatever the year");
  }
  check_outputs(common);
  check_side_file("trace", options.trace);
  check_side_file("timeline", options.timeline);
  const Spec spec = read_spec(common.files);
  print_warnings(spec.warnings);
  const Mapping mapping = given_mapping(spec, common.files);
  const SimulationSection settings = settings_of(options, spec.simulation);
  const SimulationResult result = play(spec, mapping, settings, limits_of(options));
  const Report report{spec, mapping, settings, resolve_costs(spec), result};
  write_files(common.output_folder, result_files(report));
  warn_of_early_end(result);
  print_results(common, options, report);
  write_side_files(common, options, report);
  if (options.verify) verify_results(spec, mapping);
}

}  // namespace tilewright::sim
