#include "mapper/cosa/padding.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "mapper/cosa/clock.hpp"
#include "model/cost/evaluator.hpp"

namespace tilewright {

namespace {

/// Costs that differ by rounding only are equal.
constexpr double rounding = 1e-9;

class PaddedSearch {
 public:
  PaddedSearch(const Spec& spec, const CosaOptions& options)
      : options_(options), clock_(options.time_limit_seconds), least_(spec) {
    best_.spec = spec;
  }

  CosaPaddingResult run(const std::vector<LayerBounds>& problems) {
    best_.problems = static_cast<std::int64_t>(problems.size());
    for (const LayerBounds& bounds : problems) {
      if (!promising(bounds)) continue;
      if (best_.solved > 0 && clock_.over()) {
        all_proven_ = false;
        break;
      }
      solve(bounds);
    }
    if (best_.solved == best_.refused && first_error_) throw Error(*first_error_);
    finish();
    return std::move(best_);
  }

 private:
  bool promising(const LayerBounds& bounds) const {
    return cost_of(options_.objective, least_.energy_pj(bounds), least_.latency_cycles(bounds)) <
           cost_ * (1 - rounding);
  }

  void solve(const LayerBounds& bounds) {
    Spec spec = best_.spec;
    spec.workload.bounds = bounds;
    CosaOptions options = options_;
    if (clock_.limited()) options.time_limit_seconds = clock_.left_seconds();
    const CosaResult& best = best_.result;
    if (best.has_mapping()) {
      options.better_than = {best.program_energy_pj, best.program_latency_cycles};
      bound_ = std::min(bound_, best.objective / (1 + options.gap_percent / 100));
    }
    ++best_.solved;
    try {
      CosaResult result = map_with_cosa(spec, options);
      add(result);
      take(std::move(result), std::move(spec));
    } catch (const Error& error) {
      ++best_.refused;
      if (!first_error_) first_error_ = error;
    }
  }

  void add(const CosaResult& result) {
    all_.evaluations += result.evaluations;
    all_.rounds += result.rounds;
    all_.nodes += result.nodes;
    if (result.has_mapping()) bound_ = std::min(bound_, result.bound);
    all_proven_ = all_proven_ && (result.proven_optimal || result.status == CosaStatus::infeasible);
  }

  void take(CosaResult result, Spec spec) {
    if (!result.has_mapping()) {
      if (!first_failure_) first_failure_ = std::move(result);
      return;
    }
    Evaluator evaluator(spec, options_.model);
    Evaluation evaluation;
    if (!evaluator.evaluate(result.mapping, evaluation, Detail::totals)) return;
    const double cost =
        cost_of(options_.objective, evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    if (best_.result.has_mapping() && cost >= cost_ * (1 - rounding)) return;
    cost_ = cost;
    best_.result = std::move(result);
    best_.spec = std::move(spec);
  }

  void finish() {
    CosaResult& result = best_.result;
    if (result.has_mapping()) {
      result.bound = std::min(bound_, result.objective);
      result.proven_optimal = all_proven_;
      result.status = all_proven_ ? CosaStatus::optimal : CosaStatus::feasible;
    } else if (first_failure_) {
      result = *first_failure_;
    }
    result.evaluations = all_.evaluations;
    result.rounds = all_.rounds;
    result.nodes = all_.nodes;
    result.solve_seconds = clock_.seconds();
  }

  const CosaOptions& options_;
  const cosa::Clock clock_;
  const CompulsoryCost least_;
  CosaPaddingResult best_;
  double cost_ = std::numeric_limits<double>::infinity();
  CosaResult all_;  ///< counts only
  double bound_ = std::numeric_limits<double>::infinity();
  bool all_proven_ = true;
  std::optional<CosaResult> first_failure_;
  std::optional<Error> first_error_;
};

}  // namespace

CosaPaddingResult map_padded_with_cosa(const Spec& spec, double most_percent,
                                       const CosaOptions& options) {
  return PaddedSearch(spec, options).run(padded_problems(spec.workload, most_percent));
}

}  // namespace tilewright
