#include "mapper/program/gap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "mapper/exact/objective.hpp"
#include "mapper/program/exact_solve.hpp"
#include "mapper/program/objective.hpp"
#include "mapper/program/padding_run.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

/// The optimum is sought below the known cost first: that is faster. Above it there can be one only
/// for a mapping that breaks constraints.
ExactResult find_optimum(const Spec& spec, const ExactOptions& options, double known_cost,
                         const std::atomic<bool>& stop) {
  ExactOptions limited = options;
  limited.upper_bound = known_cost;
  limited.incumbent_tries = 0;
  ExactResult result = solve_exactly(spec, limited, stop);
  if (result.status != ExactStatus::infeasible) return result;
  return solve_exactly(spec, options, stop);
}

std::string claim(const Gap& gap) {
  if (gap.proven) return "proven optimal";
  if (gap.only_bounded.empty()) return "not closed";
  return fmt::format("only bounded from below: {}", fmt::join(gap.only_bounded, "; "));
}

}  // namespace

double Gap::percent() const {
  return problem.empty() ? percent_above(cost, lower_bound)
                         : std::numeric_limits<double>::infinity();
}

std::string Gap::percent_text() const {
  if (std::isinf(percent())) return "-";
  return (proven ? "" : "<= ") + tilewright::percent_text(percent(), !proven);
}

Gap gap_of(const std::vector<ExactMetric>& objective, const ExactResult& result) {
  Gap gap;
  gap.objective = objective;
  gap.lower_bound = result.lower_bound.front();
  gap.only_bounded = result.relaxations;
  gap.seconds = result.statistics.seconds;
  if (result.mapping) {
    gap.cost = result.cost.front();
    gap.proven = !exact::clearly_less(gap.lower_bound, gap.cost);
  }
  return gap;
}

Gap find_gap(const Spec& spec, const CommonOptions& common, const MapperOptions& given,
             const Evaluation& evaluation, const std::atomic<bool>& stop) {
  try {
    ExactOptions options;
    options.objective = {exact_objective(spec.mapper).front()};
    options.model = common.model;
    options.threads = thread_count(given, spec.mapper);
    if (given.time_limit_seconds > 0) options.time_limit_s = given.time_limit_seconds;
    const double cost = exact::Objective(options.objective)
                            .cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles))
                            .front();
    const ExactResult result = given.pad_percent
                                   ? solve_padded(spec, *given.pad_percent, options, stop).result
                                   : find_optimum(spec, options, cost, stop);
    Gap gap = gap_of(options.objective, result);
    gap.cost = cost;
    if (result.status == ExactStatus::infeasible) gap.problem = "the mapspace has no valid mapping";
    return gap;
  } catch (const Error& error) {
    print_warnings(
        {fmt::format("how far the mapping is above the optimum is not known: {}", error.what())});
    Gap gap;
    gap.problem = error.what();
    return gap;
  }
}

std::string gap_line(const Gap& gap) {
  if (std::isinf(gap.percent())) return "Above the optimum: not known";
  std::string line =
      fmt::format("Above the optimum: {} in {} (bound = {:.6g}, {}, {:.3f} s)", gap.percent_text(),
                  to_text(gap.objective.front()), gap.lower_bound, claim(gap), gap.seconds);
  if (gap.percent() < 0) line += "; below it, since the mapping breaks constraints";
  return line;
}

Json gap_json(const Gap& gap) {
  if (!gap.problem.empty()) return {{"problem", gap.problem}};
  Json json = {{"objective", to_text(gap.objective.front())},
               {"cost", gap.cost},
               {"lower_bound", gap.lower_bound},
               {"proven", gap.proven},
               {"above_optimum_percent", nullptr},
               {"seconds", gap.seconds}};
  if (!gap.only_bounded.empty()) json["only_bounded"] = gap.only_bounded;
  if (!std::isinf(gap.percent())) json["above_optimum_percent"] = gap.percent();
  return json;
}

}  // namespace tilewright
