#include "mapper/program/network_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapper/program/exact_solve.hpp"
#include "model/report/text_lines.hpp"
#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

/// Of the layers with a mapping.
struct Total {
  int layers = 0;
  int missing_layers = 0;
  std::int64_t operations = 0;
  std::int64_t latency_cycles = 0;
  double used_cycles = 0;  ///< cycles times utilization
  double energy_pj = 0;
  double seconds = 0;  ///< of all

  double utilization() const { return ratio(used_cycles, latency_cycles); }
  double pj_per_operation() const { return ratio(energy_pj, operations); }
  double edp_joule_cycles() const {
    return energy_pj * 1e-12 * static_cast<double>(latency_cycles);
  }

 private:
  static double ratio(double part, std::int64_t whole) {
    return whole > 0 ? part / static_cast<double>(whole) : 0;
  }
};

Total total_of(const std::vector<LayerResult>& results) {
  Total total;
  for (const LayerResult& result : results) {
    total.seconds += result.seconds;
    if (!result.problem.empty()) {
      total.missing_layers += result.layer.count;
      continue;
    }
    const int count = result.layer.count;
    const std::int64_t cycles = checked_multiply(count, result.latency_cycles);
    total.layers += count;
    total.operations = checked_add(total.operations, checked_multiply(count, result.operations));
    total.latency_cycles = checked_add(total.latency_cycles, cycles);
    total.used_cycles += static_cast<double>(cycles) * result.utilization;
    total.energy_pj += count * result.energy_pj;
  }
  return total;
}

std::string microjoules(double energy_pj) {
  return with_separators(fmt::format("{:.2f}", energy_pj / 1e6));
}

/// A reason short enough for a table's row.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 90;
  return text.size() <= longest ? text : text.substr(0, longest - 3) + "...";
}

std::string distance_text(const LayerResult& result) {
  if (!result.distance) return "-";
  return (result.distance->proven ? "" : "<= ") +
         percent_text(result.distance->percent, !result.distance->proven);
}

std::string text_row(const LayerResult& result, std::size_t name_width, bool with_distance) {
  const std::string start = fmt::format("{:<{}} {:>3} {:>9.3f} ", result.layer.name, name_width,
                                        result.layer.count, result.seconds);
  if (!result.problem.empty()) return start + shortened(result.problem) + "\n";
  return start +
         fmt::format("{:>13} {:>6.1f}% {:>12} {:>12.3e}",
                     with_separators(std::to_string(result.latency_cycles)),
                     100 * result.utilization, microjoules(result.energy_pj),
                     result.edp_joule_cycles()) +
         (with_distance ? fmt::format(" {:>12}\n", distance_text(result)) : "\n");
}

/// A CSV field; quoted when it must be.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string distance_fields(const LayerResult& result) {
  if (!result.distance) return ",,";
  return fmt::format("{:.4f},{},", result.distance->percent,
                     result.distance->proven ? "yes" : "no");
}

Json layer_json(const LayerResult& result, bool with_distance) {
  Json json = {{"layer", result.layer.name},
               {"file", result.layer.file},
               {"count", result.layer.count},
               {"seconds", result.seconds},
               {"valid", result.problem.empty()}};
  if (!result.problem.empty()) {
    json["problem"] = result.problem;
    return json;
  }
  json["operations"] = result.operations;
  json["cycles"] = result.latency_cycles;
  json["utilization"] = result.utilization;
  json["energy_pj"] = result.energy_pj;
  json["edp_joule_cycles"] = result.edp_joule_cycles();
  if (!with_distance) return json;
  json["above_optimum_percent"] = nullptr;
  if (result.distance) json["above_optimum_percent"] = result.distance->percent;
  json["optimum_proven"] = result.distance && result.distance->proven;
  return json;
}

}  // namespace

std::string network_text(const std::vector<LayerResult>& results, bool with_distance) {
  std::size_t name_width = 10;
  for (const LayerResult& result : results) {
    name_width = std::max(name_width, result.layer.name.size());
  }
  const std::string header =
      fmt::format("{:<{}} {:>3} {:>9} {:>13} {:>7} {:>12} {:>12}", "layer", name_width, "x",
                  "seconds", "cycles", "util", "energy uJ", "EDP J*cycle") +
      (with_distance ? fmt::format(" {:>12}", "above opt.") : "");
  const std::string rule(header.size(), '-');
  std::string text = header + "\n" + rule + "\n";
  for (const LayerResult& result : results) text += text_row(result, name_width, with_distance);
  const Total total = total_of(results);
  text += fmt::format("{}\n{} of the network's {} layers, one after the other ({:.3f} GMAC):\n",
                      rule, total.layers, total.layers + total.missing_layers,
                      static_cast<double>(total.operations) / 1e9);
  text +=
      fmt::format("  {} cycles, utilization {:.1f}%, {} uJ ({:.3f} pJ/MAC), EDP {:.3e} J*cycle\n",
                  with_separators(std::to_string(total.latency_cycles)), 100 * total.utilization(),
                  microjoules(total.energy_pj), total.pj_per_operation(), total.edp_joule_cycles());
  text += fmt::format("  mapped in {:.2f} s in all\n", total.seconds);
  const auto known = std::find_if(results.begin(), results.end(),
                                  [](const LayerResult& result) { return result.distance; });
  if (known == results.end()) return text;
  return text + fmt::format("  above opt.: in {}\n", known->distance->metric);
}

std::string network_csv(const std::vector<LayerResult>& results, bool with_distance) {
  const std::string distance_columns = with_distance ? "above_optimum_percent,optimum_proven," : "";
  std::string text = "layer,file,count,seconds,operations,cycles,utilization,energy_pj," +
                     ("edp_joule_cycles," + distance_columns) + "problem\n";
  for (const LayerResult& result : results) {
    text += fmt::format("{},{},{},{:.3f}", csv_field(result.layer.name),
                        csv_field(result.layer.file), result.layer.count, result.seconds);
    if (result.problem.empty()) {
      text += fmt::format(",{},{},{},{},{},", result.operations, result.latency_cycles,
                          result.utilization, result.energy_pj, result.edp_joule_cycles());
      if (with_distance) text += distance_fields(result);
      text += "\n";
    } else {
      text += (with_distance ? ",,,,,,,," : ",,,,,,") + csv_field(result.problem) + "\n";
    }
  }
  return text;
}

std::string network_json(const std::vector<LayerResult>& results, bool with_distance) {
  Json layers = Json::array();
  for (const LayerResult& result : results) layers.push_back(layer_json(result, with_distance));
  const Total total = total_of(results);
  const Json json = {{"layers", layers},
                     {"total",
                      {{"layers", total.layers},
                       {"layers_without_mapping", total.missing_layers},
                       {"operations", total.operations},
                       {"cycles", total.latency_cycles},
                       {"utilization", total.utilization()},
                       {"energy_pj", total.energy_pj},
                       {"edp_joule_cycles", total.edp_joule_cycles()},
                       {"seconds", total.seconds}}}};
  return json.dump(2) + "\n";
}

}  // namespace tilewright
