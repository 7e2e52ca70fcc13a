#include "mapper/program/exact_run.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/program/certificate_run.hpp"
#include "mapper/program/exact_solve.hpp"
#include "mapper/program/gap.hpp"
#include "mapper/program/outputs.hpp"
#include "mapper/program/padding_run.hpp"
#include "mapper/program/pareto_run.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/program/side_file.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

/// What comes out of the exact mapper, with the problem that it solved.
struct Answer {
  ExactResult result;
  Spec spec;
  std::optional<Padding> padding;
  std::optional<Gap> gap;
};

Answer solve(const Spec& spec, const MapperOptions& given, const ExactOptions& options,
             const std::atomic<bool>& stop) {
  Answer answer;
  if (given.pad_percent) {
    PaddingResult padded = solve_padded(spec, *given.pad_percent, options, stop);
    answer.padding = padding_of(spec, padded);
    answer.result = std::move(padded.result);
    answer.spec = std::move(padded.spec);
  } else {
    answer.result = solve_exactly(spec, options, stop);
    answer.spec = spec;
  }
  if (given.gap) answer.gap = gap_of(options.objective, answer.result);
  return answer;
}

void print(const Answer& answer, const std::vector<ExactMetric>& objective,
           const CommonOptions& common, const Evaluator& evaluator) {
  const ExactResult& result = answer.result;
  const Spec& spec = answer.spec;
  if (common.explain_energy) {
    std::cout << energy_explanation(spec.workload, spec.architecture, evaluator.costs(),
                                    result.evaluation);
  }
  std::cout << "Exact: " << result_text(objective, result) << "\n";
  if (answer.padding) std::cout << padding_line(*answer.padding) << "\n";
  if (answer.gap) std::cout << gap_line(*answer.gap) << "\n";
  std::cout << summary_line(result.evaluation) << "\n";
}

void print_json(const Answer& answer, const std::vector<ExactMetric>& objective,
                const CommonOptions& common, const Evaluator& evaluator) {
  const ExactResult& result = answer.result;
  const Spec& spec = answer.spec;
  Json json = result_json(objective, result);
  if (answer.padding) json["padding"] = padding_json(*answer.padding);
  if (answer.gap) json["gap"] = gap_json(*answer.gap);
  json["valid"] = true;
  json["evaluation"] =
      Json::parse(evaluation_json(spec.workload, spec.architecture, evaluator.costs(),
                                  *result.mapping, result.evaluation, common.explain_energy));
  std::cout << json.dump(2) << "\n";
}

[[noreturn]] void report_missing(const Spec& spec, const CommonOptions& common,
                                 const std::vector<ExactMetric>& objective,
                                 const ExactResult& result) {
  if (common.json) {
    Json json = result_json(objective, result);
    json["valid"] = false;
    std::cout << json.dump(2) << "\n";
  }
  throw NoMapping(explain_missing(spec, result));
}

}  // namespace

void run_exact(const Spec& spec, const CommonOptions& common, const MapperOptions& given) {
  ExactOptions options = exact_options(given, spec.mapper);
  options.model = common.model;
  std::atomic<bool> stop = false;
  const InterruptGuard interrupt(stop);  // until the files are written
  if (!given.pareto.empty() && !given.certificate.empty()) {
    throw UsageError("option 'certificate' does not go with 'pareto'");
  }
  if (!given.pareto.empty() && !common.mapping_picture.empty()) {
    throw UsageError("option 'mapping-picture' does not go with 'pareto'");
  }
  if (!given.pareto.empty()) return run_pareto(spec, common, options, stop);
  check_side_file("certificate", given.certificate);
  const Answer answer = solve(spec, given, options, stop);
  const ExactResult& result = answer.result;
  if (!result.mapping) report_missing(spec, common, options.objective, result);
  const Evaluator evaluator(answer.spec, common.model);
  std::vector<OutputFile> more_files;
  if (answer.padding) more_files.push_back(problem_file(answer.spec));
  write_mapper_outputs(common, answer.spec, *result.mapping, evaluator, result.evaluation,
                       std::move(more_files));
  if (!given.certificate.empty()) {
    write_certificate(given.certificate, answer.spec, options, result);
  }
  if (common.json) {
    print_json(answer, options.objective, common, evaluator);
  } else {
    print(answer, options.objective, common, evaluator);
  }
}

}  // namespace tilewright
