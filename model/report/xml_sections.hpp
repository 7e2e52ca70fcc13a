#pragma once
// The parts of map+stats.xml. Each function adds one element with all that is in it.

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "model/report/stats_sections.hpp"
#include "model/report/xml_archive.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright {

/// Adds one value for each data space that a workload could have; those that it does not have are
/// 0. `value_of(d)` gives an integer, a switch or a real number.
template <typename ValueOf>
void add_by_data_space(XmlArchive& archive, const Workload& workload, std::string_view tag,
                       const ValueOf& value_of) {
  using Value = std::invoke_result_t<ValueOf, int>;
  constexpr XmlClass type = std::is_same_v<Value, double> ? XmlClass::reals_by_data_space
                            : std::is_same_v<Value, bool> ? XmlClass::switches_by_data_space
                                                          : XmlClass::integers_by_data_space;
  archive.open(tag, type);
  archive.open("PerDataSpace");
  for (int d = 0; d < max_data_spaces; ++d) {
    archive.add("item", d < workload.data_space_count() ? value_of(d) : Value{});
  }
  archive.close();
  archive.close();
}

/// `levels_`: the compute units and the storage levels, innermost first.
void add_levels(XmlArchive& archive, const StatsInput& input, const std::vector<LevelNest>& nests);

/// `networks_`, alphabetically.
void add_networks(XmlArchive& archive, const StatsInput& input);

}  // namespace tilewright
