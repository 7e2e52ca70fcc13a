#include "test/property/exact_brute_force.hpp"

#include "mapper/exact/objective.hpp"
#include "test/property/mapspace_walk.hpp"

namespace tilewright::test {

const std::vector<std::vector<ExactMetric>>& exact_objectives() {
  using Metric = ExactMetric;
  static const std::vector<std::vector<Metric>> objectives = {{Metric::energy},
                                                              {Metric::delay},
                                                              {Metric::edp},
                                                              {Metric::delay, Metric::energy},
                                                              {Metric::energy, Metric::delay}};
  return objectives;
}

std::vector<BestOfAll> try_all(const Spec& spec, const ModelOptions& model) {
  const auto& objectives = exact_objectives();
  std::vector<BestOfAll> best(objectives.size());
  for_each_valid(spec, model, [&](const Mapping& mapping, const Evaluation& evaluation) {
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      const exact::Objective objective(objectives[i]);
      std::vector<double> cost =
          objective.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
      if (!best[i].cost.empty() && !exact::Objective::less(cost, best[i].cost)) continue;
      best[i] = {std::move(cost), mapping};
    }
  });
  return best;
}

std::string text_of(const std::vector<double>& cost) {
  std::string text;
  for (const double value : cost) text += std::to_string(value) + ' ';
  return text;
}

}  // namespace tilewright::test
