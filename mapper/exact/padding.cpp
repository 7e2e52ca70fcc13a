#include "mapper/exact/padding.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/exact/objective.hpp"
#include "mapper/exact/work_limit.hpp"
#include "mapper/space/mapspace.hpp"
#include "model/cost/cost_table.hpp"

namespace tilewright {

namespace {

constexpr std::size_t most_problems = 100'000;

using Bounds = std::vector<std::int64_t>;
using exact::Objective;

std::int64_t count_divisors(std::int64_t number) {
  std::int64_t count = 0;
  for (std::int64_t divisor = 1; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) count += divisor * divisor == number ? 1 : 2;
  }
  return count;
}

double product(const Bounds& bounds) {
  double result = 1;
  for (const std::int64_t bound : bounds) result *= static_cast<double>(bound);
  return result;
}

/// All versions, the ones with the fewest operations first.
std::vector<Bounds> list_problems(const Workload& workload, double most_percent) {
  std::vector<Bounds> problems = {{}};
  for (const std::int64_t bound : workload.bounds) {
    const std::vector<std::int64_t> choices = padded_bounds(bound, most_percent);
    std::vector<Bounds> longer;
    for (const Bounds& start : problems) {
      for (const std::int64_t choice : choices) {
        longer.push_back(start);
        longer.back().push_back(choice);
      }
    }
    problems = std::move(longer);
    if (problems.size() > most_problems) {
      throw Error("this padding gives more than 100,000 problems", "allow less padding");
    }
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Bounds& a, const Bounds& b) { return product(a) < product(b); });
  return problems;
}

/// What any mapping costs at least: all operations, in units that are all in use, and of each word
/// one access at the outermost level.
class CompulsoryCost {
 public:
  explicit CompulsoryCost(const Spec& spec)
      : costs_(resolve_costs(spec)),
        units_(static_cast<double>(spec.architecture.compute.mesh.instances)) {
    const StorageLevel& outermost = spec.architecture.storage.back();
    const StorageCosts& costs = costs_.storage.back();
    const DataSpaceMask kept = kept_outermost(spec);
    const auto shared = static_cast<double>(outermost.block_size * outermost.cluster_size);
    for (int index = 0; index < spec.workload.data_space_count(); ++index) {
      const DataSpace& data_space = spec.workload.data_spaces[static_cast<std::size_t>(index)];
      if (!contains(kept, index) || !is_simple(data_space)) continue;
      const double access_pj = data_space.read_write ? costs.update_pj : costs.read_pj;
      words_.push_back({dimensions_of(data_space), access_pj / shared});
    }
  }

  double energy_pj(const Bounds& bounds) const {
    double energy = product(bounds) * costs_.compute.operation_pj;
    for (const Words& words : words_) {
      double count = 1;
      for (const int d : words.dimensions) {
        count *= static_cast<double>(bounds[static_cast<std::size_t>(d)]);
      }
      energy += count * words.access_pj;
    }
    return energy;
  }

  double latency_cycles(const Bounds& bounds) const { return std::ceil(product(bounds) / units_); }

 private:
  struct Words {
    std::vector<int> dimensions;
    double access_pj = 0;
  };

  /// Nothing where the constraints contradict the layer itself: its padded versions may suit them.
  static DataSpaceMask kept_outermost(const Spec& spec) {
    try {
      return Mapspace(spec).always_kept().back();
    } catch (const Error&) {
      return 0;
    }
  }

  /// Each rank is one dimension, each dimension in one rank: then the words are counted easily.
  static bool is_simple(const DataSpace& data_space) {
    std::vector<int> dimensions = dimensions_of(data_space);
    std::sort(dimensions.begin(), dimensions.end());
    return std::adjacent_find(dimensions.begin(), dimensions.end()) == dimensions.end() &&
           std::all_of(data_space.ranks.begin(), data_space.ranks.end(), [](const Rank& rank) {
             return rank.size() == 1 && rank.front().coefficient == 1;
           });
  }

  static std::vector<int> dimensions_of(const DataSpace& data_space) {
    std::vector<int> dimensions;
    for (const Rank& rank : data_space.ranks) {
      for (const ProjectionTerm& term : rank) dimensions.push_back(term.dimension);
    }
    return dimensions;
  }

  const CostTable costs_;
  const double units_;
  std::vector<Words> words_;
};

class PaddedSearch {
 public:
  PaddedSearch(const Spec& spec, const ExactOptions& options)
      : options_(options), objective_(options.objective), limit_(options), least_(spec) {
    best_.spec = spec;
  }

  PaddingResult run(const std::vector<Bounds>& problems) {
    best_.problems = static_cast<std::int64_t>(problems.size());
    for (const Bounds& bounds : problems) {
      const std::vector<double> least = least_cost(bounds);
      if (known() && exact::clearly_less(best_.result.cost.front(), least.front())) continue;
      if (limit_.reached()) {
        leave_open(least.front());
      } else {
        solve(bounds, least.front());
      }
    }
    if (best_.solved == best_.refused && first_error_) throw Error(*first_error_);
    finish();
    return std::move(best_);
  }

 private:
  bool known() const { return best_.result.mapping.has_value(); }

  std::vector<double> least_cost(const Bounds& bounds) const {
    return objective_.cost(least_.energy_pj(bounds), least_.latency_cycles(bounds));
  }

  void solve(const Bounds& bounds, double least) {
    Spec spec = best_.spec;
    spec.workload.bounds = bounds;
    ExactOptions options = options_;
    options.time_limit_s = limit_.seconds_left();
    if (known()) {
      options.upper_bound = best_.result.cost.front();
      options.incumbent_tries = 0;
    }
    ++best_.solved;
    try {
      ExactResult result = find_exact_mapping(spec, options);
      exact::add(statistics_, result.statistics);
      if (!result.proven()) leave_open(std::max(least, result.lower_bound.front()));
      if (relaxations_.empty()) relaxations_ = result.relaxations;
      take(std::move(result), std::move(spec));
    } catch (const Error& error) {
      ++best_.refused;
      if (!first_error_) first_error_ = error;
    }
  }

  void take(ExactResult result, Spec spec) {
    if (!result.mapping) return;
    if (known() && !Objective::less(result.cost, best_.result.cost)) return;
    best_.result = std::move(result);
    best_.spec = std::move(spec);
  }

  /// A problem about which no more is known than that it costs this at least.
  void leave_open(double least) { open_bound_ = std::min(open_bound_.value_or(least), least); }

  void finish() {
    ExactResult& result = best_.result;
    result.lower_bound.resize(options_.objective.size());
    if (known()) {
      result.status = open_bound_ ? ExactStatus::bounded : ExactStatus::optimal;
      result.lower_bound = result.cost;
      if (open_bound_) {
        result.lower_bound.assign(result.cost.size(), 0);
        result.lower_bound.front() = std::min(*open_bound_, result.cost.front());
      }
    } else {
      result.status = open_bound_ ? ExactStatus::no_mapping : ExactStatus::infeasible;
    }
    result.relaxations = relaxations_;
    result.statistics = statistics_;
    result.statistics.seconds = limit_.seconds();
  }

  const ExactOptions& options_;
  const Objective objective_;
  const exact::WorkLimit limit_;
  const CompulsoryCost least_;
  PaddingResult best_;
  ExactStatistics statistics_;
  std::vector<std::string> relaxations_;  // of problems that stay open
  std::optional<double> open_bound_;
  std::optional<Error> first_error_;
};

}  // namespace

std::vector<std::int64_t> padded_bounds(std::int64_t bound, double most_percent) {
  const auto most =
      static_cast<std::int64_t>(std::floor(static_cast<double>(bound) * (1 + most_percent / 100)));
  std::vector<std::int64_t> bounds;
  std::int64_t most_divisors = 0;
  for (std::int64_t candidate = bound; candidate <= most; ++candidate) {
    const std::int64_t divisors = count_divisors(candidate);
    if (divisors <= most_divisors) continue;
    most_divisors = divisors;
    bounds.push_back(candidate);
  }
  return bounds;
}

PaddingResult find_padded_mapping(const Spec& spec, double most_percent,
                                  const ExactOptions& options) {
  return PaddedSearch(spec, options).run(list_problems(spec.workload, most_percent));
}

}  // namespace tilewright
