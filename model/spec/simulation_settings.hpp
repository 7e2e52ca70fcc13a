#pragma once
// The settings of the `simulation:` section, each declared once: its name, where its value goes,
// which values it takes, and what it means. The declarations serve the reader of the section and
// the list that tilewright-sim prints.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/simulation_section.hpp"

namespace tilewright {

/// The words for the values of an enumeration, in its order.
inline constexpr std::array<std::string_view, 3> network_kind_words = {"ideal", "mesh", "systolic"};
inline constexpr std::array<std::string_view, 3> prefetch_words = {"sized", "ample", "none"};
inline constexpr std::array<std::string_view, 2> dram_layout_words = {"tiled", "row_major"};

/// A setting as a user sees it.
struct SettingDescription {
  std::string name;          ///< with the maps that it stands in: "compute.pipeline_depth"
  std::string values;        ///< "an integer from 1", "sized, ample or none", ...
  std::string default_text;  ///< as it would be written, or in words; may be empty
  std::string meaning;
};

/// All settings, section by section in the order of the documentation.
std::vector<SettingDescription> simulation_settings();

}  // namespace tilewright
