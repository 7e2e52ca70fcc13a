#pragma once
// Deterministic random mapspaces with all kinds of constraints, small enough to be listed.

#include <cstdint>
#include <string>

#include "model/spec/spec.hpp"

namespace tilewright::test {

struct MapspaceCaseOptions {
  bool ruby = false;
  double most_mappings = 3'000;
};

/// Workload, architecture (without energy in the networks) and constraints;
/// spec.mapper.max_temporal_loops is set in some. The space may be empty. Equal seeds give equal
/// cases.
Spec random_mapspace_case(std::uint64_t seed, const MapspaceCaseOptions& options = {});

/// The case in a few lines, for messages.
std::string case_text(const Spec& spec);

}  // namespace tilewright::test
