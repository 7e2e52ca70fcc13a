#pragma once
// Runs the exact mapper in front of a user, and tells its results.

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "model/program/progress_meter.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// While it lives, calls with these options stop when `stop` is set, and a terminal shows progress.
class SolvingMeter {
 public:
  SolvingMeter(ExactOptions& options, const std::atomic<bool>& stop);
  ~SolvingMeter();
  SolvingMeter(const SolvingMeter&) = delete;
  SolvingMeter& operator=(const SolvingMeter&) = delete;

 private:
  struct Progress;
  std::unique_ptr<Progress> progress_;
  ProgressMeter meter_;
};

/// Runs it until `stop` is set, with progress on a terminal.
ExactResult solve_exactly(const Spec& spec, ExactOptions options, const std::atomic<bool>& stop);

/// By how much, in percent, a cost is above a lower bound at most. Infinite above a bound of 0.
double percent_above(double cost, double lower_bound);

/// "0.57 %", rounded up when it is only an upper limit.
std::string percent_text(double percent, bool rounded_up);

/// "edp = 1.2e+12 | bound = 1.2e+12 | proven optimal | labels = 1234 | time = 0.123 s", or "at most
/// 1.80 % above the optimum" where that is all that is known. The result must have a mapping.
std::string result_text(const std::vector<ExactMetric>& objective, const ExactResult& result);

/// Status, costs, bounds and statistics.
nlohmann::ordered_json result_json(const std::vector<ExactMetric>& objective,
                                   const ExactResult& result);

/// Why the exact mapper found none: a proof that there is none and what would help, or that it was
/// stopped.
Error explain_missing(const Spec& spec, const ExactResult& result);

}  // namespace tilewright
