// tilewright-mapper: finds a mapping, evaluates it, and writes both as Timeloop does.

#include "mapper/program/cosa_run.hpp"
#include "mapper/program/options.hpp"
#include "mapper/program/search_run.hpp"
#include "model/program.hpp"
#include "model/report/output.hpp"

namespace {

using namespace tilewright;

void map_files(const CommonOptions& common, const MapperOptions& options) {
  check_output_folder(common.output_folder);
  const Spec spec = read_spec(common.files);
  print_warnings(spec.warnings);
  const std::string name = choose_algorithm(options, spec.mapper);
  if (const auto algorithm = find_algorithm(name)) {
    SearchOptions search = search_options(options, *algorithm, spec.mapper);
    search.model = common.model;
    search.output_folder = common.output_folder;
    run_search(spec, common, search, options.time_limit_seconds);
  } else {
    run_cosa(spec, common, options);
  }
}

}  // namespace

int main(int argc, char** argv) {
  MapperOptions options;
  Program program;
  program.name = "tilewright-mapper";
  program.purpose =
      "Finds a mapping of a layer onto an accelerator, both written in Timeloop's YAML.\n"
      "Writes timeloop-mapper.map.yaml, timeloop-mapper.map.txt and timeloop-mapper.stats.txt,\n"
      "and prints what the mapper found and a summary line.";
  declare(program.own_options, options);
  program.run = [&](const CommonOptions& common) { map_files(common, options); };
  return run_program(program, argc, argv);
}
