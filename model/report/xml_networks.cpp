#include "model/report/xml_sections.hpp"

namespace tilewright {

namespace {

void add_network_specs(XmlArchive& archive, std::string_view name, const Network& network,
                       const NetworkCosts& costs) {
  using Integer = std::optional<std::int64_t>;
  archive.open("specs_", XmlClass::network_derived_specs);
  archive.open("NetworkSpecs", XmlClass::network_specs);
  archive.add("name", name);
  archive.close();
  archive.add_attribute("word_bits", Integer(costs.word_bits));
  archive.add_attribute("router_energy", network.router_energy_pj);
  archive.add_attribute("wire_energy", costs.wire_energy_pj_per_bit_mm);
  archive.add_attribute("tile_width", std::optional(costs.tile_width_um));
  archive.add_attribute("energy_per_hop", network.energy_per_hop_pj);
  archive.add_attribute("ingress_energy", network.ingress_energy_pj);
  // The latencies that users can set are not here in Timeloop's file; these stay 0.
  archive.add_attribute("fill_latency", Integer(0));
  archive.add_attribute("drain_latency", Integer(0));
  archive.close();
}

void add_network_stats(XmlArchive& archive, const StatsInput& input,
                       const NetworkEvaluation& network, const NetworkCosts& costs) {
  const auto add = [&](std::string_view tag, const auto& value_of) {
    add_by_data_space(archive, input.workload, tag,
                      [&](int d) { return value_of(network.data_spaces[d]); });
  };
  const auto to_integer = [](double value) { return static_cast<std::int64_t>(value); };
  archive.open("stats_", XmlClass::network_stats);
  add("fanout", [](const NetworkTraffic& traffic) { return traffic.fanout; });
  add("multicast_factor", [](const NetworkTraffic& traffic) { return traffic.multicast_factor; });
  add("distributed_multicast_factor",
      [](const NetworkTraffic& traffic) { return largest_multicast(traffic.distributed); });
  add("distributed_multicast",
      [](const NetworkTraffic& traffic) { return !traffic.distributed.empty(); });
  add("link_transfers",
      [&](const NetworkTraffic& traffic) { return to_integer(traffic.link_transfers); });
  add("spatial_reductions",
      [&](const NetworkTraffic& traffic) { return to_integer(traffic.spatial_reductions); });
  add("link_transfer_energy",
      [](const NetworkTraffic& traffic) { return traffic.link_transfer_energy_pj; });
  add("num_hops", [](const NetworkTraffic& traffic) { return traffic.average_hops; });
  add("energy_per_hop", [&](const NetworkTraffic&) { return costs.energy_per_hop_pj; });
  add("energy", [](const NetworkTraffic& traffic) { return traffic.energy_pj; });
  // The technology model gives adders no energy.
  add("spatial_reduction_energy", [](const NetworkTraffic&) { return 0.0; });
  archive.close();
}

void add_network(XmlArchive& archive, const StatsInput& input, int level) {
  const std::string name = network_name(input.architecture, level);
  archive.open("item", XmlClass::network_entry);
  archive.add("first", name);
  archive.open("second", XmlClass::network_pointer);
  archive.open_object("px", XmlClass::network);
  archive.open("Network", XmlClass::network_base);
  archive.close();
  add_network_specs(archive, name, input.architecture.storage[level].network,
                    input.costs.networks[level]);
  add_network_stats(archive, input, input.evaluation.networks[level], input.costs.networks[level]);
  archive.close();
  archive.close();
  archive.close();
}

}  // namespace

void add_networks(XmlArchive& archive, const StatsInput& input) {
  archive.open("networks_", XmlClass::network_map);
  archive.add_count(input.architecture.level_count());
  for (const int level : networks_by_name(input.architecture)) add_network(archive, input, level);
  archive.close();
}

}  // namespace tilewright
