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
#include "mapper/exact/exact.hpp"
#include "mapper/search/search_options.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

inline constexpr std::string_view exact_mapper_name = "exact";

struct MapperOptions {
  std::string algorithm;
  bool keep_invalid = false;
  bool exit_zero_without_mapping = false;
  double time_limit_seconds = 0;        ///< 0: none
  std::optional<std::int64_t> best_of;  ///< absent: what the input's `mapper:` section says
  std::optional<int> threads;           ///< absent: the same
  std::optional<std::int64_t> seed;
  std::string objective;  ///< names and commas; empty: what the input's `mapper:` section says
  std::string pareto;     ///< the metrics of which all trade-offs are wanted; empty: one mapping
  std::optional<double> pad_percent;   ///< dimensions may grow by so much
  bool gap = false;                    ///< also say how far the mapping is above the optimum
  std::string certificate;             ///< file to write the proof to; empty: none
  std::string check;                   ///< certificate to check instead of mapping; empty: none
  std::optional<std::string> network;  ///< a list of layers to map; absent: the input is one layer
  std::optional<int> jobs;             ///< layers at a time; absent: one for each processor
  std::map<std::string_view, std::string> cosa;  ///< given values by option name
};

/// Adds the options to `description`; they are stored in `options`.
void declare(boost::program_options::options_description& description, MapperOptions& options);

/// The algorithm to run, "cosa", "exact" or one of algorithm_names: the command line decides, then
/// the input (whose `mapper:` section means Timeloop's default without an algorithm), then CoSA, or
/// in place of Timeloop (`drop_in`) its default. Throws UsageError or Error for one that is not
/// known.
std::string choose_algorithm(const MapperOptions& options, const MapperSection& section,
                             bool drop_in);

/// How many threads a mapper has. Throws UsageError, and Error for the input's number.
int thread_count(const MapperOptions& options, const MapperSection& section);

/// The exact mapper's options. Throws UsageError, also for an option that only others have, and
/// Error for an objective or a number of threads in the input that is not possible.
ExactOptions exact_options(const MapperOptions& options, const MapperSection& section);

/// CoSA's options. Throws UsageError, also for an option that only others have, and Error for an
/// objective in the input that is not possible.
CosaOptions cosa_options(const MapperOptions& options, const MapperSection& section);

/// The options of a search. Throws UsageError, also for an option that only others have, and Error
/// for a number of threads in the input that is too large.
SearchOptions search_options(const MapperOptions& options, Algorithm algorithm,
                             const MapperSection& section);

}  // namespace tilewright
