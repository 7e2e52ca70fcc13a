#include <fmt/format.h>

#include "model/report/report.hpp"
#include "model/report/text_lines.hpp"
#include "sim/report/report.hpp"

namespace tilewright::sim {

namespace {

constexpr int label_width = 40;

std::string heading(const std::string& title) {
  return title + "\n" + std::string(title.size(), '-') + "\n";
}

std::string run_section(const SimulationResult& result) {
  std::string text = heading("Simulation");
  LabelledLines lines(text, 4, label_width);
  if (!result.finished) {
    lines.add("Ended early", result.stop_reason);
    lines.add("Operations played", percent_text(result.done));
  }
  lines.add_integer("Cycles", result.cycles);
  lines.add_integer("Cycles of the analytical model", result.model.cycles);
  lines.add_real("Ratio", cycle_ratio(result));
  lines.add_integer("Fill (before the first operation)", result.first_operation_cycle);
  lines.add_integer("Drain (after the last operation)",
                    result.cycles - result.last_operation_cycle);
  lines.add_integer("Compute cycles", result.compute_cycles);
  lines.add_integer("Phases played", result.phases_played);
  lines.add_integer("Phases skipped", result.phases_skipped);
  return text + "\n";
}

std::string time_section(const SimulationResult& result) {
  std::string text = heading("Time by Cause");
  LabelledLines lines(text, 4, label_width);
  for (const TimeShare& share : result.time) {
    lines.add(share.cause, fmt::format("{} ({:.2f}%)", share.cycles,
                                       percent_of(static_cast<double>(share.cycles),
                                                  static_cast<double>(result.cycles))));
  }
  return text + "\n";
}

std::string use_section(const SimulationResult& result) {
  std::string text = heading("Utilization of Components");
  LabelledLines lines(text, 4, label_width);
  for (const ComponentUse& use : result.components) {
    lines.add(
        use.kind + " " + use.name,
        fmt::format("{:.2f}%", percent_of(use.busy_cycles, static_cast<double>(result.cycles))));
  }
  return text + "\n";
}

std::string counter_section(const SimulationResult& result) {
  std::string text = heading("Counters");
  LabelledLines lines(text, 4, label_width);
  for (const Counter& counter : result.counters) {
    lines.add_integer(counter.component + ": " + counter.name, counter.value);
  }
  return text + "\n";
}

std::string link_section(const Report& report) {
  std::string text = heading("Words from Neighbours");
  LabelledLines lines(text, 4, label_width);
  bool any = false;
  for (std::size_t level = 0; level < report.result.traffic.size(); ++level) {
    for (std::size_t space = 0; space < report.result.traffic[level].size(); ++space) {
      const std::int64_t words = report.result.traffic[level][space].link_words;
      if (words == 0) continue;
      any = true;
      lines.add_integer(report.spec.architecture.storage[level].name + ": " +
                            report.spec.workload.data_spaces[space].name,
                        words);
    }
  }
  return any ? text + "\n" : "";
}

}  // namespace

std::string simulation_stats_text(const Report& report) {
  const SimulationResult& result = report.result;
  std::string text =
      stats_text(report.spec.workload, report.spec.architecture, report.costs, result.evaluation);
  text += run_section(result) + time_section(result) + link_section(report);
  if (!result.components.empty()) text += use_section(result);
  if (!result.counters.empty()) text += counter_section(result);
  return text;
}

std::string simulation_summary_line(const SimulationResult& result) {
  const Evaluation& evaluation = result.evaluation;
  const auto operations = static_cast<double>(evaluation.compute.operations);
  const double pj_per_compute = operations > 0 ? evaluation.energy_pj / operations : 0;
  const TimeShare* stall = largest_stall(result);
  const std::string stall_text =
      stall == nullptr ? "none"
                       : fmt::format("{}, {} cycles ({:.1f} %)", stall->cause, stall->cycles,
                                     percent_of(static_cast<double>(stall->cycles),
                                                static_cast<double>(result.cycles)));
  return fmt::format(
      "Cycles = {} (model {}, x {:.2f}) | largest stall = {} | Utilization = {:.2f} | "
      "pJ/Compute = {:.3f}",
      result.cycles, result.model.cycles, cycle_ratio(result), stall_text, evaluation.utilization,
      pj_per_compute);
}

}  // namespace tilewright::sim
