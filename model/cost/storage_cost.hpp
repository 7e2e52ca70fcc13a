#pragma once
// From counts to cost, for one storage level: vector accesses, energy, bandwidth, leakage.

#include <array>
#include <cstdint>
#include <vector>

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/nest/tile.hpp"
#include "model/spec/architecture.hpp"

namespace tilewright {

/// By data space: factor on the bandwidth that its accesses take.
using BandwidthScales = std::array<double, max_data_spaces>;

/// Fills counts and access energies of one data space at one level. `result` belongs to a level
/// whose expansions are set.
void count_movement(const StorageLevel& level, const StorageCosts& costs, const Tile& tile,
                    bool kept, bool read_write, const StorageEvaluation& storage,
                    DataMovement& result);

/// Fills bandwidths, slowdown and cycles of one level (docs/equations.md, section 10).
void throttle(const StorageLevel& level, const BandwidthScales& scales, int data_spaces,
              std::int64_t compute_cycles, StorageEvaluation& storage);

/// Fills the leakage of one level. `gate` is the level whose instances switch its power, and
/// `gate_instances` their number.
void count_leakage(const StorageLevel& level, const StorageCosts& costs,
                   const StorageEvaluation& gate, std::int64_t gate_instances, int data_spaces,
                   std::int64_t cycles, StorageEvaluation& storage);

/// Sums energy and accesses of one level over data spaces and instances.
void sum_storage(int data_spaces, StorageEvaluation& storage);

}  // namespace tilewright
