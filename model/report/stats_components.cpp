#include <fmt/format.h>

#include "model/report/level_nests.hpp"
#include "model/report/stats_sections.hpp"
#include "model/report/text_lines.hpp"

namespace tilewright {

namespace {

constexpr std::string_view words_per_cycle = "words/cycle";

std::string mesh_text(const Mesh& mesh) {
  return fmt::format("{} ({}*{})", mesh.instances, mesh.x, mesh.y);
}

double bandwidth_scale(const StorageLevel& level, const std::string& data_space) {
  const auto found = level.bandwidth_scale.find(data_space);
  return found == level.bandwidth_scale.end() ? 1.0 : found->second;
}

void add_storage_specs(std::string& text, const StorageLevel& level, const StorageCosts& costs,
                       const StorageEvaluation& result) {
  text += "    SPECS\n    -----\n";
  LabelledLines lines(text, 8, 32);
  lines.add("Technology", level.technology == Technology::dram ? "DRAM" : "SRAM");
  lines.add("Size", optional_text(level.size_words));
  lines.add_integer("Word bits", level.word_bits);
  lines.add_integer("Block size", level.block_size);
  lines.add_integer("Cluster size", level.cluster_size);
  lines.add("Instances", mesh_text(level.mesh));
  lines.add("Shared bandwidth", optional_text(level.shared_bandwidth));
  lines.add("Read bandwidth", optional_text(level.read_bandwidth));
  lines.add("Write bandwidth", optional_text(level.write_bandwidth));
  lines.add_real("Multiple buffering", level.multiple_buffering);
  lines.add("Effective size", optional_text(level.effective_size_words()));
  lines.add_real("Min utilization", level.min_utilization);
  lines.add_real("Vector access energy", costs.vector_access_pj, "pJ");
  lines.add("Vector access energy source", energy_source_text(costs.source));
  lines.add_real("Per-instance-cycle leakage", costs.leak_pj, "pJ");
  lines.add_real("Instances sharing power gating", result.instances_per_power_gate);
  lines.add("Non-power-gated utilization", percent_text(result.non_power_gated_utilization));
  lines.add_real("Leakage energy (total)", result.leakage_energy_pj, "pJ");
  lines.add_real("Area", costs.area_um2, "um^2");
  text += "\n";
}

// Outermost first.
void add_loops(std::string& text, const Workload& workload, const LevelNest& nest) {
  text += "    MAPPING\n    -------\n    Loop nest:\n";
  std::string indent(6, ' ');
  for (const auto* loops : {&nest.temporal, &nest.spatial}) {
    for (auto loop = loops->rbegin(); loop != loops->rend(); ++loop) {
      if (loop->bound == 1) continue;
      text += indent + loop_text(workload, *loop) + "\n";
      indent += "  ";
    }
  }
  text += "\n";
}

void add_access_counts(LabelledLines& lines, const DataMovement& moved) {
  lines.add_integer("Partition size", moved.partition_size_words);
  lines.add_integer("Utilized capacity", moved.tile_size_words);
  lines.add_integer("Utilized instances (max)",
                    static_cast<std::int64_t>(moved.utilized_instances));
  lines.add_integer("Utilized clusters (max)", moved.utilized_clusters);
  lines.add_integer("Scalar reads (per-instance)", moved.reads);
  lines.add_integer("Scalar fills (per-instance)", moved.fills);
  lines.add_integer("Scalar updates (per-instance)", moved.updates);
  lines.add_integer("Temporal reductions (per-instance)",
                    static_cast<std::int64_t>(moved.temporal_reductions));
  lines.add_integer("Address generations (per-cluster)", moved.address_generations);
}

void add_access_energies(LabelledLines& lines, const DataMovement& moved) {
  lines.add_real("Energy (per-scalar-access)", energy_per_access_pj(moved), "pJ");
  lines.add_real("Energy (per-instance)", moved.energy_pj, "pJ");
  lines.add_real("Energy (total)", moved.energy_pj * moved.utilized_instances, "pJ");
  // The technology model gives adders no energy.
  lines.add_real("Temporal Reduction Energy (per-instance)", 0, "pJ");
  lines.add_real("Temporal Reduction Energy (total)", 0, "pJ");
  lines.add_real("Address Generation Energy (per-cluster)", moved.address_generation_energy_pj,
                 "pJ");
  lines.add_real("Address Generation Energy (total)",
                 moved.address_generation_energy_pj * static_cast<double>(moved.utilized_clusters),
                 "pJ");
}

void add_bandwidths(LabelledLines& lines, const DataMovement& moved) {
  const double instances = moved.utilized_instances;
  lines.add_real("Shared Bandwidth (per-instance)", moved.shared_bandwidth, words_per_cycle);
  lines.add_real("Shared Bandwidth (total)", moved.shared_bandwidth * instances, words_per_cycle);
  lines.add_real("Read Bandwidth (per-instance)", moved.read_bandwidth, words_per_cycle);
  lines.add_real("Read Bandwidth (total)", moved.read_bandwidth * instances, words_per_cycle);
  lines.add_real("Write Bandwidth (per-instance)", moved.write_bandwidth, words_per_cycle);
  lines.add_real("Write Bandwidth (total)", moved.write_bandwidth * instances, words_per_cycle);
}

}  // namespace

std::string_view energy_source_text(EnergySource source) {
  switch (source) {
    case EnergySource::user:
      return "user";
    case EnergySource::reference_table:
      return "ERT";
    case EnergySource::none:
      return "none";
    case EnergySource::built_in:
      break;
  }
  return "PAT";
}

double energy_per_access_pj(const DataMovement& moved) {
  if (moved.utilized_instances <= 0) return 0;
  return moved.energy_pj / static_cast<double>(moved.reads + moved.fills + moved.updates);
}

std::string compute_section(const StatsInput& input) {
  const Compute& compute = input.architecture.compute;
  const ComputeCosts& costs = input.costs.compute;
  const ComputeEvaluation& result = input.evaluation.compute;

  std::string text = "=== " + compute.name + " ===\n\n    SPECS\n    -----\n";
  LabelledLines specs(text, 4, 22);
  specs.add_integer("Word bits", compute.word_bits);
  specs.add("Instances", mesh_text(compute.mesh));
  specs.add_real("Compute energy", costs.operation_pj, "pJ");

  text += "\n    STATS\n    -----\n";
  LabelledLines stats(text, 4, 24);
  stats.add_integer("Utilized instances", result.utilized_instances);
  stats.add_integer("Computes (total)", result.operations);
  stats.add_integer("Cycles", result.cycles);
  stats.add_real("Energy (total)", result.energy_pj, "pJ");
  stats.add_real("Area (total)", costs.area_um2 * static_cast<double>(compute.mesh.instances),
                 "um^2");
  return text + "\n";
}

std::string storage_section(const StatsInput& input, int level) {
  const StorageLevel& storage = input.architecture.storage[level];
  const StorageEvaluation& result = input.evaluation.storage[level];

  std::string text = "=== " + storage.name + " ===\n\n";
  add_storage_specs(text, storage, input.costs.storage[level], result);
  if (!input.loops.empty()) add_loops(text, input.workload, input.loops[level]);
  text += "    STATS\n    -----\n";
  LabelledLines totals(text, 4, 21);
  totals.add_integer("Cycles", result.cycles);
  totals.add_real("Bandwidth throttling", result.slowdown);
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    const DataMovement& moved = result.data_spaces[d];
    if (!moved.kept) continue;
    const std::string& name = input.workload.data_spaces[d].name;
    text += "    " + name + ":\n";
    LabelledLines lines(text, 8, 41);
    add_access_counts(lines, moved);
    add_access_energies(lines, moved);
    lines.add_real("Bandwidth Consumption Scale", bandwidth_scale(storage, name));
    add_bandwidths(lines, moved);
  }
  return text + "\n";
}

}  // namespace tilewright
