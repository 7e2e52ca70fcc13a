#include "mapper/program/network_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "mapper/program/job_processes.hpp"
#include "mapper/program/network_list.hpp"
#include "mapper/program/network_table.hpp"
#include "model/program/interrupt_guard.hpp"
#include "model/report/output.hpp"

namespace tilewright {

namespace {

namespace fs = std::filesystem;

constexpr const char* interrupted = "not mapped: interrupted";

/// A bar on standard error, when that is a terminal.
class ProgressBar {
 public:
  explicit ProgressBar(int layers) : layers_(layers), visible_(isatty(STDERR_FILENO) != 0) {
    draw();
  }
  ~ProgressBar() {
    if (visible_) std::cerr << "\r\x1b[K" << std::flush;
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void advance(bool success) {
    ++ended_;
    if (!success) ++failed_;
    draw();
  }

 private:
  void draw() const {
    if (!visible_) return;
    constexpr int width = 40;
    const int filled = width * ended_ / layers_;
    std::cerr << fmt::format("\r\x1b[K[{}{}] {} of {} layers", std::string(filled, '#'),
                             std::string(width - filled, '.'), ended_, layers_)
              << (failed_ > 0 ? fmt::format(", {} failed", failed_) : "") << std::flush;
  }

  const int layers_;
  const bool visible_;
  int ended_ = 0;
  int failed_ = 0;
};

/// Without entries where there is no mapping, which --exit-zero-without-mapping allows.
nlohmann::json json_of(const JobResult& job) {
  if (job.exit_status != 0 || job.standard_output.empty()) return nlohmann::json::object();
  return nlohmann::json::parse(job.standard_output);
}

/// Why there is no mapping: what the job's last message says first.
std::string problem_of(const JobResult& job) {
  if (job.exit_status == signal_status + SIGINT || job.exit_status == signal_status + SIGTERM) {
    return interrupted;
  }
  const std::string& text = job.standard_error;
  const std::string_view mark = job.exit_status == 0 ? "WARNING: " : "ERROR: ";
  if (const std::size_t at = text.rfind(mark); at != std::string::npos) {
    const std::size_t start = at + mark.size();
    return text.substr(start, text.find('\n', start) - start);
  }
  return fmt::format("the mapper ended with status {}", job.exit_status);
}

/// Of a mapper's JSON; nothing where it is not known or was not asked for.
std::optional<DistanceToOptimum> distance_of(const nlohmann::json& result) {
  const auto gap = result.find("gap");
  if (gap == result.end()) return std::nullopt;
  const auto percent = gap->find("above_optimum_percent");
  if (percent == gap->end() || percent->is_null()) return std::nullopt;
  return DistanceToOptimum{*percent, gap->at("proven"), gap->at("objective")};
}

class NetworkRun {
 public:
  NetworkRun(const CommonOptions& common, const MapperOptions& options,
             const std::function<void(const CommonOptions&)>& map)
      : common_(common), options_(options), map_(map) {
    NetworkList network = read_network(*options.network);
    print_warnings(network.warnings);
    for (NetworkLayer& layer : network.layers) {
      LayerResult& result = results_.emplace_back();
      result.layer = std::move(layer);
      result.problem = interrupted;
    }
  }

  void make() {
    std::atomic<bool> stop = false;
    const InterruptGuard guard(stop);  // the table is made of what there is
    run();
    const std::string json = network_json(results_, options_.gap);
    const std::string text = network_text(results_, options_.gap);
    write_files(common_.output_folder, {{"network.txt", text},
                                        {"network.csv", network_csv(results_, options_.gap)},
                                        {"network.json", json}});
    std::cout << (common_.json ? json : text);
    const std::size_t failed = results_.size() - done_;
    if (failed == 0) return;
    throw Error(fmt::format("{} of {} distinct layers have no mapping", failed, results_.size()),
                "each layer's messages.txt in " + common_.output_folder + " says why");
  }

 private:
  void run() {
    const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    ProgressBar bar(static_cast<int>(results_.size()));
    JobHooks hooks;
    hooks.work = [this](int i) { return map_layer(results_[static_cast<std::size_t>(i)].layer); };
    hooks.ended = [&](int i, const JobResult& job) {
      LayerResult& result = results_[static_cast<std::size_t>(i)];
      take(job, result);
      bar.advance(result.problem.empty());
    };
    run_jobs(static_cast<int>(results_.size()), options_.jobs.value_or(processors), hooks);
  }

  std::string folder_of(const NetworkLayer& layer) const {
    return (fs::path(common_.output_folder) / layer.name).string();
  }

  void make_folder(const NetworkLayer& layer) const {
    std::error_code failure;
    fs::create_directory(folder_of(layer), failure);
    if (!failure) return;
    throw Error(Place{folder_of(layer)}, "cannot make the folder: " + failure.message());
  }

  int map_layer(const NetworkLayer& layer) const {
    CommonOptions common = common_;
    common.files.push_back(layer.file);
    common.output_folder = folder_of(layer);
    common.json = true;
    return run_job("tilewright-mapper", [&] {
      make_folder(layer);
      map_(common);
    });
  }

  /// A wrong command line is wrong for the whole network.
  void take(const JobResult& job, LayerResult& result) {
    if (job.exit_status == exit_bad_usage) throw UsageError(problem_of(job));
    write_files(folder_of(result.layer),
                {{"result.json", job.standard_output}, {"messages.txt", job.standard_error}});
    result.seconds = job.seconds;
    if (job.exit_status == 0) ++done_;
    const nlohmann::json json = json_of(job);
    const nlohmann::json evaluation = json.value("evaluation", nlohmann::json());
    result.problem = evaluation.is_null() ? problem_of(job) : "";
    if (evaluation.is_null()) return;
    result.distance = distance_of(json);
    const auto padding = json.find("padding");
    result.operations = padding != json.end() ? padding->at("operations")
                                              : evaluation.at("compute").at("operations");
    result.latency_cycles = evaluation.at("cycles");
    result.utilization = evaluation.at("utilization");
    result.energy_pj = evaluation.at("energy_pj");
  }

  const CommonOptions& common_;
  const MapperOptions& options_;
  const std::function<void(const CommonOptions&)>& map_;
  std::vector<LayerResult> results_;
  std::size_t done_ = 0;  ///< layers whose mapper ended with status 0
};

}  // namespace

void run_network(const CommonOptions& common, const MapperOptions& options,
                 const std::function<void(const CommonOptions&)>& map) {
  NetworkRun(common, options, map).make();
}

}  // namespace tilewright
