#include "mapper/exact/incumbent.hpp"

#include "mapper/search/search.hpp"
#include "mapper/space/mapping_builder.hpp"

namespace tilewright::exact {

std::optional<Mapping> find_incumbent(const Problem& problem, const Objective& objective,
                                      std::uint64_t tries) {
  MappingBuilder builder(problem.mapspace, 0, 1, -1);
  SearchSettings settings;
  settings.algorithm = Algorithm::random_pruned;
  const auto search = make_search(settings, builder);
  Evaluator evaluator(problem.spec, problem.options.model);
  Evaluation evaluation;
  std::optional<Mapping> best;
  std::vector<double> best_cost = objective.infinite();
  for (std::uint64_t i = 0; i < tries; ++i) {
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
    search->report(Outcome::valid);
    const std::vector<double> cost =
        objective.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    if (!Objective::less(cost, best_cost)) continue;
    best_cost = cost;
    best = builder.mapping();
  }
  return best;
}

}  // namespace tilewright::exact
