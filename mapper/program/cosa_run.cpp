#include "mapper/program/cosa_run.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/cosa/cosa.hpp"
#include "mapper/program/gap.hpp"
#include "mapper/program/outputs.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/report/energy_explanation.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

Json result_json(const CosaResult& result) {
  Json json = {{"mapper", "cosa"}, {"status", to_text(result.status)}};
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
  Answer(const Spec& spec, const CommonOptions& common, const MapperOptions& options)
      : spec_(spec), common_(common), options_(options), evaluator_(spec, common.model) {}

  void make() {
    result_ = map_with_cosa(spec_, cosa_options(options_));
    if (!result_.has_mapping()) report_missing();
    if (!evaluator_.evaluate(result_.mapping, evaluation_)) report_misfit();
    write_mapper_outputs(common_, spec_, result_.mapping, evaluator_, evaluation_);
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
        fmt::format("the mapping does not fit: {} ({})", reason, result_line(result_)),
        "CoSA's program approximates the tile sizes; constraints that bypass data spaces at "
        "small levels, another --cosa-partition or other weights may lead to a mapping "
        "that fits");
  }

  void compare_with_optimum() {
    std::atomic<bool> stop = false;
    const InterruptGuard interrupt(stop);
    gap_ = find_gap(spec_, common_, options_, evaluation_, stop);
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
      std::cout << result_line(result_) << "\n"
                << (gap_ ? gap_line(*gap_) + "\n" : "") << summary_line(evaluation_) << "\n";
    }
  }

  void print_json(const Json& evaluation, const std::string& rejection = {}) const {
    Json json = result_json(result_);
    json["valid"] = !evaluation.is_null();
    if (!rejection.empty()) json["rejection"] = rejection;
    if (gap_) json["gap"] = gap_json(*gap_);
    json["evaluation"] = evaluation;
    std::cout << json.dump(2) << "\n";
  }

  const Spec& spec_;
  const CommonOptions& common_;
  const MapperOptions& options_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  CosaResult result_;
  std::optional<Gap> gap_;
};

}  // namespace

void run_cosa(const Spec& spec, const CommonOptions& common, const MapperOptions& options) {
  print_warnings(spec.constraints.others);
  Answer(spec, common, options).make();
}

}  // namespace tilewright
