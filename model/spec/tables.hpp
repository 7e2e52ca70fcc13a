#pragma once
// Energy and area reference tables (ERT, ART) as the user gave them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright {

/// The actions of one component. An action's energy is the largest of its entries' energies.
struct ComponentEnergies {
  std::string name;  ///< short: the last part of the dotted name, without `[a..b]`
  std::map<std::string, double> action_energy_pj;
  std::map<std::string, Place> action_places;  ///< of the entry that counts
  Place place;
};

/// `ERT:` of the input. Components stand in the file's order.
struct EnergyTable {
  std::vector<ComponentEnergies> components;
  /// The component of that short name, or nullptr.
  const ComponentEnergies* find(std::string_view name) const;
};

struct ComponentArea {
  std::string name;  ///< short, as in ComponentEnergies
  double area_um2 = 0;
  Place place;
};

/// `ART:` of the input: area of one instance of each component.
struct AreaTable {
  std::vector<ComponentArea> components;
  const ComponentArea* find(std::string_view name) const;
};

/// The short name of a component in a table: "system.PE[0..15].weights[1..4]" -> "weights".
std::string short_component_name(std::string_view full_name);

}  // namespace tilewright
