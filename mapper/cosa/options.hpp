#pragma once
// The settings of the CoSA mapper. Each is declared once (name, type, default, meaning) and the
// declaration serves the command line, its help and the documentation.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/cost/evaluator.hpp"

namespace tilewright {

/// What the improved formulation minimizes, in the model's units.
enum class CosaObjective { edp, energy, delay };

/// "edp", "energy" or "delay".
std::string_view to_text(CosaObjective objective);

/// "pJ*cycles", "pJ" or "cycles".
std::string_view unit_of(CosaObjective objective);

/// The cost that is minimized.
double cost_of(CosaObjective objective, double energy_pj, double latency_cycles);

/// What a mapping costs as a program has it.
struct ProgramCost {
  double energy_pj = 0;
  double latency_cycles = 0;
};

inline constexpr std::string_view cosa_improved = "improved";
inline constexpr std::string_view cosa_published = "published";

/// Settings of map_with_cosa. The weights, discounts and the partition are those of the published
/// formulation (CoSA, ISCA 2021); the objective, the gap and the model those of the improved one.
struct CosaOptions {
  std::string formulation{cosa_improved};
  CosaObjective objective = CosaObjective::edp;
  ModelOptions model;  ///< by whose numbers valid mappings are compared
  double gap_percent = 2;
  double weight_utilization = -0.1;
  double weight_compute = 10;
  double weight_traffic = 1;
  double discount_base = 0.8;
  double discount_step = 0.04;
  double time_limit_seconds = 0;
  std::string partition;
  std::string solver;
  /// Improved: only mappings that are better than this by the gap or more count; where it is shown
  /// that there are none, the layer has no mapping.
  std::optional<ProgramCost> better_than;
};

/// One declared setting.
struct CosaOption {
  std::string_view name;
  std::string_view meaning;
  std::variant<double CosaOptions::*, std::string CosaOptions::*> field;
  std::string_view formulation = {};  ///< the one that it is for; empty: both

  /// "number" or "text".
  std::string_view type() const;
  /// The default as text; empty for an empty text.
  std::string default_text() const;
};

/// All settings, in the order of the documentation.
const std::vector<CosaOption>& cosa_option_declarations();

/// Sets the option called `name`. Throws Error for an unknown name or a text that is no number.
void set_cosa_option(CosaOptions& options, std::string_view name, const std::string& text);

/// Throws Error when a value is out of its range (not finite, a negative limit or traffic weight).
void check_cosa_options(const CosaOptions& options);

}  // namespace tilewright
