#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "model/report/stats_sections.hpp"
#include "model/report/text_lines.hpp"

namespace tilewright {

namespace {

/// Timeloop's code for a network that carries reads and fills (1) as well as updates and drains
/// (2).
constexpr std::int64_t both_directions = 3;

std::string given_or_dash(const std::optional<double>& value, std::string_view unit) {
  return fmt::format("{} {}", optional_text(value), unit);
}

std::string_view type_text(NetworkType type) {
  switch (type) {
    case NetworkType::unspecified:
      return "";
    case NetworkType::one_to_one:
      return "1_1";
    case NetworkType::one_to_many:
      return "1_N";
    case NetworkType::many_to_many:
      return "M_N";
  }
  return "";
}

void add_network_specs(std::string& text, const Network& network, const NetworkCosts& costs) {
  text += "    SPECS\n    -----\n";
  LabelledLines lines(text, 8, 16);
  lines.add("Type", "Legacy");
  lines.add("Legacy sub-type", type_text(network.type));
  lines.add_integer("ConnectionType", both_directions);
  lines.add_integer("Word bits", costs.word_bits);
  lines.add("Router energy", given_or_dash(network.router_energy_pj, "pJ"));
  lines.add("Wire energy", given_or_dash(costs.wire_energy_pj_per_bit_mm, "pJ/b/mm"));
  lines.add("Ingress energy", given_or_dash(network.ingress_energy_pj, "pJ"));
  lines.add_integer("Fill latency", network.fill_latency_cycles);
  lines.add_integer("Drain latency", network.drain_latency_cycles);
  text += "\n";
}

double total_accesses(const std::vector<AccessRecord>& records) {
  double total = 0;
  for (const AccessRecord& record : records) total += record.accesses;
  return total;
}

void add_records(std::string& text, const std::vector<AccessRecord>& records) {
  for (const AccessRecord& record : records) {
    fmt::format_to(std::back_inserter(text), "            @multicast {} @scatter {}: {}\n",
                   record.multicast, record.scatter, fixed_text(record.accesses));
  }
}

void add_traffic(std::string& text, const NetworkTraffic& traffic, double energy_per_hop_pj) {
  const bool is_distributed = !traffic.distributed.empty();
  // Timeloop counts instances of a network as whole numbers.
  const double instances = std::trunc(traffic.utilized_instances);
  LabelledLines lines(text, 8, 40);
  lines.add_integer("Fanout", traffic.fanout);
  lines.add_integer("Multicast factor", traffic.multicast_factor);
  if (is_distributed) {
    lines.add_integer("Multicast factor (distributed)", largest_multicast(traffic.distributed));
  }
  lines.add_real("Ingresses", total_accesses(traffic.ingresses));
  add_records(text, traffic.ingresses);
  if (is_distributed) {
    lines.add_real("Ingresses (distributed)", total_accesses(traffic.distributed));
    add_records(text, traffic.distributed);
  }
  lines.add_integer("Link transfers", static_cast<std::int64_t>(traffic.link_transfers));
  lines.add_integer("Spatial reductions", static_cast<std::int64_t>(traffic.spatial_reductions));
  lines.add_real("Average number of hops", traffic.average_hops);
  lines.add_real("Energy (per-hop)", energy_per_hop_pj * 1000, "fJ");
  lines.add_real("Energy (per-instance)", traffic.energy_pj, "pJ");
  lines.add_real("Energy (total)", traffic.energy_pj * instances, "pJ");
  lines.add_real("Link transfer energy (per-instance)", traffic.link_transfer_energy_pj, "pJ");
  lines.add_real("Link transfer energy (total)", traffic.link_transfer_energy_pj * instances, "pJ");
  // The technology model gives adders no energy.
  lines.add_real("Spatial Reduction Energy (per-instance)", 0, "pJ");
  lines.add_real("Spatial Reduction Energy (total)", 0, "pJ");
}

}  // namespace

std::int64_t largest_multicast(const std::vector<AccessRecord>& records) {
  std::int64_t largest = 0;
  for (const AccessRecord& record : records) largest = std::max(largest, record.multicast);
  return largest;
}

std::string network_section(const StatsInput& input, int level) {
  const NetworkCosts& costs = input.costs.networks[level];
  std::string text = network_name(input.architecture, level) + "\n\n";
  add_network_specs(text, input.architecture.storage[level].network, costs);
  text += "    STATS\n    -----\n";
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    text += "    " + input.workload.data_spaces[d].name + ":\n";
    add_traffic(text, input.evaluation.networks[level].data_spaces[d], costs.energy_per_hop_pj);
  }
  return text + "\n";
}

}  // namespace tilewright
