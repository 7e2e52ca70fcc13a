#pragma once
// What tilewright-sim takes from its command line beside the common options, and what it makes of
// them together with the input's section.

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <string>

#include "sim/simulation.hpp"

namespace tilewright::sim {

struct SimOptions {
  std::string network;   ///< a word of network_kind_words; empty: what the input says
  std::string dram;      ///< "ideal" or a preset; empty: what the input says
  std::string prefetch;  ///< a word of prefetch_words; empty: what the input says
  bool no_skip = false;
  bool compare = false;
  bool verify = false;
  std::string trace;  ///< file; empty: none
  double trace_limit_mb = 20;
  std::string timeline;           ///< file; empty: none
  double time_limit_seconds = 0;  ///< 0: none
  std::int64_t cycle_limit = 0;   ///< 0: none

  std::int64_t trace_limit_bytes() const;
};

/// Adds the options to `description`; they are stored in `options`.
void declare(boost::program_options::options_description& description, SimOptions& options);

/// Throws UsageError for values that are out of range.
void check(const SimOptions& options);

/// The settings of the input's section with those of the command line in their place. --network
/// changes the kind of the networks that are not ideal; where there is none, it is the kind of the
/// network below the outermost level with several children. Throws UsageError for unknown words.
SimulationSection settings_of(const SimOptions& options, const SimulationSection& section);

/// How far to play, without the callbacks.
SimulationLimits limits_of(const SimOptions& options);

/// The settings of the section as lines of text, for --help.
std::string settings_text();

}  // namespace tilewright::sim
