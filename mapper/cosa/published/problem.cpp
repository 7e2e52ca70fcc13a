#include "mapper/cosa/published/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mapper/cosa/published/partition.hpp"

namespace tilewright::cosa {

namespace {

/// Guards the floor of share * size against a product that is a rounding error below an integer.
constexpr double rounding_guard = 1e-9;

bool indexes_an_output(const Workload& workload, int dimension) {
  return std::any_of(workload.data_spaces.begin(), workload.data_spaces.end(),
                     [&](const DataSpace& s) { return s.read_write && s.depends_on(dimension); });
}

void add_unique(std::vector<int>& dimensions, int dimension) {
  if (std::find(dimensions.begin(), dimensions.end(), dimension) == dimensions.end()) {
    dimensions.push_back(dimension);
  }
}

/// Splits a rank's dimensions. Without dimensions of both kinds nothing slides, and all of them
/// count as window.
SlidingRank split_rank(const Workload& workload, int data_space, const Rank& rank) {
  SlidingRank split{.data_space = data_space, .window = {}, .halo = {}};
  for (const ProjectionTerm& term : rank) {
    if (term.coefficient == 0) continue;
    const bool window = indexes_an_output(workload, term.dimension);
    add_unique(window ? split.window : split.halo, term.dimension);
  }
  if (split.window.empty()) std::swap(split.window, split.halo);
  return split;
}

void derive_projections(const Workload& workload, Problem& problem) {
  problem.relevance.assign(problem.dimension_count, 0);
  problem.stride.assign(problem.data_space_count,
                        std::vector<std::int64_t>(problem.dimension_count, 1));
  for (int s = 0; s < problem.data_space_count; ++s) {
    for (const Rank& rank : workload.data_spaces[s].ranks) {
      SlidingRank split = split_rank(workload, s, rank);
      for (const int dimension : split.window) problem.relevance[dimension] |= 1U << s;
      for (const ProjectionTerm& term : rank) {
        if (std::count(split.window.begin(), split.window.end(), term.dimension) == 0) continue;
        std::int64_t& stride = problem.stride[s][term.dimension];
        stride = std::max(stride, std::abs(term.coefficient));
      }
      if (!split.halo.empty()) problem.sliding_ranks.push_back(std::move(split));
    }
  }
}

void derive_storage(const Spec& spec, Problem& problem) {
  problem.stored.assign(problem.level_count, all_data_spaces(problem.data_space_count));
  for (const BypassConstraint& constraint : spec.constraints.bypass) {
    DataSpaceMask& stored = problem.stored[constraint.level];
    stored = (stored & ~constraint.bypass) | constraint.keep;
  }
}

void derive_capacities(const Spec& spec, const CosaOptions& options, Problem& problem) {
  const auto shares =
      derive_partition(spec, problem.stored, problem.global_buffer(), options.partition);
  problem.capacity.assign(problem.level_count,
                          std::vector<std::optional<std::int64_t>>(problem.data_space_count));
  for (int level = 0; level < problem.backing_store(); ++level) {
    const auto size_words = spec.architecture.storage[level].effective_size_words();
    if (!size_words) continue;
    for (int s = 0; s < problem.data_space_count; ++s) {
      if (!contains(problem.stored[level], s)) continue;
      const double words =
          std::floor(shares[level][s] * static_cast<double>(*size_words) + rounding_guard);
      problem.capacity[level][s] = std::max<std::int64_t>(1, static_cast<std::int64_t>(words));
    }
  }
}

/// The outermost level below the global buffer that stores the data space; where there is none, the
/// global buffer; -1 where that does not store it either.
int halo_level(const Problem& problem, int data_space) {
  for (int level = problem.global_buffer() - 1; level >= 0; --level) {
    if (contains(problem.stored[level], data_space)) return level;
  }
  const int buffer = problem.global_buffer();
  return buffer >= 0 && contains(problem.stored[buffer], data_space) ? buffer : -1;
}

void place_halos(Problem& problem) {
  for (SlidingRank& rank : problem.sliding_ranks) rank.level = halo_level(problem, rank.data_space);
  std::erase_if(problem.sliding_ranks, [](const SlidingRank& rank) { return rank.level < 0; });
}

void derive_streaming(Problem& problem) {
  const int buffer = problem.global_buffer();
  if (buffer < 0) return;
  problem.streamed = all_data_spaces(problem.data_space_count) & ~problem.stored[buffer];
  for (int level = 0; level < buffer; ++level) {
    const DataSpaceMask stored = problem.stored[level];
    if (stored != 0 && (stored & ~problem.streamed) == 0) problem.bonus_level = level;
  }
}

}  // namespace

double Problem::log2_growth(int data_space, int dimension, std::int64_t prime) const {
  if (!is_relevant(dimension, data_space)) return 0;
  return std::log2(static_cast<double>(prime)) +
         std::log2(static_cast<double>(stride[data_space][dimension]));
}

Problem derive_problem(const Spec& spec, const CosaOptions& options) {
  Problem problem;
  problem.dimension_count = spec.workload.dimension_count();
  problem.data_space_count = spec.workload.data_space_count();
  problem.level_count = spec.architecture.level_count();
  for (int d = 0; d < problem.dimension_count; ++d) {
    const auto factors = prime_factors(d, spec.workload.bounds[d]);
    problem.factors.insert(problem.factors.end(), factors.begin(), factors.end());
  }
  for (int level = 0; level < problem.level_count; ++level) {
    problem.fanout_x.push_back(spec.architecture.fanout_x(level));
    problem.fanout_y.push_back(spec.architecture.fanout_y(level));
  }
  derive_projections(spec.workload, problem);
  derive_storage(spec, problem);
  derive_capacities(spec, options, problem);
  place_halos(problem);
  derive_streaming(problem);
  return problem;
}

std::string reason_for_infeasibility(const Problem& problem, const Spec& spec) {
  for (int s = 0; s < problem.data_space_count; ++s) {
    const bool somewhere = std::any_of(problem.stored.begin(), problem.stored.end(),
                                       [&](DataSpaceMask mask) { return contains(mask, s); });
    if (!somewhere) {
      return fmt::format("data space '{}' is bypassed at every level",
                         spec.workload.data_spaces[s].name);
    }
  }
  return {};
}

}  // namespace tilewright::cosa
