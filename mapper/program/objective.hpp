#pragma once
// What is minimized, by the exact mapper and where --gap compares with it.

#include <string>
#include <string_view>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

/// The objectives of the exact mapper, as text for messages.
inline constexpr std::string_view objective_choices =
    "energy, delay, edp, 'delay,energy' or 'energy,delay'";

/// Puts the objective of the command line ("energy,delay") in the place of the input's. Throws
/// UsageError.
void set_objective(const std::string& text, MapperSection& section);

/// The input's metrics as an objective of the exact mapper. Throws Error for others than it has.
std::vector<ExactMetric> exact_objective(const MapperSection& section);

/// "delay,energy".
std::string to_text(const std::vector<ExactMetric>& objective);

}  // namespace tilewright
