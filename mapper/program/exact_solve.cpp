#include "mapper/program/exact_solve.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "mapper/exact/objective.hpp"
#include "mapper/program/objective.hpp"
#include "mapper/search/diagnosis.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

// Random mappings, a fraction of a second's work, that show what stands in the way.
constexpr std::int64_t diagnosed_mappings = 20'000;

std::string cost_text(ExactMetric metric, double cost) {
  return metric == ExactMetric::delay ? fmt::format("{:.0f}", cost) : fmt::format("{:.6g}", cost);
}

std::string costs_text(const std::vector<ExactMetric>& objective,
                       const std::vector<double>& costs) {
  std::string text;
  for (std::size_t i = 0; i < objective.size(); ++i) {
    text += (i == 0 ? "" : ", ") + cost_text(objective[i], costs[i]);
  }
  return text;
}

Json costs_json(const std::vector<ExactMetric>& objective, const std::vector<double>& costs) {
  Json json = Json::object();
  for (std::size_t i = 0; i < objective.size() && i < costs.size(); ++i) {
    json[std::string(to_text(objective[i]))] = costs[i];
  }
  return json;
}

std::string claim(const std::vector<ExactMetric>& objective, const ExactResult& result) {
  if (result.proven()) return "proven optimal";
  // Where the first metric is proven, the next one is open.
  const bool first_proven =
      objective.size() > 1 && !exact::clearly_less(result.lower_bound[0], result.cost[0]);
  const std::size_t open = first_proven ? 1 : 0;
  const std::string of = objective.size() > 1 ? fmt::format("{} ", to_text(objective[open])) : "";
  const double percent = percent_above(result.cost[open], result.lower_bound[open]);
  std::string text = of + (std::isinf(percent) ? "not bounded"
                                               : fmt::format("at most {} above the optimum",
                                                             percent_text(percent, true)));
  if (result.relaxations.empty()) return text;
  return fmt::format("{}, since only bounded from below: {}", text,
                     fmt::join(result.relaxations, "; "));
}

}  // namespace

/// What the meter shows; written by the mapper, read by the meter's thread.
struct SolvingMeter::Progress {
  std::atomic<double> cost = std::numeric_limits<double>::infinity();
  std::atomic<double> lower_bound = 0;

  std::string text(double seconds) const {
    const double best = cost;
    const double bound = lower_bound;
    std::string line = fmt::format("{:.1f} s | bound {:.4g} | best ", seconds, bound);
    if (std::isinf(best)) return line + "-";
    line += fmt::format("{:.4g}", best);
    const double percent = percent_above(best, bound);
    return std::isinf(percent) ? line
                               : line + ", at most " + percent_text(percent, true) + " above";
  }
};

SolvingMeter::SolvingMeter(ExactOptions& options, const std::atomic<bool>& stop)
    : progress_(std::make_unique<Progress>()),
      meter_([progress = progress_.get()](double seconds) { return progress->text(seconds); }) {
  options.stop = [&stop] { return stop.load(); };
  options.progress = [progress = progress_.get()](const ExactResult& result) {
    progress->cost =
        result.cost.empty() ? std::numeric_limits<double>::infinity() : result.cost.front();
    progress->lower_bound = result.lower_bound.front();
  };
}

SolvingMeter::~SolvingMeter() = default;

ExactResult solve_exactly(const Spec& spec, ExactOptions options, const std::atomic<bool>& stop) {
  const SolvingMeter meter(options, stop);
  return find_exact_mapping(spec, options);
}

double percent_above(double cost, double lower_bound) {
  if (!exact::clearly_less(lower_bound, cost)) {
    return exact::clearly_less(cost, lower_bound) ? 100 * (cost / lower_bound - 1) : 0;
  }
  if (lower_bound <= 0) return std::numeric_limits<double>::infinity();
  return 100 * (cost / lower_bound - 1);
}

std::string percent_text(double percent, bool rounded_up) {
  return fmt::format("{:.2f} %", rounded_up ? std::ceil(100 * percent) / 100 : percent);
}

std::string result_text(const std::vector<ExactMetric>& objective, const ExactResult& result) {
  return fmt::format("{} = {} | bound = {} | {} | labels = {} | time = {:.3f} s",
                     to_text(objective), costs_text(objective, result.cost),
                     costs_text(objective, result.lower_bound), claim(objective, result),
                     result.statistics.labels, result.statistics.seconds);
}

Json result_json(const std::vector<ExactMetric>& objective, const ExactResult& result) {
  const ExactStatistics& statistics = result.statistics;
  Json json = {{"mapper", "exact"},
               {"status", to_text(result.status)},
               {"objective", to_text(objective)},
               {"cost", costs_json(objective, result.cost)},
               {"lower_bound", costs_json(objective, result.lower_bound)},
               {"proven_optimal", result.status == ExactStatus::optimal}};
  if (!result.relaxations.empty()) json["only_bounded"] = result.relaxations;
  json["statistics"] = {{"programs", statistics.programs},
                        {"labels", statistics.labels},
                        {"transitions", statistics.transitions},
                        {"configurations", statistics.configurations},
                        {"incumbent_seconds", statistics.incumbent_seconds},
                        {"seconds", statistics.seconds}};
  return json;
}

Error explain_missing(const Spec& spec, const ExactResult& result) {
  if (!result.relaxations.empty()) {
    return Error(fmt::format("the exact mapper found no valid mapping, and cannot prove that there "
                             "is none, since only bounded from below: {}",
                             fmt::join(result.relaxations, "; ")),
                 "use another mapper, or remove this from the input");
  }
  if (result.status != ExactStatus::infeasible) {
    return Error("the exact mapper was stopped before it found a mapping",
                 "allow more time, or constrain less");
  }
  const Mapspace space(spec);
  if (const auto obstacle = find_obstacle(space)) return *obstacle;
  SearchOptions options;
  options.search.algorithm = Algorithm::random_pruned;
  options.timeout = diagnosed_mappings;
  SearchState state;
  return explain_infeasible(space, search_mapspace(spec, space, options, state));
}

}  // namespace tilewright
