#include "mapper/program/exact_run.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/program/exact_solve.hpp"
#include "mapper/program/gap.hpp"
#include "mapper/program/interrupt_guard.hpp"
#include "mapper/program/outputs.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

void print_json(const Spec& spec, const CommonOptions& common, const Evaluator& evaluator,
                const ExactResult& result, Json json) {
  json["valid"] = true;
  json["evaluation"] =
      Json::parse(evaluation_json(spec.workload, spec.architecture, evaluator.costs(),
                                  *result.mapping, result.evaluation, common.explain_energy));
  std::cout << json.dump(2) << "\n";
}

}  // namespace

void run_exact(const Spec& spec, const CommonOptions& common, const MapperOptions& given) {
  ExactOptions options = exact_options(given, spec.mapper);
  options.model = common.model;
  std::atomic<bool> stop = false;
  const InterruptGuard interrupt(stop);  // until the files are written
  const ExactResult result = solve_exactly(spec, options, stop);
  Json json = result_json(options.objective, result);
  if (!result.mapping) {
    json["valid"] = false;
    if (common.json) std::cout << json.dump(2) << "\n";
    throw NoMapping(explain_missing(spec, result));
  }
  const Evaluator evaluator(spec, common.model);
  write_mapper_outputs(common.output_folder, spec, *result.mapping, evaluator, result.evaluation);
  std::optional<Gap> gap;
  if (given.gap) gap = gap_of(options.objective, result);
  if (common.json) {
    if (gap) json["gap"] = gap_json(*gap);
    print_json(spec, common, evaluator, result, std::move(json));
    return;
  }
  if (common.explain_energy) {
    std::cout << energy_explanation(spec.workload, spec.architecture, evaluator.costs(),
                                    result.evaluation);
  }
  std::cout << "Exact: " << result_text(options.objective, result) << "\n"
            << (gap ? gap_line(*gap) + "\n" : "") << summary_line(result.evaluation) << "\n";
}

}  // namespace tilewright
