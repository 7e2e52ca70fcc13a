#pragma once
// The exact mapper: finds a mapping that costs the least of all in the mapspace (perfect factors),
// under the numbers of the Evaluator, or says how far from the least its best one can be.
//
// A dynamic program goes from the compute units outwards. Its states are the tile shapes (a divisor
// of each dimension's bound), and for each data space which transfers are not yet decided; a label
// is a partial mapping's cost so far. Labels whose cost so far and least cost to go exceed that of
// a known mapping are dropped. docs/exact.md says what is proved.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

enum class ExactMetric { energy, delay, edp };

/// "energy" (pJ), "delay" (cycles) or "edp" (pJ x cycles).
std::string_view to_text(ExactMetric metric);

struct ExactResult;

struct ExactOptions {
  /// What is minimized, most important first: one metric, or delay and energy in either order. A
  /// later metric decides between mappings that are equal in the earlier ones (to 1 part in 10^9,
  /// which is more than rounding changes; Timeloop's searches take 1 in 1000 as equal).
  std::vector<ExactMetric> objective = {ExactMetric::edp};
  std::optional<double> time_limit_s;
  int threads = 1;  ///< the result does not depend on them
  /// Mappings that cost more, in the first metric, are not looked for.
  std::optional<double> upper_bound;
  /// Known beforehand: no mapping within the limits costs less, in the first metric.
  std::optional<double> lower_bound;
  /// Slower mappings are not looked for. Only where delay is in the objective.
  std::optional<double> most_cycles;
  /// Asked now and then, from any thread; true: end with what is known.
  std::function<bool()> stop;
  /// Told of each better mapping and bound, never from two threads at once.
  std::function<void(const ExactResult&)> progress;
  std::int64_t most_labels = 5'000'000;    ///< of one program; beyond, it stops as if out of time
  std::uint64_t incumbent_tries = 20'000;  ///< mappings that the search for a first one evaluates
  ModelOptions model;
};

enum class ExactStatus {
  optimal,     ///< proven: no mapping costs less
  bounded,     ///< a mapping and a lower bound: stopped, or some costs are only bounded
  infeasible,  ///< proven: no mapping is valid (or none within the upper bound)
  no_mapping,  ///< none was found, which proves nothing
};

/// "optimal", "bounded", "infeasible" or "no mapping".
std::string_view to_text(ExactStatus status);

/// How much work it was. The numbers depend on the number of threads.
struct ExactStatistics {
  std::int64_t programs = 0;     ///< dynamic programs: one for each number of compute units in use
  std::int64_t labels = 0;       ///< kept
  std::int64_t transitions = 0;  ///< tried
  std::int64_t configurations = 0;
  double incumbent_seconds = 0;
  double seconds = 0;  ///< in all
};

struct ExactResult {
  ExactStatus status = ExactStatus::no_mapping;
  std::optional<Mapping> mapping;
  Evaluation evaluation;  ///< of the mapping, by the Evaluator
  /// By metric of the objective. The bound of a later metric holds for mappings that are as good as
  /// this one in the earlier ones; it is 0 where nothing is known.
  std::vector<double> cost;
  std::vector<double> lower_bound;
  /// Not empty where more time would not close the gap: what is only bounded from below, in words.
  std::vector<std::string> relaxations;
  ExactStatistics statistics;

  bool proven() const {
    return status == ExactStatus::optimal || status == ExactStatus::infeasible;
  }
};

/// Throws Error where the input asks for what the exact mapper does not cover (it names it), and
/// where the Evaluator does.
ExactResult find_exact_mapping(const Spec& spec, const ExactOptions& options = {});

}  // namespace tilewright
