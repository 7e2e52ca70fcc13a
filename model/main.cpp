// tilewright-model: evaluates one mapping, and writes and prints its result as Timeloop does.

#include <iostream>

#include "model/cost/auto_bypass.hpp"
#include "model/cost/evaluator.hpp"
#include "model/program.hpp"
#include "model/report/output.hpp"
#include "model/report/report.hpp"
#include "model/spec/spec.hpp"

namespace {

using namespace tilewright;

void evaluate_files(const CommonOptions& options) {
  check_output_folder(options.output_folder);
  const Spec spec = read_spec(options.files);
  print_warnings(spec.warnings);
  if (!spec.mapping) {
    throw Error(Place{options.files.front()}, "there is no 'mapping' in the input",
                "add one, or let tilewright-mapper find one");
  }
  const Mapping mapping = spec.auto_bypass_on_failure
                              ? bypass_unfit_levels(*spec.mapping, spec.workload, spec.architecture)
                              : *spec.mapping;
  Evaluator evaluator(spec);
  Evaluation evaluation;
  if (!evaluator.evaluate(mapping, evaluation)) {
    throw Error(describe(evaluation.rejection, spec.architecture));
  }
  const CostTable& costs = evaluator.costs();
  write_files(options.output_folder,
              {{"timeloop-model.stats.txt",
                stats_text(spec.workload, spec.architecture, costs, evaluation)},
               {"timeloop-model.map.txt",
                map_text(spec.workload, spec.architecture, mapping, evaluation)}});
  if (options.json) {
    std::cout << evaluation_json(spec.workload, spec.architecture, costs, mapping, evaluation);
  } else {
    std::cout << summary_line(evaluation) << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  Program program;
  program.name = "tilewright-model";
  program.purpose =
      "Evaluates the mapping of a layer on an accelerator, both written in Timeloop's YAML.\n"
      "Writes timeloop-model.stats.txt and timeloop-model.map.txt, and prints a summary line.";
  program.run = evaluate_files;
  return run_program(program, argc, argv);
}
