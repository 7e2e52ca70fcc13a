#include <nlohmann/json.hpp>

#include "model/report/report.hpp"
#include "model/spec/simulation_settings.hpp"
#include "sim/report/report.hpp"

namespace tilewright::sim {

namespace {

using Json = nlohmann::ordered_json;

template <typename Words, typename Enumeration>
std::string word(const Words& words, Enumeration value) {
  return std::string(words[static_cast<std::size_t>(value)]);
}

Json network_settings_json(const NetworkSection& network) {
  Json ports = Json::object();
  for (const auto& [level, router] : network.ports) ports[level] = {router.first, router.second};
  Json json = {{"level", network.level}, {"kind", word(network_kind_words, network.kind)}};
  if (network.kind != NetworkKind::mesh) return json;
  json["columns"] = network.columns ? Json(*network.columns) : Json();
  json["rows"] = network.rows ? Json(*network.rows) : Json();
  json["flit_bits"] = network.flit_bits;
  json["packet_flits"] = network.packet_flits;
  json["buffer_flits"] = network.buffer_flits;
  json["router_latency"] = network.router_latency_cycles;
  json["link_latency"] = network.link_latency_cycles;
  json["ports"] = ports;
  return json;
}

Json settings_json(const SimulationSection& settings) {
  Json prefetch = {{"default", word(prefetch_words, settings.prefetch)}};
  for (const auto& [level, value] : settings.level_prefetch) {
    prefetch[level] = word(prefetch_words, value);
  }
  Json networks = Json::array();
  for (const NetworkSection& network : settings.networks) {
    networks.push_back(network_settings_json(network));
  }
  Json dram = {{"preset", settings.dram.preset}, {"address_map", settings.dram.address_map}};
  for (const auto& [name, value] : settings.dram.overrides) dram[name] = value.first;
  return {{"clock_ghz", settings.clock_ghz},
          {"prefetch", prefetch},
          {"banks", settings.banked_levels},
          {"layout", word(dram_layout_words, settings.layout)},
          {"compute",
           {{"initiation_interval", settings.initiation_interval_cycles},
            {"pipeline_depth", settings.pipeline_depth_cycles}}},
          {"networks", networks},
          {"dram", dram}};
}

Json time_json(const SimulationResult& result) {
  Json list = Json::array();
  for (const TimeShare& share : result.time) {
    list.push_back({{"cause", share.cause}, {"cycles", share.cycles}});
  }
  return list;
}

Json traffic_json(const Report& report) {
  Json list = Json::array();
  for (std::size_t level = 0; level < report.result.traffic.size(); ++level) {
    Json spaces = Json::object();
    for (std::size_t space = 0; space < report.result.traffic[level].size(); ++space) {
      const Traffic& traffic = report.result.traffic[level][space];
      spaces[report.spec.workload.data_spaces[space].name] = {{"reads", traffic.reads},
                                                              {"fills", traffic.fills},
                                                              {"updates", traffic.updates},
                                                              {"link_words", traffic.link_words}};
    }
    list.push_back(
        {{"level", report.spec.architecture.storage[level].name}, {"data_spaces", spaces}});
  }
  return list;
}

Json components_json(const SimulationResult& result) {
  Json list = Json::array();
  for (const ComponentUse& use : result.components) {
    list.push_back({{"kind", use.kind}, {"name", use.name}, {"busy_cycles", use.busy_cycles}});
  }
  return list;
}

Json counters_json(const SimulationResult& result) {
  Json list = Json::array();
  for (const Counter& counter : result.counters) {
    list.push_back(
        {{"component", counter.component}, {"name", counter.name}, {"value", counter.value}});
  }
  return list;
}

Json comparison_json(const Comparison& comparison) {
  Json list = Json::array();
  for (const ComparedField& field : comparison) {
    Json causes = Json::array();
    for (const DifferenceCause& cause : field.causes) {
      causes.push_back({{"cause", cause.cause}, {"amount", cause.amount}});
    }
    list.push_back({{"component", field.component},
                    {"field", field.field},
                    {"unit", field.unit},
                    {"model", field.model},
                    {"simulated", field.simulated},
                    {"difference", field.difference()},
                    {"causes", causes}});
  }
  return list;
}

Json evaluation_of(const Report& report, const Evaluation& evaluation, bool explain_energy) {
  return Json::parse(evaluation_json(report.spec.workload, report.spec.architecture, report.costs,
                                     report.mapping, evaluation, explain_energy));
}

}  // namespace

std::string simulation_json(const Report& report, const std::optional<Comparison>& comparison,
                            bool explain_energy) {
  const SimulationResult& result = report.result;
  Json document = {{"finished", result.finished},
                   {"stop_reason", result.stop_reason},
                   {"done", result.done},
                   {"cycles", result.cycles},
                   {"model_cycles", result.model.cycles},
                   {"first_operation_cycle", result.first_operation_cycle},
                   {"last_operation_cycle", result.last_operation_cycle},
                   {"compute_cycles", result.compute_cycles},
                   {"phases_played", result.phases_played},
                   {"phases_skipped", result.phases_skipped},
                   {"time", time_json(result)},
                   {"traffic", traffic_json(report)},
                   {"components", components_json(result)},
                   {"counters", counters_json(result)},
                   {"settings", settings_json(report.settings)}};
  if (comparison) document["comparison"] = comparison_json(*comparison);
  document["model"] = evaluation_of(report, result.model, false);
  document["evaluation"] = evaluation_of(report, result.evaluation, explain_energy);
  // Names come from the user's files and may be any bytes.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tilewright::sim
