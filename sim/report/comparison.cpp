#include "sim/report/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace tilewright::sim {

namespace {

constexpr const char* unexplained = "unexplained";
constexpr const char* not_played = "not played";

/// A count of DataMovement and the one of Traffic that stands for the same.
struct Quantity {
  const char* name;
  std::int64_t DataMovement::*model;
  std::int64_t Traffic::*simulated;
};

constexpr std::array<Quantity, 3> quantities = {{
    {"reads", &DataMovement::reads, &Traffic::reads},
    {"fills", &DataMovement::fills, &Traffic::fills},
    {"updates", &DataMovement::updates, &Traffic::updates},
}};

class Comparer {
 public:
  Comparer(const Report& report, const std::vector<TrafficDifference>& traffic)
      : architecture_(report.spec.architecture),
        workload_(report.spec.workload),
        result_(report.result),
        model_(report.result.model),
        simulated_(report.result.evaluation),
        traffic_(traffic) {}

  Comparison compare() {
    add_cycles();
    add_compute();
    for (int level = 0; level < architecture_.level_count(); ++level) add_level(level);
    add_energy();
    return std::move(fields_);
  }

 private:
  void add_cycles() {
    ComparedField field{"", "cycles", "cycles", to_double(model_.cycles),
                        to_double(result_.cycles)};
    std::int64_t computing = 0;
    for (const TimeShare& share : result_.time) {
      if (share.cause == compute_cause) {
        computing += share.cycles;
      } else if (share.cycles != 0) {
        field.causes.push_back({share.cause, to_double(share.cycles)});
      }
    }
    // Shares are whole cycles: what rounding leaves stands with the longest of them.
    const std::int64_t rounding = computing - result_.compute_cycles;
    const auto largest_rounding = static_cast<std::int64_t>(result_.time.size());
    if (rounding != 0 && std::abs(rounding) <= largest_rounding) {
      field.causes.push_back({"rounding of the shares", to_double(rounding)});
      computing -= rounding;
    }
    const std::int64_t already = computing - model_.cycles;
    if (!result_.finished) {
      field.causes.push_back({not_played, to_double(already)});
    } else if (already < 0) {
      field.causes.push_back(
          {"already in the model's cycles: " + model_limit(), to_double(already)});
    } else if (already > 0) {
      field.causes.push_back({"computing beyond the model's cycles", to_double(already)});
    }
    add(std::move(field));
  }

  /// What the model's cycles come from, if not from computing.
  std::string model_limit() const {
    for (int level = 0; level < architecture_.level_count(); ++level) {
      const std::int64_t cycles = model_.storage[level].cycles;
      if (cycles > model_.compute.cycles && cycles == slowest_level()) {
        return "bandwidth of " + architecture_.storage[level].name;
      }
    }
    return "latency of networks";
  }

  std::int64_t slowest_level() const {
    std::int64_t slowest = 0;
    for (const StorageEvaluation& storage : model_.storage) {
      slowest = std::max(slowest, storage.cycles);
    }
    return slowest;
  }

  void add_compute() {
    ComparedField field{architecture_.compute.name, "compute cycles", "cycles",
                        to_double(model_.compute.cycles), to_double(result_.compute_cycles)};
    if (field.difference() != 0) {
      field.causes.push_back(
          {result_.finished ? "initiation interval of the compute units" : not_played,
           field.difference()});
    }
    add(std::move(field));
  }

  void add_level(int level) {
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      const DataMovement& moved = model_.storage[level].data_spaces[space];
      if (!moved.kept) continue;
      for (const Quantity& quantity : quantities) {
        const double counted =
            std::round(to_double(moved.*quantity.model) * moved.utilized_instances);
        const std::int64_t exact = result_.traffic[level][space].*quantity.simulated;
        ComparedField field{architecture_.storage[level].name,
                            std::string(quantity.name) + " of " + workload_.data_spaces[space].name,
                            "words", counted, to_double(exact)};
        if (field.difference() != 0) add_traffic_causes(level, space, quantity.name, field);
        add(std::move(field));
      }
    }
  }

  void add_traffic_causes(int level, int space, const char* quantity, ComparedField& field) const {
    double open = field.difference();
    if (!result_.finished) {
      field.causes.push_back({not_played, open});
      return;
    }
    for (const TrafficDifference& difference : traffic_) {
      if (difference.level != level || difference.space != space ||
          difference.quantity != quantity) {
        continue;
      }
      for (const TrafficDifference::Cause& cause : difference.causes) {
        field.causes.push_back({cause.cause, to_double(cause.words)});
        open -= to_double(cause.words);
      }
    }
    if (open != 0) field.causes.push_back({unexplained, open});
  }

  void add_energy() {
    ComparedField total{"", "energy", "pJ", model_.energy_pj, simulated_.energy_pj};
    const auto add_part = [&](const std::string& name, double before, double after,
                              std::vector<DifferenceCause> causes) {
      if (before == 0 && after == 0) return;
      if (after != before) total.causes.push_back({name, after - before});
      add({name, "energy", "pJ", before, after, std::move(causes)});
    };
    add_part(architecture_.compute.name, model_.compute.energy_pj, simulated_.compute.energy_pj,
             compute_causes());
    for (int level = 0; level < architecture_.level_count(); ++level) {
      add_part(architecture_.storage[level].name, model_.storage[level].energy_pj,
               simulated_.storage[level].energy_pj, storage_causes(level));
    }
    for (int level = 0; level < architecture_.level_count(); ++level) {
      add_part(network_name(architecture_, level), model_.networks[level].energy_pj,
               simulated_.networks[level].energy_pj, network_causes(level));
    }
    add(std::move(total));
  }

  std::vector<DifferenceCause> compute_causes() const {
    std::vector<DifferenceCause> causes;
    add_cause(causes, not_played, simulated_.compute.energy_pj - model_.compute.energy_pj);
    return causes;
  }

  std::vector<DifferenceCause> storage_causes(int level) const {
    const StorageEvaluation& before = model_.storage[level];
    const StorageEvaluation& after = simulated_.storage[level];
    const auto accesses_pj = [](const DataMovement& moved) {
      return moved.energy_pj * moved.utilized_instances +
             moved.address_generation_energy_pj * to_double(moved.utilized_clusters);
    };
    std::vector<DifferenceCause> causes;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      add_cause(causes, "accesses to " + workload_.data_spaces[space].name,
                accesses_pj(after.data_spaces[space]) - accesses_pj(before.data_spaces[space]));
    }
    add_cause(causes, "leakage over the cycles",
              after.leakage_energy_pj - before.leakage_energy_pj);
    return causes;
  }

  std::vector<DifferenceCause> network_causes(int level) const {
    const auto energy_pj = [](const NetworkTraffic& traffic) {
      return (traffic.energy_pj + traffic.link_transfer_energy_pj) * traffic.utilized_instances;
    };
    std::vector<DifferenceCause> causes;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      add_cause(causes, "words of " + workload_.data_spaces[space].name,
                energy_pj(simulated_.networks[level].data_spaces[space]) -
                    energy_pj(model_.networks[level].data_spaces[space]));
    }
    return causes;
  }

  static void add_cause(std::vector<DifferenceCause>& causes, const std::string& name,
                        double amount) {
    if (amount != 0) causes.push_back({name, amount});
  }

  static double to_double(std::int64_t value) { return static_cast<double>(value); }

  void add(ComparedField field) { fields_.push_back(std::move(field)); }

  const Architecture& architecture_;
  const Workload& workload_;
  const SimulationResult& result_;
  const Evaluation& model_;
  const Evaluation& simulated_;
  const std::vector<TrafficDifference>& traffic_;
  Comparison fields_;
};

std::string amount_text(double amount, const std::string& unit, const char* sign) {
  const bool whole = unit != "pJ";
  return fmt::format(fmt::runtime(fmt::format("{{:{}.{}f}}", sign, whole ? 0 : 2)), amount);
}

std::string label_of(const ComparedField& field) {
  std::string label = field.component.empty() ? "" : field.component + ": ";
  label += field.field;
  return field.unit == "pJ" ? label + " (pJ)" : label;
}

constexpr const char* cause_indent = "    ";

std::size_t label_width(const Comparison& comparison) {
  std::size_t width = 0;
  for (const ComparedField& field : comparison) {
    width = std::max(width, label_of(field).size());
    for (const DifferenceCause& cause : field.causes) {
      width = std::max(width, cause.cause.size() + std::string(cause_indent).size());
    }
  }
  return width;
}

}  // namespace

Comparison compare(const Report& report, const std::vector<TrafficDifference>& traffic) {
  return Comparer(report, traffic).compare();
}

std::string comparison_text(const Comparison& comparison) {
  const std::size_t width = label_width(comparison);
  std::string text = fmt::format("{:{}} {:>16} {:>16} {:>16}\n", "Model and simulator", width,
                                 "model", "simulator", "difference");
  for (const ComparedField& field : comparison) {
    fmt::format_to(std::back_inserter(text), "{:{}} {:>16} {:>16}", label_of(field), width,
                   amount_text(field.model, field.unit, ""),
                   amount_text(field.simulated, field.unit, ""));
    if (field.difference() == 0) {
      text += fmt::format(" {:>16}\n", "=");
      continue;
    }
    fmt::format_to(std::back_inserter(text), " {:>16}",
                   amount_text(field.difference(), field.unit, "+"));
    if (field.model != 0) {
      fmt::format_to(std::back_inserter(text), " {:>+8.2f}%",
                     100 * field.difference() / field.model);
    }
    text += "\n";
    for (const DifferenceCause& cause : field.causes) {
      fmt::format_to(std::back_inserter(text), "{}{:{}} {:>50}\n", cause_indent, cause.cause,
                     width - std::string(cause_indent).size(),
                     amount_text(cause.amount, field.unit, "+"));
    }
  }
  return text;
}

}  // namespace tilewright::sim
