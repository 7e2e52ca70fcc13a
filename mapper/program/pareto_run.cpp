#include "mapper/program/pareto_run.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "mapper/exact/pareto.hpp"
#include "mapper/program/exact_solve.hpp"
#include "mapper/program/outputs.hpp"

namespace tilewright {

namespace {

using Json = nlohmann::ordered_json;

struct Row {
  const Evaluation& evaluation;
  std::string mapping_file;
};

/// The fastest first, as a picture has them from left to right.
std::vector<Row> rows_of(const ParetoFront& front, std::vector<OutputFile>& files,
                         const Spec& spec) {
  std::vector<Row> rows;
  for (auto point = front.points.rbegin(); point != front.points.rend(); ++point) {
    files.push_back(
        mapping_file(spec, point->mapping, ".pareto." + std::to_string(rows.size() + 1)));
    rows.push_back({point->evaluation, files.back().name});
  }
  return rows;
}

std::string csv(const std::vector<Row>& rows) {
  std::string text = "cycles,energy_pj,edp_pj_cycles,utilization,mapping\n";
  for (const Row& row : rows) {
    text +=
        fmt::format("{},{},{},{},{}\n", row.evaluation.cycles, row.evaluation.energy_pj,
                    row.evaluation.edp_pj_cycles(), row.evaluation.utilization, row.mapping_file);
  }
  return text;
}

std::string table(const std::vector<Row>& rows) {
  std::string text =
      fmt::format("{:>14} {:>14} {:>14} {:>7}\n", "cycles", "energy uJ", "EDP J*cycle", "util");
  for (const Row& row : rows) {
    text += fmt::format("{:>14} {:>14.3f} {:>14.4e} {:>6.1f}%\n", row.evaluation.cycles,
                        row.evaluation.energy_pj / 1e6, row.evaluation.edp_pj_cycles() * 1e-12,
                        100 * row.evaluation.utilization);
  }
  return text;
}

Json json_of(const std::vector<Row>& rows, const ParetoFront& front) {
  Json points = Json::array();
  for (const Row& row : rows) {
    points.push_back({{"cycles", row.evaluation.cycles},
                      {"energy_pj", row.evaluation.energy_pj},
                      {"edp_pj_cycles", row.evaluation.edp_pj_cycles()},
                      {"utilization", row.evaluation.utilization},
                      {"mapping", row.mapping_file}});
  }
  return {{"mapper", "exact"},
          {"pareto", points},
          {"complete", front.complete},
          {"labels", front.statistics.labels},
          {"seconds", front.statistics.seconds}};
}

std::string claim(const ParetoFront& front) {
  if (front.complete) return "all there are, proven";
  return fmt::format("stopped: proven to be all with {} cycles or more",
                     front.points.back().evaluation.cycles);
}

}  // namespace

void run_pareto(const Spec& spec, const CommonOptions& common, const ExactOptions& options,
                const std::atomic<bool>& stop) {
  ExactOptions with_progress = options;
  ParetoFront front;
  {
    const SolvingMeter meter(with_progress, stop);
    front = find_pareto_front(spec, with_progress);
  }
  if (front.points.empty() && !front.complete) {
    throw NoMapping("the exact mapper was stopped before it proved the first trade-off",
                    "allow more time, or constrain less");
  }
  if (front.points.empty()) {
    ExactResult none;
    none.status = ExactStatus::infeasible;
    throw NoMapping(explain_missing(spec, none));
  }
  std::vector<OutputFile> files;
  const std::vector<Row> rows = rows_of(front, files, spec);
  files.push_back({"timeloop-mapper.pareto.csv", csv(rows)});
  write_files(common.output_folder, files);
  if (common.json) {
    std::cout << json_of(rows, front).dump(2) << "\n";
    return;
  }
  std::cout << fmt::format("Pareto: {} | {} | labels = {} | time = {:.3f} s\n",
                           rows.size() == 1 ? "1 point" : fmt::format("{} points", rows.size()),
                           claim(front), front.statistics.labels, front.statistics.seconds)
            << table(rows);
}

}  // namespace tilewright
