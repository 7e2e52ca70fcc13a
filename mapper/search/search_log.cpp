#include "mapper/search/search_log.hpp"

#include <fmt/format.h>

namespace tilewright {

namespace {

std::string storage_text(const Workload& workload, const Storage& storage) {
  std::string initials;
  for (int space = 0; space < workload.data_space_count(); ++space) {
    if (contains(storage.data_spaces, space)) {
      initials += workload.data_spaces[static_cast<std::size_t>(space)].name.front();
    }
  }
  return fmt::format("L{}[{}] ", storage.level, initials);
}

std::string loop_text(const Workload& workload, const Loop& loop) {
  const char* axis = loop.kind == LoopKind::spatial_x   ? "X"
                     : loop.kind == LoopKind::spatial_y ? "Y"
                                                        : "";
  const std::string residual = loop.residual == loop.bound ? "" : fmt::format(";{}", loop.residual);
  return fmt::format("{}{}{}{} ", workload.dimensions[static_cast<std::size_t>(loop.dimension)],
                     loop.bound, residual, axis);
}

}  // namespace

std::string compact_text(const Workload& workload, const Mapping& mapping) {
  // A level without temporal loops shows one over the last dimension.
  const std::string idle = workload.dimensions.back() + "1 ";
  std::string text;
  for (std::size_t index = 0; index < mapping.nodes.size(); ++index) {
    if (const auto* loop = std::get_if<Loop>(&mapping.nodes[index])) {
      text += loop_text(workload, *loop);
      continue;
    }
    text +=
        (index == 0 ? "" : "- ") + storage_text(workload, std::get<Storage>(mapping.nodes[index]));
    const auto* next =
        index + 1 < mapping.nodes.size() ? std::get_if<Loop>(&mapping.nodes[index + 1]) : nullptr;
    if (next == nullptr || next->kind != LoopKind::temporal) text += idle;
  }
  return text;
}

std::string mapping_line(int thread, const Workload& workload, const Mapping& mapping,
                         const Evaluation& evaluation, bool percent) {
  const double energy_per_compute =
      evaluation.energy_pj / static_cast<double>(evaluation.compute.operations);
  const std::string cost = percent ? fmt::format("{:.3f}% | pJ/Compute = {:4.3f}",
                                                 evaluation.utilization * 100, energy_per_compute)
                                   : fmt::format("{:4.2f} | pJ/Compute = {:8.3f}",
                                                 evaluation.utilization, energy_per_compute);
  return fmt::format("[{:3}] Utilization = {} | {} | Cycles = {}", thread, cost,
                     compact_text(workload, mapping), evaluation.cycles);
}

std::string result_lines(const Workload& workload, const Mapping& mapping,
                         const Evaluation& evaluation, double area_um2) {
  const double edp_joule_cycles = evaluation.edp_pj_cycles() / 1e12;
  return fmt::format(
      "=== Summary ===\nCycles: {}\nEnergy: {:g} uJ\nEDP(J*cycle): {:g}\nArea: {:g} mm^2\n\n{}\n",
      evaluation.cycles, evaluation.energy_pj / 1e6, edp_joule_cycles, area_um2 / 1e6,
      compact_text(workload, mapping));
}

std::string statement_line(int thread, const std::string& reason) {
  return fmt::format("[{:3}] STATEMENT: {}, terminating search.", thread, reason);
}

}  // namespace tilewright
