#include "mapper/program/cosa_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/cosa/cosa.hpp"
#include "mapper/program/exact_solve.hpp"
#include "mapper/program/gap.hpp"
#include "mapper/program/outputs.hpp"
#include "mapper/program/padding_run.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

Json parts_json(const CosaParts& parts) {
  Json json = Json::object();
  for (const auto& [name, value] : parts) json[name] = value;
  return json;
}

void add_objective(const CosaResult& result, bool published, Json& json) {
  json["objective"] = result.objective;
  json["objective_unit"] = result.objective_unit;
  if (published) {
    json["breakdown"] = {{"utilization", result.breakdown.utilization},
                         {"compute", result.breakdown.compute},
                         {"traffic", result.breakdown.traffic}};
    return;
  }
  json["breakdown"] = parts_json(result.energy_parts_pj);
  json["program"] = {{"energy_pj", result.program_energy_pj},
                     {"latency_cycles", result.program_latency_cycles},
                     {"latency_limits", parts_json(result.latency_parts_cycles)}};
}

Json result_json(const CosaResult& result, bool published) {
  Json json = {{"mapper", "cosa"},
               {"formulation", published ? cosa_published : cosa_improved},
               {"status", to_text(result.status)}};
  if (!result.reason.empty()) json["reason"] = result.reason;
  if (result.has_mapping()) {
    add_objective(result, published, json);
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
  if (!published) {
    json["rounds"] = result.rounds;
    json["evaluations"] = result.evaluations;
  }
  return json;
}

std::string published_line(const CosaResult& result) {
  return fmt::format("CoSA: objective = {:.4f} | bound = {:.4f} | {} | solve = {:.3f} s",
                     result.objective, result.bound,
                     result.proven_optimal ? "proven optimal" : "time limit reached",
                     result.solve_seconds);
}

/// The program's own figures; how far they are from the model's stands beside them.
std::string improved_line(const CosaResult& result, std::string_view objective) {
  return fmt::format(
      "CoSA: {} = {:.6g} | at most {:.2f} % above the program's least | {} "
      "evaluated | solve = {:.3f} s",
      objective, result.objective, percent_above(result.objective, result.bound),
      result.evaluations == 1 ? "1 mapping" : fmt::format("{} mappings", result.evaluations),
      result.solve_seconds);
}

/// How far the program's figure is from the model's, as a part of that; both may be 0.
double deviation(double program, double model) {
  return program == model ? 0 : program / model - 1;
}

double energy_deviation(const CosaResult& result, const Evaluation& evaluation) {
  return deviation(result.program_energy_pj, evaluation.energy_pj);
}

double latency_deviation(const CosaResult& result, const Evaluation& evaluation) {
  return deviation(result.program_latency_cycles, static_cast<double>(evaluation.cycles));
}

std::string deviation_line(const CosaResult& result, const Evaluation& evaluation) {
  return fmt::format("Program against model: energy {:+.2f} %, delay {:+.2f} %",
                     100 * energy_deviation(result, evaluation),
                     100 * latency_deviation(result, evaluation));
}

/// What CoSA found for the layer, or for the best of its padded versions.
struct Mapped {
  CosaResult result;
  Spec spec;  ///< that was mapped
  std::optional<Padding> padding;
};

Mapped map_layer(const Spec& layer, const MapperOptions& given, const CosaOptions& options) {
  if (!given.pad_percent) return {map_with_cosa(layer, options), layer, std::nullopt};
  CosaPaddingResult padded = map_padded(layer, *given.pad_percent, options);
  const Padding padding = padding_of(layer, padded);
  return {std::move(padded.result), std::move(padded.spec), padding};
}

/// A mapper's answer in the making of all outputs.
class Answer {
 public:
  Answer(const Spec& layer, const CommonOptions& common, const MapperOptions& options,
         const CosaOptions& cosa)
      : layer_(layer),
        common_(common),
        options_(options),
        cosa_(cosa),
        published_(cosa.formulation == cosa_published),
        mapped_(map_layer(layer, options, cosa)),
        evaluator_(spec_, common.model) {}

  void make() {
    if (!result_.has_mapping()) report_missing();
    if (!evaluator_.evaluate(result_.mapping, evaluation_)) report_misfit();
    std::vector<OutputFile> more_files;
    if (mapped_.padding) more_files.push_back(problem_file(spec_));
    write_mapper_outputs(common_, spec_, result_.mapping, evaluator_, evaluation_,
                         std::move(more_files));
    if (options_.gap) compare_with_optimum();
    print_success();
  }

 private:
  [[noreturn]] void report_missing() const {
    if (common_.json) print_json(nullptr);
    throw NoMapping(fmt::format("no mapping: {}", result_.reason));
  }

  [[noreturn]] void report_misfit() const {
    const std::string reason = describe(evaluation_.rejection, spec_.architecture);
    if (options_.keep_invalid) write_mapping_only(common_.output_folder, spec_, result_.mapping);
    if (common_.json) print_json(nullptr, reason);
    throw NoMapping(
        fmt::format("the mapping does not fit: {} ({})", reason, published_line(result_)),
        "CoSA's program approximates the tile sizes; constraints that bypass data spaces at "
        "small levels, another --cosa-partition or other weights may lead to a mapping "
        "that fits");
  }

  void compare_with_optimum() {
    std::atomic<bool> stop = false;
    const InterruptGuard interrupt(stop);
    gap_ = find_gap(layer_, common_, options_, evaluation_, stop);
  }

  void print_success() const {
    if (common_.json) {
      print_json(
          Json::parse(evaluation_json(spec_.workload, spec_.architecture, evaluator_.costs(),
                                      result_.mapping, evaluation_, common_.explain_energy)));
    } else {
      if (common_.explain_energy) {
        std::cout << energy_explanation(spec_.workload, spec_.architecture, evaluator_.costs(),
                                        evaluation_);
      }
      std::cout << result_lines() << (mapped_.padding ? padding_line(*mapped_.padding) + "\n" : "")
                << (gap_ ? gap_line(*gap_) + "\n" : "") << summary_line(evaluation_) << "\n";
    }
  }

  std::string result_lines() const {
    if (published_) return published_line(result_) + "\n";
    return improved_line(result_, to_text(cosa_.objective)) + "\n" +
           deviation_line(result_, evaluation_) + "\n";
  }

  void print_json(const Json& evaluation, const std::string& rejection = {}) const {
    Json json = result_json(result_, published_);
    if (!published_ && !evaluation.is_null()) {
      json["program"]["energy_above_model"] = energy_deviation(result_, evaluation_);
      json["program"]["latency_above_model"] = latency_deviation(result_, evaluation_);
    }
    json["valid"] = !evaluation.is_null();
    if (!rejection.empty()) json["rejection"] = rejection;
    if (mapped_.padding) json["padding"] = padding_json(*mapped_.padding);
    if (gap_) json["gap"] = gap_json(*gap_);
    json["evaluation"] = evaluation;
    std::cout << json.dump(2) << "\n";
  }

  const Spec& layer_;
  const CommonOptions& common_;
  const MapperOptions& options_;
  const CosaOptions& cosa_;
  const bool published_;
  const Mapped mapped_;
  const CosaResult& result_ = mapped_.result;
  const Spec& spec_ = mapped_.spec;
  Evaluator evaluator_;
  Evaluation evaluation_;
  std::optional<Gap> gap_;
};

}  // namespace

void run_cosa(const Spec& spec, const CommonOptions& common, const MapperOptions& options) {
  CosaOptions cosa = cosa_options(options, spec.mapper);
  cosa.model = common.model;
  if (cosa.formulation == cosa_published) print_warnings(spec.constraints.others);
  Answer(spec, common, options, cosa).make();
}

}  // namespace tilewright
