// tilewright-mapper: finds a mapping, evaluates it, and writes both as Timeloop does.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "mapper/cosa/cosa.hpp"
#include "model/program.hpp"
#include "model/report/output.hpp"
#include "model/report/report.hpp"

namespace {

using namespace tilewright;
namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

constexpr std::string_view default_algorithm = "cosa";
constexpr std::array<std::string_view, 1> known_algorithms = {"cosa"};

/// What this program takes from its command line beside the common options.
struct MapperOptions {
  std::string algorithm;
  bool keep_invalid = false;
  std::map<std::string_view, std::string> cosa;  ///< given values by option name
};

/// The option --time-limit serves every mapper; the others carry the mapper's name.
std::string command_line_name(const CosaOption& option) {
  const bool common = option.name == "time-limit";
  return fmt::format("{}{}", common ? "" : "cosa-", option.name);
}

void declare(po::options_description& description, MapperOptions& options) {
  auto add = description.add_options();
  add("mapper", po::value(&options.algorithm)->value_name("NAME"),
      fmt::format("the algorithm: {}; default: what 'mapper: algorithm:' says, else {}",
                  fmt::join(known_algorithms, ", "), default_algorithm)
          .c_str());
  add("keep-invalid", po::bool_switch(&options.keep_invalid),
      "write timeloop-mapper.map.yaml even if the mapping does not fit the hardware");
  for (const CosaOption& option : cosa_option_declarations()) {
    const std::string fallback = option.default_text();
    const std::string help = fallback.empty()
                                 ? std::string(option.meaning)
                                 : fmt::format("{} (default: {})", option.meaning, fallback);
    add(command_line_name(option).c_str(),
        po::value(&options.cosa[option.name])->value_name(option.type().data()), help.c_str());
  }
}

CosaOptions cosa_options(const MapperOptions& given) {
  CosaOptions options;
  try {
    for (const auto& [name, text] : given.cosa) {
      if (!text.empty()) set_cosa_option(options, name, text);
    }
    check_cosa_options(options);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  return options;
}

bool is_known(std::string_view algorithm) {
  return std::find(known_algorithms.begin(), known_algorithms.end(), algorithm) !=
         known_algorithms.end();
}

/// The command line decides, then the input files.
std::string_view choose_algorithm(const MapperOptions& options, const MapperSection& section) {
  const std::string known = fmt::format("known: {}", fmt::join(known_algorithms, ", "));
  if (!options.algorithm.empty()) {
    if (is_known(options.algorithm)) return options.algorithm;
    throw UsageError(fmt::format("unknown mapper '{}'; {}", options.algorithm, known));
  }
  if (section.algorithm.empty()) return default_algorithm;
  if (is_known(section.algorithm)) return section.algorithm;
  throw Error(section.place, fmt::format("unknown mapper algorithm '{}'", section.algorithm),
              known);
}

Json result_json(const CosaResult& result, std::string_view algorithm) {
  Json json = {{"mapper", algorithm}, {"status", to_text(result.status)}};
  if (!result.reason.empty()) json["reason"] = result.reason;
  if (result.has_mapping()) {
    json["objective"] = result.objective;
    json["breakdown"] = {{"utilization", result.breakdown.utilization},
                         {"compute", result.breakdown.compute},
                         {"traffic", result.breakdown.traffic}};
  } else {
    json["objective"] = nullptr;
  }
  json["bound"] = result.bound;
  json["proven_optimal"] = result.proven_optimal;
  json["solve_seconds"] = result.solve_seconds;
  json["solver"] = result.solver;
  json["nodes"] = result.nodes;
  json["columns"] = result.columns;
  json["rows"] = result.rows;
  return json;
}

std::string result_line(const CosaResult& result) {
  return fmt::format("CoSA: objective = {:.4f} | bound = {:.4f} | {} | solve = {:.3f} s",
                     result.objective, result.bound,
                     result.proven_optimal ? "proven optimal" : "time limit reached",
                     result.solve_seconds);
}

/// A mapper's answer in the making of all outputs.
class Answer {
 public:
  Answer(const Spec& spec, const CommonOptions& common, const MapperOptions& options,
         std::string_view algorithm)
      : spec_(spec), common_(common), options_(options), algorithm_(algorithm), evaluator_(spec) {}

  void make() {
    result_ = map_with_cosa(spec_, cosa_options(options_));
    if (!result_.has_mapping()) report_missing();
    if (!evaluator_.evaluate(result_.mapping, evaluation_)) report_misfit();
    write_files(common_.output_folder,
                {{"timeloop-mapper.map.yaml", mapping_text()},
                 {"timeloop-mapper.map.txt",
                  map_text(spec_.workload, spec_.architecture, result_.mapping, evaluation_)},
                 {"timeloop-mapper.stats.txt", stats_text(spec_.workload, spec_.architecture,
                                                          evaluator_.costs(), evaluation_)}});
    print_success();
  }

 private:
  std::string mapping_text() const {
    return map_yaml(spec_.workload, spec_.architecture, result_.mapping);
  }

  [[noreturn]] void report_missing() const {
    if (common_.json) print_json(nullptr);
    throw Error(fmt::format("no mapping: {}", result_.reason));
  }

  [[noreturn]] void report_misfit() const {
    const std::string reason = describe(evaluation_.rejection, spec_.architecture);
    if (options_.keep_invalid) {
      write_files(common_.output_folder, {{"timeloop-mapper.map.yaml", mapping_text()}});
    }
    if (common_.json) print_json(nullptr, reason);
    throw Error(
        fmt::format("the mapping does not fit: {} ({})", reason, result_line(result_)),
        "CoSA's program approximates the tile sizes; constraints that bypass data spaces at "
        "small levels, another --cosa-partition or other weights may lead to a mapping "
        "that fits");
  }

  void print_success() const {
    if (common_.json) {
      print_json(Json::parse(evaluation_json(spec_.workload, spec_.architecture, evaluator_.costs(),
                                             result_.mapping, evaluation_)));
    } else {
      std::cout << result_line(result_) << "\n" << summary_line(evaluation_) << "\n";
    }
  }

  void print_json(const Json& evaluation, const std::string& rejection = {}) const {
    Json json = result_json(result_, algorithm_);
    json["valid"] = !evaluation.is_null();
    if (!rejection.empty()) json["rejection"] = rejection;
    json["evaluation"] = evaluation;
    std::cout << json.dump(2) << "\n";
  }

  const Spec& spec_;
  const CommonOptions& common_;
  const MapperOptions& options_;
  std::string_view algorithm_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  CosaResult result_;
};

void map_files(const CommonOptions& common, const MapperOptions& options) {
  check_output_folder(common.output_folder);
  const Spec spec = read_spec(common.files);
  print_warnings(spec.warnings);
  print_warnings(spec.ignored_constraints);
  const std::string_view algorithm = choose_algorithm(options, spec.mapper);
  Answer(spec, common, options, algorithm).make();
}

}  // namespace

int main(int argc, char** argv) {
  MapperOptions options;
  Program program;
  program.name = "tilewright-mapper";
  program.purpose =
      "Finds a mapping of a layer onto an accelerator, both written in Timeloop's YAML.\n"
      "Writes timeloop-mapper.map.yaml, timeloop-mapper.map.txt and timeloop-mapper.stats.txt,\n"
      "and prints what the mapper proves and a summary line.";
  declare(program.own_options, options);
  program.run = [&](const CommonOptions& common) { map_files(common, options); };
  return run_program(program, argc, argv);
}
