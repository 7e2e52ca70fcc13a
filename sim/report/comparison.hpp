#pragma once
// Model and simulator side by side, field by field, with the causes of each difference.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/report_input.hpp"

namespace tilewright::sim {

/// A part of a difference and what makes it.
struct DifferenceCause {
  std::string cause;
  double amount = 0;  ///< in the field's unit; the causes of a field add up to its difference
};

/// Words that the simulator moved and the model did not count, or the other way round.
struct TrafficDifference {
  int level = 0;
  int space = 0;
  std::string quantity;    ///< "reads", "fills" or "updates"
  std::int64_t model = 0;  ///< words of all instances
  std::int64_t simulated = 0;
  struct Cause {
    std::string cause;
    std::int64_t words = 0;
  };
  std::vector<Cause> causes;
};

/// One field.
struct ComparedField {
  std::string component;  ///< a storage level, a network, the compute units; empty: the whole run
  std::string field;      ///< "cycles", "reads of Weights", ...
  std::string unit;       ///< "cycles", "words", "pJ"
  double model = 0;
  double simulated = 0;
  std::vector<DifferenceCause> causes{};  ///< empty where the two agree

  double difference() const { return simulated - model; }
};

using Comparison = std::vector<ComparedField>;

/// All fields: cycles, compute cycles, the traffic of each level and data space that the level
/// keeps, and the energies. Causes of the cycles' difference are the shares of time that are not
/// computing; those of traffic are in `traffic` (a field that is missing there has none); those of
/// an energy are the counts and cycles that it is made of.
Comparison compare(const Report& report, const std::vector<TrafficDifference>& traffic = {});

/// A table, with a line for each cause below its field. Ends with a line break.
std::string comparison_text(const Comparison& comparison);

}  // namespace tilewright::sim
