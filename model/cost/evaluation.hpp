#pragma once
// What a mapping costs: the result type that the model and the simulator both produce.

#include <array>
#include <cstdint>
#include <vector>

#include "model/spec/workload.hpp"

namespace tilewright {

/// Why a mapping cannot run. The text is made by describe() in model/cost/evaluator.hpp.
struct Rejection {
  enum class Kind : std::uint8_t {
    none,
    data_space_nowhere,  ///< a data space is bypassed at every level
    capacity,            ///< value words > limit words
    min_utilization,     ///< value words < limit_fraction words
    instances,           ///< value instances in use > limit
    mesh_x,
    mesh_y,
    fanout_x,     ///< a level spreads its work over value > limit columns of the next inner level
    fanout_y,     ///< the same for rows
    parallelism,  ///< share of the compute units in use: value < limit (a constraint)
    temporal_loops,         ///< value > limit temporal loops (a constraint)
    distributed_multicast,  ///< an M:N network needs one multicast pattern, the mapping has more
  };
  Kind kind = Kind::none;
  int level = -1;  ///< storage level; -1 is compute
  double value = 0;
  double limit = 0;
};

/// Words that pass a network with the same fan-out pattern: each is delivered to `multicast`
/// children at once, in `scatter` different groups.
struct AccessRecord {
  std::int64_t multicast = 1;
  std::int64_t scatter = 1;
  double accesses = 0;      ///< words that the parent instance sends (or receives)
  double hops = 0;          ///< sum over these words of the hops that each makes
  double unicast_hops = 0;  ///< the same if every child were served separately
};

/// One data space at one storage level. Counts are words, per utilized instance.
struct DataMovement {
  bool kept = false;
  std::int64_t tile_size_words = 0;       ///< 0 where the data space is not stored
  std::int64_t tile_share_words = 0;      ///< less where an M:N network spreads the tile
  std::int64_t partition_size_words = 0;  ///< share of the whole tensor that one instance sees
  double utilized_instances = 0;          ///< average over time
  std::int64_t utilized_clusters = 0;
  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  double temporal_reductions = 0;
  std::int64_t address_generations = 0;     ///< per cluster
  double energy_pj = 0;                     ///< accesses, per instance
  double address_generation_energy_pj = 0;  ///< per cluster
  double read_bandwidth = 0;                ///< achieved words per cycle and instance
  double write_bandwidth = 0;
  double shared_bandwidth = 0;  ///< slowdown * (read + write demand): rounded once, unlike the sum

  /// Words that all utilized instances read, fill and update.
  std::int64_t all_accesses() const {
    return static_cast<std::int64_t>(utilized_instances *
                                     static_cast<double>(reads + updates + fills));
  }
};

/// One storage level.
struct StorageEvaluation {
  std::array<DataMovement, max_data_spaces> data_spaces;
  std::int64_t x_expansion = 1;  ///< columns of instances in use
  std::int64_t y_expansion = 1;  ///< rows of instances in use
  std::int64_t cycles = 0;       ///< that the accesses take at the level's bandwidth
  double slowdown = 1;           ///< 1: never the bottleneck
  double leakage_energy_pj = 0;
  double instances_per_power_gate = 1;
  double non_power_gated_utilization = 1;
  double energy_pj = 0;       ///< all data spaces and instances, with leakage
  std::int64_t accesses = 0;  ///< reads + fills + updates of all data spaces and instances
};

/// One data space in the network from a storage level to the next inner component.
/// Counts are per instance of the storage level.
struct NetworkTraffic {
  std::vector<AccessRecord> ingresses;    ///< by (multicast, scatter), ascending
  std::vector<AccessRecord> distributed;  ///< forwarded between the children (M:N networks)
  std::int64_t fanout = 1;                ///< children in use
  std::int64_t multicast_factor = 0;      ///< the largest of the records
  double link_transfers = 0;              ///< words passed between neighbouring children
  double spatial_reductions = 0;
  double average_hops = 0;  ///< known where the network costs energy; with Detail::everything also
                            ///< elsewhere, up to 2^20 children in use
  double energy_pj = 0;
  double link_transfer_energy_pj = 0;
  double utilized_instances = 0;
};

struct NetworkEvaluation {
  std::array<NetworkTraffic, max_data_spaces> data_spaces;
  double energy_pj = 0;  ///< all data spaces and instances
};

struct ComputeEvaluation {
  std::int64_t operations = 0;
  std::int64_t utilized_instances = 0;
  std::int64_t cycles = 0;
  double energy_pj = 0;
  std::int64_t average_instances = 0;  ///< utilized, average over time, rounded down
};

/// The cost of one mapping. Reused from one evaluation to the next, so that nothing is allocated.
struct Evaluation {
  Rejection rejection;  ///< kind none: valid, and all else is set
  ComputeEvaluation compute;
  std::vector<StorageEvaluation> storage;   ///< by storage level
  std::vector<NetworkEvaluation> networks;  ///< networks[l]: from storage level l inwards
  std::int64_t cycles = 0;                  ///< latency
  double energy_pj = 0;
  double utilization = 0;  ///< of all compute instances over all cycles, 0 to 1

  bool valid() const { return rejection.kind == Rejection::Kind::none; }
  /// Energy times delay, in pJ x cycles.
  double edp_pj_cycles() const { return energy_pj * static_cast<double>(cycles); }
};

}  // namespace tilewright
