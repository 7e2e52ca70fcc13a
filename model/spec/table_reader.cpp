// `ERT:` and `ART:`.

#include <algorithm>

#include "model/spec/sections.hpp"

namespace tilewright::reader {

namespace {

/// The version of a table. Throws Error when it is none of `known`.
double read_version(const Node& table, const std::vector<double>& known, const char* known_text) {
  const Node node = table.require("version", "for example 'version: 0.4'");
  const double version = node.number();
  if (std::find(known.begin(), known.end(), version) == known.end()) {
    node.fail("unknown version '" + node.text() + "' of " + table.name(),
              std::string("give ") + known_text);
  }
  return version;
}

/// Collects the actions of a component; an action counts with its most expensive entry.
class EnergyCollector {
 public:
  explicit EnergyCollector(EnergyTable& table) : table_(table) {}

  /// Starts or goes on with the component of that full name.
  void start_component(const std::string& full_name, const Node& node) {
    const auto known = std::find(full_names_.begin(), full_names_.end(), full_name);
    current_ = static_cast<std::size_t>(known - full_names_.begin());
    if (known != full_names_.end()) return;
    const std::string name = short_component_name(full_name);
    if (const ComponentEnergies* other = table_.find(name)) {
      node.warn("component '" + full_name + "' replaces the energies of '" + name + "' at " +
                other->place.text());
    }
    full_names_.push_back(full_name);
    table_.components.push_back({name, {}, {}, node.place()});
  }

  /// Takes one entry of an action: {arguments: ..., energy: ...}.
  void add(const std::string& action, const Node& entry) {
    entry.check_keys({"an action", {"name", "energy", "arguments"}, {}, true});
    const Node energy = entry.require("energy", "'energy: <pJ>'");
    const double energy_pj = energy.moderate_number();
    if (energy_pj < 0) energy.warn("the negative energy " + energy.text() + " counts as 0");
    ComponentEnergies& component = table_.components[current_];
    Place& place = component.action_places.try_emplace(action, energy.place()).first->second;
    double& largest = component.action_energy_pj[action];  // new ones are 0
    if (energy_pj <= largest) return;
    largest = energy_pj;
    place = energy.place();
  }

 private:
  EnergyTable& table_;
  std::vector<std::string> full_names_;
  std::size_t current_ = 0;
};

/// Version 0.2: a map from components to a map from actions to one entry or a list of them.
void read_energy_map(const Node& tables, EnergyCollector& collector) {
  for (const std::string& component : tables.keys()) {
    const auto actions = tables.find(component);
    if (!actions) continue;
    collector.start_component(component, *actions);
    for (const std::string& name : actions->keys()) {
      const Node action = actions->require(name, "its energy");
      const auto entries = action.is_list() ? action.items() : std::vector<Node>{action};
      for (const Node& entry : entries) collector.add(name, entry);
    }
  }
}

/// Versions 0.3 and 0.4: a list of components, each with a list of actions.
void read_energy_list(const Node& tables, EnergyCollector& collector) {
  for (const Node& component : tables.items()) {
    component.check_keys({"a component of the ERT", {"name", "actions"}, {}, true});
    const Node name = component.require("name", "the component's name");
    collector.start_component(name.text(), component);
    for (const Node& action : component.require("actions", "a list of actions").items()) {
      const std::string action_name = action.require("name", "the action's name").text();
      collector.add(action_name, action);
    }
  }
}

const KeyRules& table_rules() {
  static const KeyRules rules = {"the table", {"version", "tables"}, {}, true};
  return rules;
}

}  // namespace

EnergyTable read_energy_table(const Node& table) {
  table.check_keys(table_rules());
  EnergyTable result;
  EnergyCollector collector(result);
  const double version = read_version(table, {0.2, 0.3, 0.4}, "0.2, 0.3 or 0.4");
  const Node tables = table.require("tables", "the components: 'tables:'");
  if (version == 0.2) {
    read_energy_map(tables, collector);
  } else {
    read_energy_list(tables, collector);
  }
  return result;
}

AreaTable read_area_table(const Node& table) {
  table.check_keys(table_rules());
  AreaTable result;
  read_version(table, {0.3, 0.4}, "0.3 or 0.4");
  for (const Node& component : table.require("tables", "the components: 'tables:'").items()) {
    component.check_keys({"a component of the ART", {"name", "area"}, {}, true});
    const std::string name = component.require("name", "the component's name").text();
    // Timeloop keeps areas in single precision.
    const Node area = component.require("area", "'area: <um^2>'");
    const double area_um2 = area.moderate_number();
    if (area_um2 < 0) area.fail("area is '" + area.text() + "'", "give at least 0");
    result.components.push_back(
        {short_component_name(name), static_cast<float>(area_um2), component.place()});
  }
  return result;
}

}  // namespace tilewright::reader
