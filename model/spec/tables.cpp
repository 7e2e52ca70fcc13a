#include "model/spec/tables.hpp"

#include <algorithm>

namespace tilewright {

namespace {

/// Of several components with one short name the last one counts.
template <typename Component>
const Component* find_last(const std::vector<Component>& components, std::string_view name) {
  const auto found = std::find_if(components.rbegin(), components.rend(),
                                  [&](const Component& item) { return item.name == name; });
  return found == components.rend() ? nullptr : &*found;
}

}  // namespace

const ComponentEnergies* EnergyTable::find(std::string_view name) const {
  return find_last(components, name);
}

const ComponentArea* AreaTable::find(std::string_view name) const {
  return find_last(components, name);
}

std::string short_component_name(std::string_view full_name) {
  const std::size_t range = full_name.rfind("..");
  // Only a range at the end of the name is cut off, and (as in Timeloop) its lower bound is taken
  // to have one digit: "PE[10..15]" becomes "PE[" and thus matches no level.
  if (range != std::string_view::npos && range >= 2 && full_name.rfind('.') == range + 1) {
    full_name = full_name.substr(0, range - 2);
  }
  return std::string(full_name.substr(full_name.rfind('.') + 1));
}

}  // namespace tilewright
