#pragma once
// How a mapspace is searched: the knobs of Timeloop's mapper.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "mapper/search/search.hpp"
#include "model/cost/evaluator.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

/// A count that no search reaches.
inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

struct SearchOptions {
  SearchSettings search;
  ModelOptions model;  ///< of the evaluator that judges the mappings
  std::vector<Metric> metrics = {Metric{}};
  int threads = 1;                       ///< searches side by side, each with its share; >= 1
  std::int64_t search_size = 0;          ///< valid mappings, over all threads; 0: no limit
  std::int64_t timeout = 1000;           ///< invalid mappings in a row, by thread
  std::int64_t victory_condition = 500;  ///< valid ones without improvement, by thread; 0: no limit
  std::int64_t sync_interval = 0;        ///< tried mappings between exchanges; 0: no exchange
  std::int64_t log_interval = 1;         ///< with log_suboptimal: every so many tried mappings
  std::int64_t max_temporal_loops = -1;  ///< <= 0: no limit
  bool penalize_consecutive_bypass_fails = false;  ///< count failures that differ only in bypass
  bool log_stats = false;
  bool log_suboptimal = false;
  OrojenesisSettings orojenesis;
  std::string output_folder = ".";  ///< where the files go that orojenesis.csv names

  /// Valid mappings after which one thread stops; 0: no limit.
  std::int64_t search_size_per_thread() const {
    return search_size > 0 ? 1 + (search_size - 1) / threads : 0;
  }
};

/// The options that a `mapper:` section asks for; its algorithm, and the number of processors where
/// it names no number of threads, are left to the caller.
SearchOptions search_options(const MapperSection& section);

/// The paper's baselines, "best of N valid mappings": nothing else stops the search.
void set_best_of(SearchOptions& options, std::int64_t valid_mappings);

}  // namespace tilewright
