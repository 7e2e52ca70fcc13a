#pragma once
// The energies and areas that an evaluation used, as reference tables in Accelergy's form. Given
// to the model as `ERT:` and `ART:` they lead to the same costs.

#include <string>

#include "model/cost/cost_table.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// The content of `*.ERT.yaml`: "system.<level>[1..<instances>]" with the actions that the input's
/// ERT has for the level. Levels that it does not describe have read, write, update and leak (pJ
/// per vector access; pJ per instance and cycle), the compute units compute. A clustered level has
/// an action vector_access, too: nothing uses it, but the largest action is reported.
std::string energy_table_yaml(const Spec& spec, const CostTable& costs);

/// The content of `*.ART.yaml`: um^2 of one instance, kept in single precision when read. Scripts
/// divide by the sum of all areas. Where no area is known, "system.unknown_area[1..1]" of 1 um^2,
/// which no level reads, makes that possible.
std::string area_table_yaml(const Spec& spec, const CostTable& costs);

/// The content of `*.ERT_summary.yaml`: the same, and where the energies come from.
std::string energy_summary_yaml(const Spec& spec, const CostTable& costs);

/// The content of `*.ART_summary.yaml`.
std::string area_summary_yaml(const Spec& spec, const CostTable& costs);

}  // namespace tilewright
