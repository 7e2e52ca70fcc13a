#pragma once
// --gap: how far a mapping is above the proven optimum, whatever mapper made it.

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "mapper/program/options.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// The cost of a mapping, in the first metric of the objective, beside the least one there is.
struct Gap {
  std::string problem;  ///< why the optimum is not known; then nothing of the rest is
  std::vector<ExactMetric> objective;
  double cost = 0;
  double lower_bound = 0;
  bool proven = false;  ///< a mapping costs the lower bound; else a cheaper one may exist or not
  std::vector<std::string>
      only_bounded;    ///< where more time does not help: ExactResult::relaxations
  double seconds = 0;  ///< that the exact mapper took

  /// Above the lower bound. Negative for a mapping that breaks constraints which the optimum keeps.
  /// Infinite when nothing is known.
  double percent() const;
  /// "0.57 %", "<= 0.57 %" where there is only a bound, "-" where nothing is known.
  std::string percent_text() const;
};

/// Of the exact mapper's own result.
Gap gap_of(const std::vector<ExactMetric>& objective, const ExactResult& result);

/// Runs the exact mapper on the objective of `spec`, and on its padded versions if the user allows
/// padding, until `stop` is set. What it does not cover becomes `problem`, with a warning printed.
Gap find_gap(const Spec& spec, const CommonOptions& common, const MapperOptions& given,
             const Evaluation& evaluation, const std::atomic<bool>& stop);

/// "Above the optimum: 0.57 % in edp (bound = 1.2e+12, proven, 0.123 s)".
std::string gap_line(const Gap& gap);

nlohmann::ordered_json gap_json(const Gap& gap);

}  // namespace tilewright
