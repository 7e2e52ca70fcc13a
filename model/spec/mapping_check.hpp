#pragma once
// Do the loops of an even mapping cover the problem? Shared by check_mapping and the reader, which
// knows a better place for the error.

#include <optional>
#include <string>
#include <vector>

#include "model/spec/mapping.hpp"

namespace tilewright {

/// A dimension whose loops do not cover its bound exactly.
struct CoverageFault {
  int dimension = 0;
  std::string problem;
  std::string advice;
};

/// The first dimension at fault, if any. `nests[l]` are the loops of storage level l.
std::optional<CoverageFault> find_coverage_fault(const std::vector<LevelNest>& nests,
                                                 const Workload& workload,
                                                 const Architecture& architecture);

}  // namespace tilewright
