#include "mapper/search/search_options.hpp"

#include <algorithm>

namespace tilewright {

SearchOptions search_options(const MapperSection& section) {
  SearchOptions options;
  options.search.permutations_per_visit = section.max_permutations_per_if_visit;
  options.search.filter_revisits = section.filter_revisits;
  options.metrics = section.metrics;
  options.threads = std::max(section.num_threads, 1);
  options.search_size = section.search_size;
  options.timeout = section.timeout;
  options.victory_condition = section.victory_condition;
  options.sync_interval = section.sync_interval;
  options.log_interval = section.log_interval;
  options.max_temporal_loops = section.max_temporal_loops;
  options.penalize_consecutive_bypass_fails = section.penalize_consecutive_bypass_fails;
  options.log_stats = section.log_stats;
  options.log_suboptimal = section.log_suboptimal;
  options.orojenesis = section.orojenesis;
  return options;
}

void set_best_of(SearchOptions& options, std::int64_t valid_mappings) {
  options.search_size = valid_mappings;
  options.timeout = unlimited;
  options.victory_condition = 0;
}

}  // namespace tilewright
