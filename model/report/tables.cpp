#include "model/report/tables.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "model/report/stats_sections.hpp"

namespace tilewright {

namespace {

constexpr const char* wire_action = "transfer_random";

struct Action {
  std::string name;
  double energy_pj;
};

/// A component as both tables describe it.
struct TableComponent {
  std::string name;  ///< "system.L0[1..3]", ready for YAML
  std::vector<Action> actions;
  std::string_view energy_source;
  double area_um2 = 0;
  std::string_view area_source;
};

/// With as few digits as give the same value when read.
void append_number(std::string& text, double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

/// Names of the usual characters stand as they are, others between quotes.
std::string yaml_name(const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' ||
           character == '-' || character == '.' || character == '[' || character == ']';
  });
  if (is_plain) return name;
  using Json = nlohmann::json;
  return Json(name).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string component_name(const std::string& name, std::int64_t instances) {
  return yaml_name("system." + name + "[1.." + std::to_string(instances) + "]");
}

/// Actions of a component that the input's ERT describes, as they are there.
std::vector<Action> given_actions(const Spec& spec, const std::string& name) {
  std::vector<Action> actions;
  for (const auto& [action, energy_pj] : spec.energy_table->find(name)->action_energy_pj) {
    actions.push_back({action, energy_pj});
  }
  return actions;
}

/// What Timeloop reports as a level's vector access energy is a cluster's share of the largest
/// action.
std::vector<Action> storage_actions(const Spec& spec, const StorageLevel& level,
                                    const StorageCosts& costs) {
  if (costs.source == EnergySource::reference_table) return given_actions(spec, level.name);
  std::vector<Action> actions = {{"read", costs.read_pj},
                                 {"write", costs.fill_pj},
                                 {"update", costs.update_pj},
                                 {"leak", costs.leak_pj}};
  if (level.cluster_size > 1) {
    actions.push_back(
        {"vector_access", costs.vector_access_pj * static_cast<double>(level.cluster_size)});
  }
  return actions;
}

/// Areas count only beside energies.
std::string_view area_source(const Spec& spec, const std::string& name, bool is_given_by_user) {
  if (spec.energy_table && spec.area_table && spec.area_table->find(name)) return "ART";
  return is_given_by_user ? "user" : "PAT";
}

TableComponent storage_component(const Spec& spec, const StorageLevel& level,
                                 const StorageCosts& costs) {
  return {component_name(level.name, level.mesh.instances), storage_actions(spec, level, costs),
          energy_source_text(costs.source), costs.area_um2,
          area_source(spec, level.name, level.cluster_area_um2 > 0)};
}

TableComponent compute_component(const Spec& spec, const ComputeCosts& costs) {
  const Compute& compute = spec.architecture.compute;
  const bool is_in_table = costs.source == EnergySource::reference_table;
  return {component_name(compute.name, compute.mesh.instances),
          is_in_table ? given_actions(spec, compute.name)
                      : std::vector<Action>{{"compute", costs.operation_pj}},
          energy_source_text(costs.source), costs.area_um2,
          area_source(spec, compute.name, compute.area_um2.has_value())};
}

/// Outermost level first, compute units last.
std::vector<TableComponent> components(const Spec& spec, const CostTable& costs) {
  std::vector<TableComponent> list;
  for (int level = spec.architecture.level_count() - 1; level >= 0; --level) {
    list.push_back(storage_component(spec, spec.architecture.storage[level], costs.storage[level]));
  }
  list.push_back(compute_component(spec, costs.compute));
  return list;
}

/// And the wires of all networks, which only an ERT can set.
std::vector<TableComponent> energy_components(const Spec& spec, const CostTable& costs) {
  std::vector<TableComponent> list = components(spec, costs);
  for (const char* name : {"wire", "Wire"}) {
    const ComponentEnergies* wire = spec.energy_table ? spec.energy_table->find(name) : nullptr;
    if (!wire) continue;
    const auto action = wire->action_energy_pj.find(wire_action);
    if (action == wire->action_energy_pj.end()) continue;
    list.push_back({component_name(name, 1), {{wire_action, action->second}}, "ERT", 0, {}});
  }
  return list;
}

std::vector<TableComponent> area_components(const Spec& spec, const CostTable& costs) {
  std::vector<TableComponent> list = components(spec, costs);
  const bool is_known = std::any_of(list.begin(), list.end(), [](const TableComponent& component) {
    return component.area_um2 > 0;
  });
  if (!is_known) list.push_back({component_name("unknown_area", 1), {}, {}, 1, "none"});
  return list;
}

std::string table_start(const char* table, const char* list) {
  return std::string(table) + ":\n    version: 0.4\n    " + list + ":\n";
}

void append_name(std::string& text, const TableComponent& component) {
  text.append("      - name: ").append(component.name).append("\n");
}

void append_actions(std::string& text, const TableComponent& component, const char* arguments) {
  text += component.actions.empty() ? "        actions: []\n" : "        actions:\n";
  for (const Action& action : component.actions) {
    text.append("          - name: ").append(yaml_name(action.name)).append("\n").append(arguments);
    text += "            energy: ";
    append_number(text, action.energy_pj);
    text += "\n";
  }
}

void append_area(std::string& text, const TableComponent& component) {
  text += "        area: ";
  append_number(text, component.area_um2);
  text += "\n";
}

}  // namespace

std::string energy_table_yaml(const Spec& spec, const CostTable& costs) {
  std::string text = table_start("ERT", "tables");
  for (const TableComponent& component : energy_components(spec, costs)) {
    append_name(text, component);
    append_actions(text, component, "            arguments: {}\n");
  }
  return text;
}

std::string area_table_yaml(const Spec& spec, const CostTable& costs) {
  std::string text = table_start("ART", "tables");
  for (const TableComponent& component : area_components(spec, costs)) {
    append_name(text, component);
    append_area(text, component);
  }
  return text;
}

std::string energy_summary_yaml(const Spec& spec, const CostTable& costs) {
  std::string text = table_start("ERT_summary", "table_summary");
  for (const TableComponent& component : energy_components(spec, costs)) {
    append_name(text, component);
    append_actions(text, component, "");
    text.append("        primitive_estimation(s):\n          - name: ").append(component.name);
    text.append("\n            estimator: ").append(component.energy_source).append("\n");
  }
  return text;
}

std::string area_summary_yaml(const Spec& spec, const CostTable& costs) {
  std::string text = table_start("ART_summary", "table_summary");
  for (const TableComponent& component : area_components(spec, costs)) {
    append_name(text, component);
    append_area(text, component);
    text.append("        primitive_estimations: ").append(component.area_source).append("\n");
  }
  return text;
}

}  // namespace tilewright
