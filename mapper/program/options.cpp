#include "mapper/program/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cmath>
#include <thread>
#include <vector>

#include "mapper/program/objective.hpp"
#include "model/program.hpp"

namespace tilewright {

namespace {

namespace po = boost::program_options;

constexpr std::string_view cosa_name = "cosa";
constexpr std::string_view default_search = "hybrid";
constexpr int most_threads = 512;
constexpr double most_padding_percent = 100;
constexpr std::int64_t timeloop_seed = 1;
constexpr std::string_view time_limit_name = "time-limit";  // serves every mapper

std::string known_algorithms() {
  return fmt::format("{}, {}, {}", cosa_name, exact_mapper_name, fmt::join(algorithm_names, ", "));
}

/// An option that may be absent. (Boost reads no std::optional.)
template <typename T>
po::typed_value<T>* given(std::optional<T>& target) {
  return po::value<T>()->notifier([&target](const T& value) { target = value; });
}

void check_at_least(std::string_view option, std::optional<std::int64_t> value,
                    std::int64_t least) {
  if (value && *value < least) {
    throw UsageError(fmt::format("option '{}' is {}; give {} or more", option, *value, least));
  }
}

void check_time_limit(double seconds) {
  if (seconds >= 0 && !std::isinf(seconds)) return;
  throw UsageError(fmt::format("option 'time-limit' is {}, not a number of seconds >= 0", seconds));
}

[[noreturn]] void throw_misplaced(std::string_view option, std::string_view mapper) {
  throw UsageError(fmt::format("option '{}' does not apply to the mapper '{}'", option, mapper));
}

void check_no_cosa_option(const MapperOptions& given, std::string_view mapper) {
  if (given.keep_invalid) throw_misplaced("keep-invalid", mapper);
  for (const auto& [name, text] : given.cosa) {
    if (!text.empty()) throw_misplaced(fmt::format("cosa-{}", name), mapper);
  }
}

void check_no_exact_option(const MapperOptions& given, std::string_view mapper) {
  if (!given.pareto.empty()) throw_misplaced("pareto", mapper);
  if (!given.certificate.empty()) throw_misplaced("certificate", mapper);
}

/// A text that an empty one (an unset variable in a script) must not silently replace.
po::typed_value<std::string>* text(const char* name, std::string& field) {
  return po::value(&field)->notifier([name](const std::string& given) {
    if (given.empty()) throw UsageError(fmt::format("option '{}' is empty", name));
  });
}

/// The spelling that the library uses; nothing for an unknown one.
std::optional<std::string> known_name(std::string_view name) {
  if (name == cosa_name || name == exact_mapper_name) return std::string(name);
  const auto algorithm = find_algorithm(name);
  if (!algorithm) return std::nullopt;
  return std::string(algorithm_names[static_cast<std::size_t>(*algorithm)]);
}

}  // namespace

void declare(po::options_description& description, MapperOptions& options) {
  auto add = description.add_options();
  add("mapper", text("mapper", options.algorithm)->value_name("NAME"),
      fmt::format("the algorithm: {}; default: what 'mapper: algorithm:' says ({} if the section "
                  "names none), else {}",
                  known_algorithms(), default_search, cosa_name)
          .c_str());
  add("time-limit", po::value(&options.time_limit_seconds)->value_name("SECONDS"),
      "return the best mapping found by then; 0: no limit (default: 0)");
  add("best-of", given<std::int64_t>(options.best_of)->value_name("N"),
      "searches: the best of N valid mappings; nothing else in the 'mapper' section stops them");
  add("threads", given<int>(options.threads)->value_name("N"),
      "searches, exact: number of threads; those of a search share the mapspace (default: "
      "'mapper: num_threads:', else one per processor)");
  add("seed", given<std::int64_t>(options.seed)->value_name("S"),
      "searches: which random numbers; 1 gives Timeloop's (default: 1)");
  add("objective", text("objective", options.objective)->value_name("LIST"),
      fmt::format("what is minimized, most important first: {} (default: 'mapper: "
                  "optimization_metrics:', else edp)",
                  objective_choices)
          .c_str());
  add("pareto", text("pareto", options.pareto)->value_name("energy,delay"),
      "exact: all trade-offs between energy and delay of the layer, as "
      "timeloop-mapper.pareto.csv and a mapping for each");
  add("pad", given<double>(options.pad_percent)->value_name("PERCENT"),
      "cosa, exact: let each dimension grow by up to so much to a bound with more divisors; the "
      "layer "
      "that was mapped goes to timeloop-mapper.problem.yaml");
  add("gap", po::bool_switch(&options.gap),
      "also tell how far the mapping's cost, in the objective's first metric (edp where none is "
      "given), is above the proven optimum of the exact mapper");
  add("certificate", text("certificate", options.certificate)->value_name("FILE"),
      "exact: write to FILE what --check needs to prove that the mapping is optimal");
  add("check", text("check", options.check)->value_name("FILE"),
      "map nothing: prove the claim of certificate FILE about the input, without the mapper");
  add("network", given<std::string>(options.network)->value_name("LIST"),
      "map every layer of a network: LIST is a folder of layer files or a YAML list of them; the "
      "FILEs have the rest. Outputs go to a folder for each distinct layer, and a table to "
      "network.txt, network.csv and network.json");
  add("jobs", given<int>(options.jobs)->value_name("N"),
      "with --network: layers to map at a time (default: one for each processor); a mapper then "
      "has one thread unless --threads or the input says otherwise");
  add("keep-invalid", po::bool_switch(&options.keep_invalid),
      "cosa: write timeloop-mapper.map.yaml even if the mapping does not fit the hardware");
  add("exit-zero-without-mapping", po::bool_switch(&options.exit_zero_without_mapping),
      "when no valid mapping is found: write empty result files and exit with 0, as Timeloop's "
      "mapper does");
  for (const CosaOption& option : cosa_option_declarations()) {
    if (option.name == time_limit_name) continue;
    const std::string fallback = option.default_text();
    const std::string meaning = option.formulation.empty()
                                    ? std::string(option.meaning)
                                    : fmt::format("{}: {}", option.formulation, option.meaning);
    const std::string help =
        fallback.empty() ? meaning : fmt::format("{} (default: {})", meaning, fallback);
    add(fmt::format("cosa-{}", option.name).c_str(),
        po::value(&options.cosa[option.name])->value_name(option.type().data()), help.c_str());
  }
}

std::string choose_algorithm(const MapperOptions& options, const MapperSection& section,
                             bool drop_in) {
  const std::string known = "known: " + known_algorithms();
  if (!options.algorithm.empty()) {
    if (const auto name = known_name(options.algorithm)) return *name;
    throw UsageError(fmt::format("unknown mapper '{}'; {}", options.algorithm, known));
  }
  if (section.algorithm.empty()) {
    return std::string(section.present || drop_in ? default_search : cosa_name);
  }
  if (const auto name = known_name(section.algorithm)) return *name;
  throw Error(section.place, fmt::format("unknown mapper algorithm '{}'", section.algorithm),
              known);
}

int thread_count(const MapperOptions& given, const MapperSection& section) {
  check_at_least("threads", given.threads, 1);
  if (given.threads.value_or(1) > most_threads) {
    throw UsageError(
        fmt::format("option 'threads' is {}; give {} or less", *given.threads, most_threads));
  }
  if (!given.threads && section.num_threads > most_threads) {
    throw Error(
        section.num_threads_place,
        fmt::format("'num_threads' is {}, but {} are the most", section.num_threads, most_threads),
        "give one for each processor");
  }
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int unasked = given.network ? 1 : processors;
  const int asked = section.num_threads > 0 ? section.num_threads : unasked;
  return std::min(given.threads.value_or(asked), most_threads);
}

namespace {

void check_padding(const MapperOptions& given) {
  const double pad = given.pad_percent.value_or(0);
  if (pad >= 0 && pad <= most_padding_percent) return;
  throw UsageError(fmt::format("option 'pad' is {}; give 0 to {}", pad, most_padding_percent));
}

void check_exact_options(const MapperOptions& given) {
  if (given.best_of) throw_misplaced("best-of", exact_mapper_name);
  if (given.seed) throw_misplaced("seed", exact_mapper_name);
  check_padding(given);
  if (given.pareto.empty()) return;
  if (given.pareto != "energy,delay" && given.pareto != "delay,energy") {
    throw UsageError(fmt::format("option 'pareto' is '{}'; give energy,delay", given.pareto));
  }
  for (const auto& [is_given, option] :
       {std::pair{!given.objective.empty(), "objective"}, std::pair{given.gap, "gap"},
        std::pair{given.pad_percent.has_value(), "pad"},
        std::pair{given.network.has_value(), "network"}}) {
    if (is_given)
      throw UsageError(fmt::format("options 'pareto' and '{}' exclude each other", option));
  }
}

}  // namespace

ExactOptions exact_options(const MapperOptions& given, const MapperSection& section) {
  check_time_limit(given.time_limit_seconds);
  check_no_cosa_option(given, exact_mapper_name);
  check_exact_options(given);
  ExactOptions options;
  if (given.pareto.empty()) options.objective = exact_objective(section);
  options.threads = thread_count(given, section);
  if (given.time_limit_seconds > 0) options.time_limit_s = given.time_limit_seconds;
  return options;
}

namespace {

/// Of the input's metrics the first, which CoSA minimizes; the last decides between equals.
CosaObjective cosa_objective(const MapperSection& section) {
  switch (exact_objective(section).front()) {
    case ExactMetric::energy:
      return CosaObjective::energy;
    case ExactMetric::delay:
      return CosaObjective::delay;
    case ExactMetric::edp:
      break;
  }
  return CosaObjective::edp;
}

CosaOptions given_cosa_options(const MapperOptions& given) {
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

void check_formulation(const MapperOptions& given, std::string_view formulation) {
  for (const CosaOption& option : cosa_option_declarations()) {
    const auto text = given.cosa.find(option.name);
    if (text == given.cosa.end() || text->second.empty()) continue;
    if (option.formulation.empty() || option.formulation == formulation) continue;
    throw UsageError(fmt::format("option 'cosa-{}' needs --cosa-formulation {}", option.name,
                                 option.formulation));
  }
}

}  // namespace

CosaOptions cosa_options(const MapperOptions& given, const MapperSection& section) {
  check_time_limit(given.time_limit_seconds);
  check_no_exact_option(given, cosa_name);
  if (given.best_of) throw_misplaced("best-of", cosa_name);
  if (given.threads && !given.gap) throw_misplaced("threads", cosa_name);
  if (given.seed) throw_misplaced("seed", cosa_name);
  CosaOptions options = given_cosa_options(given);
  check_formulation(given, options.formulation);
  check_padding(given);
  if (options.formulation == cosa_improved) {
    options.objective = cosa_objective(section);
    return options;
  }
  constexpr std::string_view published = "cosa, formulation published";
  if (given.pad_percent) throw_misplaced("pad", published);
  if (!given.objective.empty() && !given.gap) throw_misplaced("objective", published);
  return options;
}

SearchOptions search_options(const MapperOptions& given, Algorithm algorithm,
                             const MapperSection& section) {
  const std::string_view mapper = algorithm_names[static_cast<std::size_t>(algorithm)];
  check_no_cosa_option(given, mapper);
  check_no_exact_option(given, mapper);
  if (given.pad_percent) throw_misplaced("pad", mapper);
  check_time_limit(given.time_limit_seconds);
  check_at_least("best-of", given.best_of, 1);
  check_at_least("seed", given.seed, 0);
  SearchOptions options = search_options(section);
  options.search.algorithm = algorithm;
  options.search.seed = static_cast<std::uint64_t>(given.seed.value_or(timeloop_seed));
  options.threads = thread_count(given, section);
  if (given.best_of) set_best_of(options, *given.best_of);
  return options;
}

}  // namespace tilewright
