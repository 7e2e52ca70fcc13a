#include "mapper/exact/incumbent.hpp"

#include "mapper/exact/annealing.hpp"
#include "mapper/search/search.hpp"
#include "mapper/space/mapping_builder.hpp"

namespace tilewright::exact {

namespace {

constexpr std::uint64_t enough_valid = 50;  // random mappings, before one of them is improved
constexpr std::uint64_t runs = 2;
constexpr std::uint64_t tries_at_once = 256;  // between looks at the clock

std::optional<Mapping> find_random(const Problem& problem, const Objective& objective,
                                   std::uint64_t tries) {
  MappingBuilder builder(problem.mapspace, 0, 1, problem.spec.mapper.max_temporal_loops);
  SearchSettings settings;
  settings.algorithm = Algorithm::random_pruned;
  const auto search = make_search(settings, builder);
  Evaluator evaluator(problem.spec, problem.options.model);
  Evaluation evaluation;
  std::optional<Mapping> best;
  std::vector<double> best_cost = objective.infinite();
  std::uint64_t valid = 0;
  for (std::uint64_t i = 0; i < tries && valid < enough_valid; ++i) {
    if (i % tries_at_once == 0 && problem.out_of_time()) break;
    const auto id = search->next();
    if (!id) break;
    if (!builder.select(*id)) {
      search->report(Outcome::not_constructed);
      continue;
    }
    if (!builder.fits() || !evaluator.evaluate(builder.mapping(), evaluation, Detail::totals)) {
      search->report(Outcome::rejected);
      continue;
    }
    ++valid;
    const std::vector<double> cost =
        objective.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    if (Objective::less(cost, best_cost)) {
      best_cost = cost;
      best = builder.mapping();
    }
    search->report(Outcome::valid);  // may prepare the builder for other mappings
  }
  return best;
}

}  // namespace

std::optional<Mapping> find_incumbent(const Problem& problem, const Objective& objective,
                                      std::uint64_t tries) {
  std::optional<Mapping> best = find_random(problem, objective, 20 * tries);
  if (!best) return best;
  for (std::uint64_t run = 0; run < runs; ++run) {
    Annealing annealing(problem, objective, *best, run + 1);
    annealing.run(tries / runs);
    best = annealing.best();
  }
  return best;
}

}  // namespace tilewright::exact
