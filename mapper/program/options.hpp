#pragma once
// What tilewright-mapper takes from its command line beside the common options, and which mapper
// it runs.

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mapper/cosa/options.hpp"
#include "mapper/search/search_options.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

struct MapperOptions {
  std::string algorithm;
  bool keep_invalid = false;
  bool exit_zero_without_mapping = false;
  double time_limit_seconds = 0;        ///< 0: none
  std::optional<std::int64_t> best_of;  ///< absent: what the input's `mapper:` section says
  std::optional<int> threads;           ///< absent: the same
  std::optional<std::int64_t> seed;
  std::optional<std::string> network;  ///< a list of layers to map; absent: the input is one layer
  std::optional<int> jobs;             ///< layers at a time; absent: one for each processor
  std::map<std::string_view, std::string> cosa;  ///< given values by option name
};

/// Adds the options to `description`; they are stored in `options`.
void declare(boost::program_options::options_description& description, MapperOptions& options);

/// The algorithm to run, "cosa" or one of algorithm_names: the command line decides, then the input
/// (whose `mapper:` section means Timeloop's default without an algorithm), then CoSA, or in place
/// of Timeloop (`drop_in`) its default. Throws UsageError or Error for one that is not known.
std::string choose_algorithm(const MapperOptions& options, const MapperSection& section,
                             bool drop_in);

/// CoSA's options. Throws UsageError, also for an option that only searches have.
CosaOptions cosa_options(const MapperOptions& options);

/// The options of a search. Throws UsageError, also for an option that only CoSA has, and Error for
/// a number of threads in the input that is too large.
SearchOptions search_options(const MapperOptions& options, Algorithm algorithm,
                             const MapperSection& section);

}  // namespace tilewright
