#pragma once
// The `mapper:` section: which search, what it minimizes, and when it stops.

#include <cstdint>
#include <string>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright {

/// A cost to be minimized.
struct Metric {
  enum class Kind : std::uint8_t {
    delay,     ///< cycles
    energy,    ///< pJ
    edp,       ///< pJ x cycles
    accesses,  ///< reads, fills and updates at one storage level
  };
  Kind kind = Kind::edp;
  int level = 0;  ///< for accesses: the storage level

  bool operator==(const Metric&) const = default;
};

/// Which mappings are listed in orojenesis.csv, and how much is told of them.
struct OrojenesisSettings {
  bool best = false;     ///< the best ones of each run with equally much in the innermost level
  bool all = false;      ///< all valid ones
  bool files = false;    ///< each in a file of its own, too
  bool verbose = false;  ///< with sizes and accesses at all levels

  bool enabled() const { return best || all; }
};

/// Defaults are Timeloop's.
struct MapperSection {
  bool present = false;                      ///< the input has a `mapper` section
  std::string algorithm;                     ///< as in the file; empty when not given
  Place place;                               ///< of the algorithm, else of the section
  std::vector<Metric> metrics = {Metric{}};  ///< most important first, at least one
  bool has_metrics = false;                  ///< the section names them; else they are the default
  int num_threads = 0;                       ///< searches side by side; 0: one per processor
  Place num_threads_place;                   ///< where it is given
  std::int64_t search_size = 0;              ///< stop after so many valid mappings; 0: never
  std::int64_t timeout = 1000;               ///< stop after so many invalid mappings in a row
  std::int64_t victory_condition = 500;      ///< stop after so many without improvement; 0: never
  std::int64_t sync_interval = 0;  ///< mappings between exchanges of the best one; 0: never
  std::int64_t log_interval = 1;
  std::int64_t max_permutations_per_if_visit = 16;  ///< of one factorization, in random_pruned
  std::int64_t max_temporal_loops = -1;             ///< in a mapping, above bound 1; <= 0: no limit
  bool filter_revisits = false;
  bool penalize_consecutive_bypass_fails = false;
  bool diagnostics = false;
  bool live_status = false;  ///< the log goes to a file
  bool log_stats = false;
  bool log_suboptimal = false;
  OrojenesisSettings orojenesis;
};

}  // namespace tilewright
