#pragma once
// The settings' declarations as the reader of the section uses them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/spec/simulation_section.hpp"

namespace tilewright::reader {

/// The largest integer that a setting takes: more routers, flits or cycles make no sense.
inline constexpr std::int64_t largest_setting = 1'000'000;

/// Where the value of a setting goes.
template <typename Owner>
using SettingField = std::variant<std::int64_t Owner::*, std::optional<std::int64_t> Owner::*,
                                  double Owner::*, std::string Owner::*, NetworkKind Owner::*,
                                  Prefetch Owner::*, DramLayout Owner::*>;

/// A setting with a single value.
template <typename Owner>
struct Setting {
  std::string_view name;
  SettingField<Owner> field;
  std::string_view meaning;
  std::int64_t smallest = 0;           ///< of integers
  std::string_view default_text = {};  ///< where the field's first value does not say it
};

/// Of the section itself, of its `compute` map, of a network and of `dram`.
const std::vector<Setting<SimulationSection>>& section_settings();
const std::vector<Setting<SimulationSection>>& compute_settings();
const std::vector<Setting<NetworkSection>>& network_settings();
const std::vector<Setting<DramSection>>& dram_settings();

}  // namespace tilewright::reader
