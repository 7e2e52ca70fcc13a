#include "mapper/program/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cmath>
#include <thread>
#include <vector>

#include "model/program.hpp"

namespace tilewright {

namespace {

namespace po = boost::program_options;

constexpr std::string_view cosa_name = "cosa";
constexpr std::string_view default_search = "hybrid";
constexpr int most_threads = 1024;
constexpr std::string_view time_limit_name = "time-limit";  // serves every mapper

std::string known_algorithms() {
  return fmt::format("{}, {}", cosa_name, fmt::join(algorithm_names, ", "));
}

/// The spelling that the library uses; nothing for an unknown one.
std::optional<std::string> known_name(std::string_view name) {
  if (name == cosa_name) return std::string(name);
  const auto algorithm = find_algorithm(name);
  if (!algorithm) return std::nullopt;
  return std::string(algorithm_names[static_cast<std::size_t>(*algorithm)]);
}

}  // namespace

void declare(po::options_description& description, MapperOptions& options) {
  auto add = description.add_options();
  add("mapper", po::value(&options.algorithm)->value_name("NAME"),
      fmt::format("the algorithm: {}; default: what 'mapper: algorithm:' says ({} if the section "
                  "names none), else {}",
                  known_algorithms(), default_search, cosa_name)
          .c_str());
  add("time-limit", po::value(&options.time_limit_seconds)->value_name("SECONDS"),
      "return the best mapping found by then; 0: no limit (default: 0)");
  add("best-of", po::value(&options.best_of)->value_name("N"),
      "searches: the best of N valid mappings; nothing else in the 'mapper' section stops them");
  add("threads", po::value(&options.threads)->value_name("N"),
      "searches: number of search threads, which share the mapspace (default: 'mapper: "
      "num_threads:', else one per processor)");
  add("seed", po::value(&options.seed)->value_name("S"),
      "searches: which random numbers; 1 gives Timeloop's (default: 1)");
  add("keep-invalid", po::bool_switch(&options.keep_invalid),
      "cosa: write timeloop-mapper.map.yaml even if the mapping does not fit the hardware");
  for (const CosaOption& option : cosa_option_declarations()) {
    if (option.name == time_limit_name) continue;
    const std::string fallback = option.default_text();
    const std::string help = fallback.empty()
                                 ? std::string(option.meaning)
                                 : fmt::format("{} (default: {})", option.meaning, fallback);
    add(fmt::format("cosa-{}", option.name).c_str(),
        po::value(&options.cosa[option.name])->value_name(option.type().data()), help.c_str());
  }
}

std::string choose_algorithm(const MapperOptions& options, const MapperSection& section) {
  const std::string known = "known: " + known_algorithms();
  if (!options.algorithm.empty()) {
    if (const auto name = known_name(options.algorithm)) return *name;
    throw UsageError(fmt::format("unknown mapper '{}'; {}", options.algorithm, known));
  }
  if (section.algorithm.empty()) {
    return std::string(section.present ? default_search : cosa_name);
  }
  if (const auto name = known_name(section.algorithm)) return *name;
  throw Error(section.place, fmt::format("unknown mapper algorithm '{}'", section.algorithm),
              known);
}

CosaOptions cosa_options(const MapperOptions& given) {
  CosaOptions options;
  try {
    for (const auto& [name, text] : given.cosa) {
      if (!text.empty()) set_cosa_option(options, name, text);
    }
    options.time_limit_seconds = given.time_limit_seconds;
    check_cosa_options(options);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  return options;
}

SearchOptions search_options(const MapperOptions& given, Algorithm algorithm,
                             const MapperSection& section) {
  if (given.threads < 0 || given.threads > most_threads) {
    throw UsageError(
        fmt::format("option 'threads' is {}, not 1 to {}", given.threads, most_threads));
  }
  if (given.best_of < 0) {
    throw UsageError(fmt::format("option 'best-of' is {}, not 1 or more", given.best_of));
  }
  if (!(given.time_limit_seconds >= 0) || std::isinf(given.time_limit_seconds)) {
    throw UsageError(fmt::format("option 'time-limit' is {}, not a number of seconds >= 0",
                                 given.time_limit_seconds));
  }
  SearchOptions options = search_options(section);
  options.search.algorithm = algorithm;
  options.search.seed = given.seed;
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  options.threads = given.threads > 0         ? given.threads
                    : section.num_threads > 0 ? section.num_threads
                                              : processors;
  options.threads = std::min(options.threads, most_threads);
  if (given.best_of > 0) set_best_of(options, given.best_of);
  return options;
}

}  // namespace tilewright
