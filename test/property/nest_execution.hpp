#pragma once
// Literal execution of a loop nest, the way Timeloop's nest analysis defines it: recursion from the
// outermost loop inwards, explicit point sets, state per loop that persists between invocations,
// iterations 0 and 1 of a temporal loop (and the last ones of imperfect loops), all children of
// a spatial run as translated sets. Slow; the evaluator is compared with it.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "model/nest/timeloop_year.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::test {

/// Words with one fan-out pattern; hops are summed over the words.
struct Record {
  double accesses = 0;
  double hops = 0;
  double unicast_hops = 0;  ///< if each child were served alone
};

/// By (multicast, scatter).
using Records = std::map<std::pair<std::int64_t, std::int64_t>, Record>;

/// A loop of the nest and its place in it.
struct NestLoop {
  Loop loop;
  int level = 0;          ///< the storage level whose block it belongs to
  bool boundary = false;  ///< outermost loop of its block
  bool master = false;    ///< outermost loop of a run of spatial loops
};

/// One data space in the block of loops of one storage level, per instance of that level.
struct BlockTraffic {
  std::int64_t tile_size = 0;     ///< words at the block's outermost loop
  std::int64_t spatial_size = 0;  ///< words at the block's spatial loops; 0 when it has none
  Records records;                ///< words that leave the level towards the inner component
  std::int64_t link_transfers = 0;
  std::int64_t replication = 1;  ///< instances of the level in use, truncated
  std::int64_t fanout = 1;       ///< inner instances per instance in use
};

struct NestTraffic {
  std::vector<std::vector<BlockTraffic>> blocks;  ///< [data space][storage level]
  double operations_per_instance = 0;
  std::int64_t compute_instances = 0;    ///< in use, truncated
  std::int64_t temporal_iterations = 0;  ///< product of all temporal bounds
  bool imperfect = false;
};

/// The loops of an even mapping, innermost first; a level without temporal loops gets one with
/// bound 1.
std::vector<NestLoop> flatten(const Workload& workload, const Mapping& mapping);

/// Executes the nest.
NestTraffic execute_nest(const Workload& workload, const Architecture& architecture,
                         const Mapping& mapping, TimeloopYear year);

}  // namespace tilewright::test
