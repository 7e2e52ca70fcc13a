#pragma once
// Which mappings a mapper may consider: `mapspace`, `mapspace_constraints` and
// `architecture_constraints`, merged.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/error.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// A bound on a factor, and where the user wrote it.
struct FactorLimit {
  std::int64_t value = 1;
  Place place;
};

/// What the temporal (or the spatial) loops of one storage level must look like.
struct LoopConstraint {
  std::map<int, FactorLimit> exact;     ///< `C=4`, by dimension
  std::map<int, FactorLimit> at_most;   ///< `C<=4`
  std::map<int, FactorLimit> at_least;  ///< `C>=4`
  std::vector<int> prefix;              ///< innermost dimensions, innermost first
  std::vector<int> suffix;              ///< outermost dimensions, innermost first
  Place permutation_place;
  std::optional<std::int64_t> split;  ///< the innermost `split` dimensions lie along X
  Place split_place;
  std::optional<std::int64_t> max_remainder;  ///< `remainders`: largest last pass (template ruby)

  bool has_permutation() const { return !prefix.empty() || !suffix.empty(); }
};

/// Both kinds of loops of a storage level.
struct LevelConstraint {
  LoopConstraint temporal;
  LoopConstraint spatial;
};

/// Keep and bypass bits of one entry (type datatype, dataspace, bypass). At the outermost level,
/// which keeps everything by default, a later entry replaces an earlier one.
struct BypassConstraint {
  int level = 0;
  DataSpaceMask keep = 0;
  DataSpaceMask bypass = 0;
  Place place;
};

/// How factors are enumerated: `uber` takes factorizations of a bound, `ruby` also factors with a
/// shorter last pass at the levels that have `remainders`.
enum class MapspaceTemplate { uber, ruby };

/// Everything that the input says about the mappings to consider.
struct MappingConstraints {
  MapspaceTemplate mapspace_template = MapspaceTemplate::uber;
  std::vector<LevelConstraint> levels;  ///< one per storage level; empty: none
  std::vector<BypassConstraint> bypass;
  std::vector<ReuseDirectives> directives;  ///< one per storage level; empty: none
  double min_utilization = 0;               ///< smallest share of the compute units in use, 0 to 1
  Place min_utilization_place;
  /// The entries that are no keep or bypass, "file:line:column: a constraint of type 'spatial'",
  /// for mappers that honour keep and bypass only.
  std::vector<std::string> others;
};

}  // namespace tilewright
