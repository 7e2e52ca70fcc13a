#include "mapper/space/padding.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/space/mapspace.hpp"
#include "model/cost/cost_table.hpp"

namespace tilewright {

namespace {

constexpr std::size_t most_problems = 100'000;

std::int64_t count_divisors(std::int64_t number) {
  std::int64_t count = 0;
  for (std::int64_t divisor = 1; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) count += divisor * divisor == number ? 1 : 2;
  }
  return count;
}

double product(const LayerBounds& bounds) {
  double result = 1;
  for (const std::int64_t bound : bounds) result *= static_cast<double>(bound);
  return result;
}

std::vector<int> dimensions_of(const DataSpace& data_space) {
  std::vector<int> dimensions;
  for (const Rank& rank : data_space.ranks) {
    for (const ProjectionTerm& term : rank) dimensions.push_back(term.dimension);
  }
  return dimensions;
}

/// Each rank is one dimension, each dimension in one rank: then the words are counted easily.
bool is_simple(const DataSpace& data_space) {
  std::vector<int> dimensions = dimensions_of(data_space);
  std::sort(dimensions.begin(), dimensions.end());
  return std::adjacent_find(dimensions.begin(), dimensions.end()) == dimensions.end() &&
         std::all_of(data_space.ranks.begin(), data_space.ranks.end(), [](const Rank& rank) {
           return rank.size() == 1 && rank.front().coefficient == 1;
         });
}

/// Nothing where the constraints contradict the layer itself: its padded versions may suit them.
DataSpaceMask kept_outermost(const Spec& spec) {
  try {
    return Mapspace(spec).always_kept().back();
  } catch (const Error&) {
    return 0;
  }
}

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

std::vector<LayerBounds> padded_problems(const Workload& workload, double most_percent) {
  std::vector<LayerBounds> problems = {{}};
  for (const std::int64_t bound : workload.bounds) {
    const std::vector<std::int64_t> choices = padded_bounds(bound, most_percent);
    std::vector<LayerBounds> longer;
    for (const LayerBounds& start : problems) {
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
  std::stable_sort(
      problems.begin(), problems.end(),
      [](const LayerBounds& a, const LayerBounds& b) { return product(a) < product(b); });
  return problems;
}

CompulsoryCost::CompulsoryCost(const Spec& spec)
    : units_(static_cast<double>(spec.architecture.compute.mesh.instances)) {
  const CostTable table = resolve_costs(spec);
  operation_pj_ = table.compute.operation_pj;
  const StorageLevel& outermost = spec.architecture.storage.back();
  const StorageCosts& costs = table.storage.back();
  const DataSpaceMask kept = kept_outermost(spec);
  const auto shared = static_cast<double>(outermost.block_size * outermost.cluster_size);
  for (int index = 0; index < spec.workload.data_space_count(); ++index) {
    const DataSpace& data_space = spec.workload.data_spaces[static_cast<std::size_t>(index)];
    if (!contains(kept, index) || !is_simple(data_space)) continue;
    const double access_pj = data_space.read_write ? costs.update_pj : costs.read_pj;
    words_.push_back({dimensions_of(data_space), access_pj / shared});
  }
}

double CompulsoryCost::energy_pj(const LayerBounds& bounds) const {
  double energy = product(bounds) * operation_pj_;
  for (const Words& words : words_) {
    double count = 1;
    for (const int d : words.dimensions) {
      count *= static_cast<double>(bounds[static_cast<std::size_t>(d)]);
    }
    energy += count * words.access_pj;
  }
  return energy;
}

double CompulsoryCost::latency_cycles(const LayerBounds& bounds) const {
  return std::ceil(product(bounds) / units_);
}

}  // namespace tilewright
