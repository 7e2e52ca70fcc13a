#include <nlohmann/json.hpp>
#include <variant>

#include "model/report/report.hpp"
#include "model/report/stats_sections.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

Json workload_json(const Workload& workload) {
  Json bounds = Json::object();
  for (int d = 0; d < workload.dimension_count(); ++d) {
    bounds[workload.dimensions[d]] = workload.bounds[d];
  }
  Json coefficients = Json::object();
  for (const Coefficient& coefficient : workload.coefficients) {
    coefficients[coefficient.name] = coefficient.value;
  }
  return {{"shape", workload.shape_name}, {"bounds", bounds}, {"coefficients", coefficients}};
}

Json movement_json(const DataMovement& moved) {
  return {{"tile_size_words", moved.tile_size_words},
          {"partition_size_words", moved.partition_size_words},
          {"utilized_instances", moved.utilized_instances},
          {"utilized_clusters", moved.utilized_clusters},
          {"reads", moved.reads},
          {"fills", moved.fills},
          {"updates", moved.updates},
          {"temporal_reductions", moved.temporal_reductions},
          {"address_generations", moved.address_generations},
          {"energy_pj", moved.energy_pj},
          {"address_generation_energy_pj", moved.address_generation_energy_pj},
          {"read_bandwidth", moved.read_bandwidth},
          {"write_bandwidth", moved.write_bandwidth},
          {"shared_bandwidth", moved.shared_bandwidth}};
}

Json storage_json(const StatsInput& input, int level) {
  const StorageEvaluation& storage = input.evaluation.storage[level];
  Json data_spaces = Json::object();
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    const DataMovement& moved = storage.data_spaces[d];
    if (moved.kept) data_spaces[input.workload.data_spaces[d].name] = movement_json(moved);
  }
  return {{"name", input.architecture.storage[level].name},
          {"cycles", storage.cycles},
          {"slowdown", storage.slowdown},
          {"energy_pj", storage.energy_pj},
          {"leakage_energy_pj", storage.leakage_energy_pj},
          {"area_um2", input.costs.storage[level].area_um2 *
                           static_cast<double>(input.architecture.storage[level].mesh.instances)},
          {"accesses", storage.accesses},
          {"x_expansion", storage.x_expansion},
          {"y_expansion", storage.y_expansion},
          {"data_spaces", data_spaces}};
}

Json records_json(const std::vector<AccessRecord>& records) {
  Json list = Json::array();
  for (const AccessRecord& record : records) {
    list.push_back({{"multicast", record.multicast},
                    {"scatter", record.scatter},
                    {"accesses", record.accesses},
                    {"hops", record.hops}});
  }
  return list;
}

Json network_json(const StatsInput& input, int level) {
  const NetworkEvaluation& network = input.evaluation.networks[level];
  Json data_spaces = Json::object();
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    const NetworkTraffic& traffic = network.data_spaces[d];
    data_spaces[input.workload.data_spaces[d].name] = {
        {"fanout", traffic.fanout},
        {"multicast_factor", traffic.multicast_factor},
        {"ingresses", records_json(traffic.ingresses)},
        {"distributed", records_json(traffic.distributed)},
        {"link_transfers", traffic.link_transfers},
        {"spatial_reductions", traffic.spatial_reductions},
        {"average_hops", traffic.average_hops},
        {"utilized_instances", traffic.utilized_instances},
        {"energy_pj", traffic.energy_pj},
        {"link_transfer_energy_pj", traffic.link_transfer_energy_pj}};
  }
  return {{"name", network_name(input.architecture, level)},
          {"energy_pj", network.energy_pj},
          {"data_spaces", data_spaces}};
}

Json compute_json(const StatsInput& input) {
  const ComputeEvaluation& compute = input.evaluation.compute;
  return {{"name", input.architecture.compute.name},
          {"operations", compute.operations},
          {"utilized_instances", compute.utilized_instances},
          {"cycles", compute.cycles},
          {"energy_pj", compute.energy_pj},
          {"area_um2", input.costs.compute.area_um2 *
                           static_cast<double>(input.architecture.compute.mesh.instances)}};
}

std::string_view kind_text(LoopKind kind) {
  switch (kind) {
    case LoopKind::spatial_x:
      return "spatial_x";
    case LoopKind::spatial_y:
      return "spatial_y";
    case LoopKind::temporal:
      break;
  }
  return "temporal";
}

Json node_json(const StatsInput& input, const Storage& storage) {
  Json keep = Json::array();
  for (int d = 0; d < input.workload.data_space_count(); ++d) {
    if (contains(storage.data_spaces, d)) keep.push_back(input.workload.data_spaces[d].name);
  }
  return {{"level", input.architecture.storage[storage.level].name}, {"keep", keep}};
}

Json node_json(const StatsInput& input, const Loop& loop) {
  return {{"loop", input.workload.dimensions[loop.dimension]},
          {"kind", kind_text(loop.kind)},
          {"bound", loop.bound},
          {"residual", loop.residual}};
}

Json mapping_json(const StatsInput& input, const Mapping& mapping) {
  Json list = Json::array();
  for (const MappingNode& node : mapping.nodes) {
    list.push_back(std::visit([&](const auto& item) { return node_json(input, item); }, node));
  }
  return list;
}

Json energies_json(const CostTable& costs) {
  Json list = Json::array();
  for (const EnergyOrigin& origin : costs.energies) {
    list.push_back({{"component", origin.component},
                    {"action", origin.action},
                    {"energy_pj", origin.energy_pj},
                    {"per", origin.per},
                    {"source", energy_source_text(origin.source)},
                    {"place", origin.place.text()},
                    {"detail", origin.detail}});
  }
  return list;
}

}  // namespace

std::string evaluation_json(const Workload& workload, const Architecture& architecture,
                            const CostTable& costs, const Mapping& mapping,
                            const Evaluation& evaluation, bool explain_energy) {
  const StatsInput input{workload, architecture, costs, evaluation};
  Json storage = Json::array();
  Json networks = Json::array();
  for (int level = 0; level < architecture.level_count(); ++level) {
    storage.push_back(storage_json(input, level));
    networks.push_back(network_json(input, level));
  }
  Json document = {{"cycles", evaluation.cycles},
                   {"energy_pj", evaluation.energy_pj},
                   {"edp_pj_cycles", evaluation.edp_pj_cycles()},
                   {"utilization", evaluation.utilization},
                   {"area_um2", costs.area_um2},
                   {"total_operations", total_operations(input)},
                   {"workload", workload_json(workload)},
                   {"compute", compute_json(input)},
                   {"storage", storage},
                   {"networks", networks},
                   {"mapping", mapping_json(input, mapping)}};
  if (explain_energy) document["energies"] = energies_json(costs);
  // Names come from the user's files and may be any bytes.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tilewright
