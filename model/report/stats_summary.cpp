#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/report/stats_sections.hpp"
#include "model/report/text_lines.hpp"
#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

/// Words of a data space that must be read or written at least once: its tile at the outermost
/// level that stores it.
std::int64_t whole_size_words(const Evaluation& evaluation, int data_space) {
  std::int64_t outermost = 0;
  for (const StorageEvaluation& level : evaluation.storage) {
    const std::int64_t size = level.data_spaces[data_space].tile_size_words;
    if (size > 0) outermost = size;
  }
  return outermost;
}

/// Single precision and whole bytes, as in Timeloop: the printed digits depend on both.
double operations_per_byte(std::uint64_t operations, std::int64_t word_bits, std::int64_t words) {
  const std::int64_t bytes = checked_multiply(word_bits, words) / 8;
  return static_cast<float>(operations) / static_cast<float>(bytes);
}

std::size_t longest_name(const Architecture& architecture) {
  std::size_t longest = architecture.compute.name.size();
  for (int level = 0; level < architecture.level_count(); ++level) {
    longest = std::max(longest, architecture.storage[level].name.size());
    longest = std::max(longest, network_name(architecture, level).size());
  }
  return longest;
}

std::string energy_table(const StatsInput& input) {
  const Evaluation& evaluation = input.evaluation;
  const auto operations = static_cast<double>(evaluation.compute.operations);
  std::string text = fmt::format("Computes = {}\nfJ/Compute\n", evaluation.compute.operations);
  const auto add = [&, width = longest_name(input.architecture) + 1](std::string_view name,
                                                                     double energy_pj) {
    text += fmt::format("    {:<{}}= {:.2f}\n", name, width, energy_pj * 1000 / operations);
  };
  const auto add_if_used = [&](std::string_view name, double energy_pj) {
    if (energy_pj != 0) add(name, energy_pj);
  };
  add_if_used(input.architecture.compute.name, evaluation.compute.energy_pj);
  for (int level = 0; level < input.architecture.level_count(); ++level) {
    add_if_used(input.architecture.storage[level].name, evaluation.storage[level].energy_pj);
  }
  for (const int level : networks_by_name(input.architecture)) {
    add_if_used(network_name(input.architecture, level), evaluation.networks[level].energy_pj);
  }
  add("Total", evaluation.energy_pj);
  return text;
}

}  // namespace

std::uint64_t total_operations(const StatsInput& input) {
  const auto multiplications = static_cast<std::uint64_t>(input.evaluation.compute.operations);
  std::uint64_t output_words = 0;
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    if (!input.workload.data_spaces[d].read_write) continue;
    output_words += static_cast<std::uint64_t>(whole_size_words(input.evaluation, d));
  }
  return multiplications + (multiplications - output_words);
}

std::string operational_intensity_section(const StatsInput& input) {
  const auto multiplications = static_cast<std::uint64_t>(input.evaluation.compute.operations);
  const std::uint64_t operations = total_operations(input);
  std::int64_t required_words = 0;
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    required_words = checked_add(required_words, whole_size_words(input.evaluation, d));
  }

  std::string text = "Operational Intensity Stats\n---------------------------\n";
  LabelledLines lines(text, 4, 40);
  lines.add("Total elementwise ops", std::to_string(multiplications));
  lines.add("Total reduction ops", std::to_string(operations - multiplications));
  lines.add("Total ops", std::to_string(operations));
  lines.add_integer("Total memory accesses required", required_words);
  lines.add_real(
      "Optimal Op per Byte",
      operations_per_byte(operations, input.architecture.storage.back().word_bits, required_words));
  text += "\n";
  for (int level = 0; level < input.architecture.level_count(); ++level) {
    const StorageLevel& storage = input.architecture.storage[level];
    const std::int64_t accesses = input.evaluation.storage[level].accesses;
    text += "=== " + storage.name + " ===\n";
    if (accesses == 0) continue;
    lines.add_integer("Total scalar accesses", accesses);
    lines.add_real("Op per Byte", operations_per_byte(operations, storage.word_bits, accesses));
  }
  return text;
}

std::string summary_section(const StatsInput& input) {
  const Evaluation& evaluation = input.evaluation;
  // Single precision where Timeloop uses it, for the same digits.
  const double operations_per_cycle =
      static_cast<float>(total_operations(input)) / static_cast<float>(evaluation.cycles);
  const double edp_joule_cycles =
      static_cast<double>(static_cast<float>(evaluation.cycles)) * evaluation.energy_pj / 1e12;
  // Timeloop forgets the chip's area before each evaluation and prints 0 here whatever the tables
  // say; the components' areas above are right, and the JSON has the chip's.
  return fmt::format(
      "Summary Stats\n-------------\n"
      "GFLOPs (@1GHz): {}\nUtilization: {}\nCycles: {}\nEnergy: {} uJ\n"
      "EDP(J*cycle): {:.2e}\nArea: 0.00 mm^2\n\n{}",
      fixed_text(operations_per_cycle), percent_text(evaluation.utilization), evaluation.cycles,
      fixed_text(evaluation.energy_pj / 1000000), edp_joule_cycles, energy_table(input));
}

}  // namespace tilewright
