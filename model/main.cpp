// tilewright-model: evaluates one mapping, and writes and prints its result as Timeloop does.

#include <iostream>

#include "model/cost/evaluator.hpp"
#include "model/program.hpp"
#include "model/program/common_outputs.hpp"
#include "model/program/given_mapping.hpp"
#include "model/report/convert.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/output.hpp"
#include "model/report/report.hpp"
#include "model/report/result_files.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/spec.hpp"

namespace {

using namespace tilewright;

/// Prints the input as one document in the language `target`.
void convert_files(const std::vector<std::string>& files, const std::string& target) {
  if (target != "cfg" && target != "yaml") {
    throw UsageError("option 'convert' is '" + target + "'; give cfg or yaml");
  }
  const auto language = target == "cfg" ? reader::Language::libconfig : reader::Language::yaml;
  std::cout << convert(reader::parse(reader::load(files)).root(), language);
}

void evaluate_files(const CommonOptions& options) {
  check_outputs(options);
  const Spec spec = read_spec(options.files);
  print_warnings(spec.warnings);
  const Mapping mapping = given_mapping(spec, options.files);
  Evaluator evaluator(spec, options.model);
  Evaluation evaluation;
  if (!evaluator.evaluate(mapping, evaluation)) {
    throw Error(describe(evaluation.rejection, spec.architecture));
  }
  const CostTable& costs = evaluator.costs();
  write_files(options.output_folder,
              result_files("timeloop-model", spec, evaluator, mapping, evaluation));
  write_mapping_picture(options, spec, mapping, evaluation);
  if (options.json) {
    std::cout << evaluation_json(spec.workload, spec.architecture, costs, mapping, evaluation,
                                 options.explain_energy);
  } else {
    if (options.explain_energy) {
      std::cout << energy_explanation(spec.workload, spec.architecture, costs, evaluation);
    }
    std::cout << summary_line(evaluation) << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string convert_target;
  Program program;
  program.name = "tilewright-model";
  program.timeloop_name = "timeloop-model";
  program.purpose =
      "Evaluates the mapping of a layer on an accelerator, both written for Timeloop.\n"
      "Writes timeloop-model.stats.txt, .map.txt and so on, and prints a summary line.";
  program.own_options.add_options()(
      "convert", boost::program_options::value(&convert_target)->value_name("cfg|yaml"),
      "print the input files as one document in libconfig or YAML, and do nothing else");
  program.run = [&](const CommonOptions& options) {
    if (convert_target.empty()) return evaluate_files(options);
    convert_files(options.files, convert_target);
  };
  return run_program(program, argc, argv);
}
