#pragma once
// The evaluator's literal twin: every count of a mapping, found by executing the nest. It shares no
// code with model/nest.

#include <optional>
#include <string>
#include <vector>

#include "model/cost/evaluation.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"
#include "test/property/tile_traffic.hpp"

namespace tilewright::test {

struct OracleResult {
  Rejection rejection;
  std::vector<std::vector<TileTraffic>> tiles;  ///< [storage level][data space]
  std::vector<std::int64_t> x_expansion;        ///< by storage level
  std::vector<std::int64_t> y_expansion;
  std::int64_t operations = 0;
  std::int64_t compute_instances = 0;  ///< largest number in use
  std::int64_t compute_cycles = 0;
};

/// Evaluates the counts of a mapping. Records are those that the networks carry: doubled for a
/// level that cannot reduce. Throws std::logic_error for nests that Timeloop itself cannot run.
OracleResult run_oracle(const Workload& workload, const Architecture& architecture,
                        const Mapping& mapping, TimeloopYear year = TimeloopYear::y2025);

/// The fields in which an evaluation differs from the oracle, one a line; empty when none. Hops are
/// compared where the network's words cost energy.
std::string differences(const Evaluation& evaluation, const OracleResult& expected,
                        const Workload& workload, const Architecture& architecture);

}  // namespace tilewright::test
