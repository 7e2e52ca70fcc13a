#include "mapper/program/search_run.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/program/gap.hpp"
#include "mapper/program/outputs.hpp"
#include "mapper/search/diagnosis.hpp"
#include "mapper/search/search_mapper.hpp"
#include "model/cost/evaluator.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/program/progress_meter.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;
// Mappings tried, a second's work, to end a search that cannot succeed with Timeloop's statements.
constexpr std::int64_t longest_hopeless_search = 1'000'000;

// Beyond it, a time limit is none; clocks cannot count much further.
constexpr double longest_time_limit_seconds = 1e9;

using Seconds = std::chrono::duration<double>;

/// "12.3 M", "456".
std::string short_number(double number) {
  if (number >= 1e9) return fmt::format("{:.1f} G", number / 1e9);
  if (number >= 1e6) return fmt::format("{:.1f} M", number / 1e6);
  if (number >= 1e3) return fmt::format("{:.1f} k", number / 1e3);
  return fmt::format("{:.0f}", number);
}

std::string progress_text(const SearchState& state, double seconds) {
  const auto tried = static_cast<double>(state.tried.load());
  const auto valid = static_cast<double>(state.valid.load());
  const double best = state.best_cost.load();
  return fmt::format("{:.1f} s | tried {} ({}/s) | valid {} ({}/s) | best {}", seconds,
                     short_number(tried), short_number(tried / seconds), short_number(valid),
                     short_number(valid / seconds),
                     std::isinf(best) ? std::string("-") : fmt::format("{:.4g}", best));
}

void print_size(const Mapspace& space) {
  const MappingId& sizes = space.sizes();
  const auto size = space.size();
  std::cout << fmt::format(
      "Mapspace: {} factorizations x {} permutations x {} splits x {} bypasses = {} mappings\n",
      to_text(sizes.factorization), to_text(sizes.permutation), to_text(sizes.split),
      to_text(sizes.bypass), size ? to_text(*size) : "more than 2^128");
}

/// As with Timeloop's live status. It grows while the search runs, unlike the results.
std::ofstream open_log(const std::string& folder) {
  const std::string path = folder + "/timeloop-mapper.log";
  std::ofstream file(path);
  if (!file) {
    throw Error("cannot write '" + path + "': " + std::strerror(errno),
                "name a folder with room and write permission with -o");
  }
  return file;
}

SearchResult search(const Spec& spec, const CommonOptions& common, const Mapspace& space,
                    const SearchOptions& options, double time_limit_seconds, SearchState& state) {
  if (time_limit_seconds > 0 && time_limit_seconds < longest_time_limit_seconds) {
    state.deadline =
        SearchState::Clock::now() +
        std::chrono::duration_cast<SearchState::Clock::duration>(Seconds(time_limit_seconds));
  }
  std::ofstream log_file;
  if (spec.mapper.live_status) log_file = open_log(common.output_folder);
  ProgressMeter meter([&state](double seconds) { return progress_text(state, seconds); });
  state.log = [&](const std::string& line) {
    if (log_file.is_open()) {
      log_file << line << std::endl;
    } else {
      meter.print_line(line);
    }
  };
  if (!common.json) {
    state.log_results = [](const std::string& lines) { std::cout << lines << std::flush; };
  }
  return search_mapspace(spec, space, options, state);
}

std::vector<OutputFile> orojenesis_files(const OrojenesisSettings& settings,
                                         const OrojenesisList& list) {
  if (!settings.enabled()) return {};
  std::vector<OutputFile> files = {{"timeloop-mapper.orojenesis.csv", list.rows}};
  for (const auto& [name, text] : list.mappings) files.push_back({name, text});
  return files;
}

Json result_json(const SearchOptions& options, const SearchResult& result, double seconds) {
  return {{"mapper", algorithm_names[static_cast<std::size_t>(options.search.algorithm)]},
          {"tried", result.tried},
          {"valid_mappings", result.valid},
          {"threads", options.threads},
          {"seed", options.search.seed},
          {"search_seconds", seconds},
          {"statements", result.statements},
          {"valid", result.best.has_value()}};
}

}  // namespace

void run_search(const Spec& spec, const CommonOptions& common, const MapperOptions& given,
                const SearchOptions& options) {
  if (!spec.mapper.has_metrics) {
    print_warnings({"no optimization metric(s) specified, using edp as default"});
  }
  const Mapspace space(spec);
  if (!common.json) print_size(space);
  const auto obstacle = find_obstacle(space);
  if (obstacle && options.timeout > longest_hopeless_search) throw NoMapping(*obstacle);
  SearchState state;
  const InterruptGuard interrupt(state.stop);
  const auto start = SearchState::Clock::now();
  const SearchResult result = search(spec, common, space, options, given.time_limit_seconds, state);
  const double seconds = Seconds(SearchState::Clock::now() - start).count();
  Json json = result_json(options, result, seconds);
  if (spec.mapper.diagnostics && !common.json) {
    std::cout << "Mappings turned away by\n" << rejection_table(space, result);
  }
  if (!result.best) {
    if (common.json) std::cout << json.dump(2) << "\n";
    throw NoMapping(obstacle ? *obstacle : explain_failure(space, result));
  }
  Evaluator evaluator(spec, common.model);
  Evaluation evaluation;
  evaluator.evaluate(*result.best, evaluation);
  write_mapper_outputs(common, spec, *result.best, evaluator, evaluation,
                       orojenesis_files(options.orojenesis, result.orojenesis));
  std::optional<Gap> gap;
  if (given.gap) gap = find_gap(spec, common, given, evaluation, state.stop);
  if (common.json) {
    if (gap) json["gap"] = gap_json(*gap);
    json["evaluation"] =
        Json::parse(evaluation_json(spec.workload, spec.architecture, evaluator.costs(),
                                    *result.best, evaluation, common.explain_energy));
    std::cout << json.dump(2) << "\n";
    return;
  }
  if (common.explain_energy) {
    std::cout << energy_explanation(spec.workload, spec.architecture, evaluator.costs(),
                                    evaluation);
  }
  std::cout << fmt::format("Search: {} mappings tried, {} valid, {:.2f} s\n", result.tried,
                           result.valid, seconds)
            << (gap ? gap_line(*gap) + "\n" : "")
            << "Summary stats for best mapping found by mapper:\n  " << summary_line(evaluation)
            << "\n";
}

}  // namespace tilewright
