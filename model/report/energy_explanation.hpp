#pragma once
// Where each energy comes from and how it enters the result (option --explain-energy). What is
// printed are the entries that the cost table was made of, and the operands and results of the
// evaluation; nothing is computed a second time.

#include <string>

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// "ERT <place> (<action>)", "user <place> (<attribute>)", "PAT (<formula>)" for the built-in
/// tables, or "none (<what is missing>)".
std::string origin_text(const EnergyOrigin& origin);

/// All components, innermost first: a line for each action and, for storage, one for each data
/// space kept with the sum of its accesses. Ends with a line break.
std::string energy_explanation(const Workload& workload, const Architecture& architecture,
                               const CostTable& costs, const Evaluation& evaluation);

}  // namespace tilewright
