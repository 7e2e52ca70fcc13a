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
  const Mapspace space(spec);
  WalkOptions options;
  options.search.algorithm = Algorithm::exhaustive;
  options.max_temporal_loops = spec.mapper.max_temporal_loops;
  options.call_all_valid = true;
  Walk walk(spec, space, options);
  Evaluator evaluator(spec, model);
  Evaluation evaluation;
  const auto& objectives = exact_objectives();
  std::vector<BestOfAll> best(objectives.size());
  walk.run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
    if (outcome != Outcome::valid) return;
    const Mapping& mapping = builder.mapping();
    if (!evaluator.evaluate(mapping, evaluation)) return;
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
