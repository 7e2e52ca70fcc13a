#pragma once
// What a picture of a mapping shows, level by level from the outermost: loops, tiles, the use of
// buffers and arrays, and shares of the cost. Numbers and names only; nothing is laid out here.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/cost/evaluation.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/report/loop_effects.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::picture {

/// One data space at one level.
struct TileView {
  bool is_kept = false;
  std::int64_t size_words = 0;
  /// Words along each axis that has more than one: its dimensions ("P+R") and their number.
  std::vector<std::pair<std::string, std::int64_t>> extents;
  /// Accesses from inside for each word that comes in from outside (of partial sums: that goes
  /// out); at the outermost level that keeps it, for each word of the tensor. 0: not known.
  double uses_per_word = 0;
  double energy_pj = 0;  ///< of the accesses; all instances
};

/// Instances in use, of how many.
struct Use {
  std::int64_t used = 1;
  std::int64_t available = 1;
};

struct LevelView {
  std::string name;
  Use instances;
  std::vector<TileView> tiles;  ///< by data space
  std::int64_t used_words = 0;
  std::optional<std::int64_t> capacity_words;  ///< that a mapping may use; absent: no limit
  double multiple_buffering = 1;
  std::vector<LoopEffects> loops;  ///< outermost first
  Use columns;                     ///< of the next inner component, for each instance
  Use rows;
  double energy_pj = 0;          ///< all instances; with what no data space causes
  double network_energy_pj = 0;  ///< of the network to the next inner component
  std::int64_t accesses = 0;     ///< words; all instances
};

struct MappingView {
  std::string title;              ///< "LAYER on ARCHITECTURE", by the names of their files
  std::string latency_note;       ///< what the latency is owed to
  std::vector<LevelView> levels;  ///< outermost first
  Use compute;                    ///< units
};

/// Throws Error when the mapping is not even, or a count exceeds 2^63.
MappingView view_mapping(const Workload& workload, const Architecture& architecture,
                         const Mapping& mapping, const Evaluation& evaluation, TimeloopYear year);

}  // namespace tilewright::picture
