// tilewright-mapper: finds a mapping, evaluates it, and writes both as Timeloop does.

#include <fmt/format.h>

#include "mapper/program/certificate_run.hpp"
#include "mapper/program/cosa_run.hpp"
#include "mapper/program/exact_run.hpp"
#include "mapper/program/network_run.hpp"
#include "mapper/program/objective.hpp"
#include "mapper/program/options.hpp"
#include "mapper/program/outputs.hpp"
#include "mapper/program/search_run.hpp"
#include "model/program.hpp"
#include "model/program/common_outputs.hpp"
#include "model/report/output.hpp"

namespace {

using namespace tilewright;

void run_mapper(const Spec& spec, const CommonOptions& common, const MapperOptions& options) {
  const std::string name = choose_algorithm(options, spec.mapper, common.drop_in);
  if (const auto algorithm = find_algorithm(name)) {
    SearchOptions search = search_options(options, *algorithm, spec.mapper);
    search.model = common.model;
    search.output_folder = common.output_folder;
    run_search(spec, common, options, search);
  } else if (name == exact_mapper_name) {
    run_exact(spec, common, options);
  } else {
    run_cosa(spec, common, options);
  }
}

void map_files(const CommonOptions& common, const MapperOptions& options) {
  check_outputs(common);
  Spec spec = read_spec(common.files);
  print_warnings(spec.warnings);
  if (!options.objective.empty()) set_objective(options.objective, spec.mapper);
  try {
    run_mapper(spec, common, options);
  } catch (const NoMapping& failure) {
    if (!options.exit_zero_without_mapping) throw;
    print_warnings({failure.what()});
    write_empty_outputs(common.output_folder, spec);
  }
}

void run(const CommonOptions& common, const MapperOptions& options) {
  if (options.jobs && !options.network) throw UsageError("option 'jobs' needs 'network'");
  if (options.jobs.value_or(1) < 1) throw UsageError("option 'jobs' must be 1 or more");
  if ((options.network || !options.check.empty()) && !common.mapping_picture.empty()) {
    throw UsageError(fmt::format("option 'mapping-picture' does not go with '{}'",
                                 options.network ? "network" : "check"));
  }
  if (!options.check.empty()) return run_check(options.check, common);
  if (options.network && !options.certificate.empty()) {
    throw UsageError("option 'certificate' does not go with 'network'");
  }
  if (!options.network) return map_files(common, options);
  check_output_folder(common.output_folder);
  run_network(common, options, [&](const CommonOptions& layer) { map_files(layer, options); });
}

}  // namespace

int main(int argc, char** argv) {
  MapperOptions options;
  Program program;
  program.name = "tilewright-mapper";
  program.timeloop_name = "timeloop-mapper";
  program.purpose =
      "Finds a mapping of a layer onto an accelerator, both written for Timeloop.\n"
      "Writes timeloop-mapper.map.yaml, .map.txt, .stats.txt and so on, and prints what the "
      "mapper\n"
      "found and a summary line.";
  declare(program.own_options, options);
  program.run = [&](const CommonOptions& common) { run(common, options); };
  return run_program(program, argc, argv);
}
