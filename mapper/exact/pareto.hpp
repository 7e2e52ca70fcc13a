#pragma once
// All trade-offs between energy and delay: the mappings of which no other one has less of one and
// not more of the other.

#include <vector>

#include "mapper/exact/exact.hpp"

namespace tilewright {

struct ParetoPoint {
  Mapping mapping;
  Evaluation evaluation;
};

struct ParetoFront {
  /// From the least energy to the least delay; of equally good mappings, one. Costs that differ by
  /// less than 1 part in 10^9 are equal.
  std::vector<ParetoPoint> points;
  /// All points are there. Else all that are at least as slow as the last one are.
  bool complete = false;
  ExactStatistics statistics;
};

/// Minimizes energy, then delay, again and again, each time below the cycles of the point before.
/// The objective of `options` counts for nothing, its limits for all of the work; `progress` is
/// told of each minimization. Throws Error as find_exact_mapping() does.
ParetoFront find_pareto_front(const Spec& spec, const ExactOptions& options);

}  // namespace tilewright
