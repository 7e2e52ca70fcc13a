#pragma once
// What the improved program has to know of the input: which loops each level may have, what it may
// keep, and what a word costs there.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/cosa/factors.hpp"
#include "model/nest/projection.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::cosa::improved {

/// What the loops of one kind at one level may be.
struct LoopRules {
  std::vector<std::int64_t> least;  ///< factor by dimension
  std::vector<std::int64_t> most;
  /// Dimensions with a fixed place: innermost ones, and outermost ones, each innermost first.
  std::vector<int> prefix;
  std::vector<int> suffix;
  std::optional<std::int64_t> split;  ///< of spatial loops: so many innermost ones lie along X

  bool fixes_order() const { return !prefix.empty() || !suffix.empty(); }
};

/// A limit of words per cycle and instance, for reads, writes (fills and updates), or both.
struct Rate {
  double words_per_cycle = 0;
  bool reads = false;
  bool writes = false;
};

/// One storage level with the loops that belong to it. Energies are per word.
struct Level {
  std::string name;
  LoopRules temporal;
  LoopRules spatial;
  std::int64_t fanout_x = 1;
  std::int64_t fanout_y = 1;
  DataSpaceMask always_keep = 0;
  DataSpaceMask may_keep = 0;
  std::optional<std::int64_t> capacity_words;
  double least_words = 0;  ///< that a mapping has to use
  double read_pj = 0;
  double fill_pj = 0;
  double update_pj = 0;
  std::int64_t memories = 1;  ///< physical ones; fewer than instances where these share them
  bool clustered = false;
  std::vector<Rate> rates;
  std::vector<double> bandwidth_scale;  ///< by data space
  ReuseDirectives directives;
};

/// The input, prepared. It refers to the Spec.
struct Facts {
  /// Throws Error when constraints contradict the problem, or fix factors that do not divide it.
  explicit Facts(const Spec& spec);

  const Spec& spec;
  std::vector<Projection> projections;   ///< by data space
  std::vector<DataSpaceMask> relevance;  ///< by dimension: the data spaces that it moves
  std::vector<PrimeFactor> factors;      ///< primes > 1, by dimension, ascending
  std::vector<Level> levels;             ///< innermost first
  double operation_pj = 0;
  double log2_operations = 0;
  double least_units = 1;  ///< compute units that a mapping has to use

  int dimension_count() const { return spec.workload.dimension_count(); }
  int space_count() const { return spec.workload.data_space_count(); }
  int level_count() const { return static_cast<int>(levels.size()); }
  std::int64_t bound(int dimension) const { return spec.workload.bounds[dimension]; }
  /// log2 of the bound.
  double log2_bound(int dimension) const;
  /// The dimension moves the data space.
  bool moves(int dimension, int space) const { return contains(relevance[dimension], space); }
};

}  // namespace tilewright::cosa::improved
