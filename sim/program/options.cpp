#include "sim/program/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cmath>
#include <iterator>
#include <utility>

#include "model/program.hpp"
#include "model/spec/simulation_settings.hpp"
#include "sim/report/timeline.hpp"
#include "sim/report/trace.hpp"

namespace tilewright::sim {

namespace {

namespace po = boost::program_options;

constexpr double bytes_per_megabyte = 1e6;
constexpr double smallest_trace_megabytes = 1e-3;
constexpr double largest_trace_megabytes = 1e5;

/// A text that an empty one (an unset variable in a script) must not silently replace.
po::typed_value<std::string>* text(const char* name, std::string& field) {
  return po::value(&field)->notifier([name](const std::string& given) {
    if (given.empty()) throw UsageError(fmt::format("option '{}' is empty", name));
  });
}

template <typename Enumeration, typename Words>
Enumeration word_of(const char* option, const std::string& given, const Words& words) {
  const auto found = std::find(words.begin(), words.end(), given);
  if (found == words.end()) {
    throw UsageError(
        fmt::format("option '{}' is '{}'; give {}", option, given, fmt::join(words, ", ")));
  }
  return static_cast<Enumeration>(std::distance(words.begin(), found));
}

void set_network_kind(NetworkKind kind, std::vector<NetworkSection>& networks) {
  const auto is_ideal = [](const NetworkSection& network) {
    return network.kind == NetworkKind::ideal;
  };
  networks.erase(std::remove_if(networks.begin(), networks.end(), is_ideal), networks.end());
  if (kind == NetworkKind::ideal) {
    networks.clear();
    return;
  }
  if (networks.empty()) networks.emplace_back();
  for (NetworkSection& network : networks) network.kind = kind;
}

}  // namespace

std::int64_t SimOptions::trace_limit_bytes() const {
  return static_cast<std::int64_t>(trace_limit_mb * bytes_per_megabyte);
}

void declare(po::options_description& description, SimOptions& options) {
  auto add = description.add_options();
  add("network", text("network", options.network)->value_name("ideal|mesh|systolic"),
      "network below the outermost level with several children, or kind of the networks in the "
      "input that are not ideal");
  add("dram", text("dram", options.dram)->value_name("PRESET"),
      "ideal, or a device: DDR4-2400, LPDDR4-3200, HBM2");
  add("prefetch", text("prefetch", options.prefetch)->value_name("sized|ample|none"),
      "when tiles are fetched: early where there is room, always early, or never early");
  add("no-skip", po::bool_switch(&options.no_skip),
      "play every repeated phase; gives the same result, more slowly");
  add("compare", po::bool_switch(&options.compare),
      "also print model and simulator side by side, with the causes of each difference");
  add("verify", po::bool_switch(&options.verify),
      "also move numbers through the buffers and compare the results with the layer's");
  add("trace", text("trace", options.trace)->value_name("FILE"),
      "write what happened when to FILE, for Perfetto or chrome://tracing");
  add("trace-limit", po::value(&options.trace_limit_mb)->value_name("MB"),
      "with --trace: stop writing at this size (default: 20)");
  add("timeline", text("timeline", options.timeline)->value_name("FILE"),
      "draw who waits for whom over time to FILE, an SVG picture");
  add("time-limit", po::value(&options.time_limit_seconds)->value_name("SECONDS"),
      "end after this time with what is known by then; 0: no limit (default: 0)");
  add("cycle-limit", po::value(&options.cycle_limit)->value_name("N"),
      "end after N simulated cycles with what is known by then; 0: no limit (default: 0)");
}

void check(const SimOptions& options) {
  const double seconds = options.time_limit_seconds;
  if (!(seconds >= 0) || std::isinf(seconds)) {
    throw UsageError(
        fmt::format("option 'time-limit' is {}, not a number of seconds >= 0", seconds));
  }
  if (options.cycle_limit < 0) {
    throw UsageError(
        fmt::format("option 'cycle-limit' is {}; give 0 (no limit) or more", options.cycle_limit));
  }
  const double megabytes = options.trace_limit_mb;
  if (!(megabytes >= smallest_trace_megabytes && megabytes <= largest_trace_megabytes)) {
    throw UsageError(fmt::format("option 'trace-limit' is {}; give a number of MB from {} to {}",
                                 megabytes, smallest_trace_megabytes, largest_trace_megabytes));
  }
}

SimulationSection settings_of(const SimOptions& options, const SimulationSection& section) {
  SimulationSection settings = section;
  if (!options.network.empty()) {
    set_network_kind(word_of<NetworkKind>("network", options.network, network_kind_words),
                     settings.networks);
  }
  if (!options.dram.empty() && options.dram != settings.dram.preset) {
    DramSection dram;
    dram.preset = options.dram;
    settings.dram = std::move(dram);
  }
  if (!options.prefetch.empty()) {
    settings.prefetch = word_of<Prefetch>("prefetch", options.prefetch, prefetch_words);
    settings.level_prefetch.clear();
  }
  return settings;
}

SimulationLimits limits_of(const SimOptions& options) {
  SimulationLimits limits;
  limits.seconds = options.time_limit_seconds;
  limits.cycles = options.cycle_limit;
  limits.skip = !options.no_skip;
  if (!options.trace.empty()) {
    limits.timeline =
        static_cast<std::size_t>(options.trace_limit_bytes() / smallest_trace_event_bytes);
  }
  if (!options.timeline.empty()) {
    limits.timeline = std::max(limits.timeline, timeline_picture_intervals);
  }
  return limits;
}

std::string settings_text() {
  std::string lines = "Settings of the input's section 'sim' (or 'simulation'):\n";
  for (const SettingDescription& setting : simulation_settings()) {
    fmt::format_to(std::back_inserter(lines), "  {}: {} (default: {})\n      {}\n", setting.name,
                   setting.values, setting.default_text, setting.meaning);
  }
  return lines;
}

}  // namespace tilewright::sim
