#pragma once
// A second, literal listing of a mapspace, to compare mapper/space with: every choice is listed by
// trying all candidates against the constraints. Shares no code with mapper/space.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright::test {

/// The temporal or the spatial loops of a storage level.
struct LoopGroup {
  int storage = 0;
  bool spatial = false;
  std::int64_t fanout_x = 1;
  std::int64_t fanout_y = 1;
};

/// All groups, innermost first.
std::vector<LoopGroup> loop_groups(const Architecture& architecture);

const LoopConstraint& constraint_of(const Spec& spec, const LoopGroup& group);

/// True when the loops of group `index` keep the order of the dimensions.
bool has_canonical_order(const Spec& spec, int index);

/// True when pruning leaves out more than duplicates: the loops of some level can lie along Y alone
/// and keep their order, so that the split counts loops with bound 1 that stand among the others.
bool loses_splits(const Spec& spec);

/// What each storage level must keep and must not keep.
struct KeepRule {
  DataSpaceMask keep = 0;
  DataSpaceMask bypass = 0;
};
std::vector<KeepRule> keep_rules(const Spec& spec);

struct Factor {
  std::int64_t factor = 1;
  std::int64_t bound = 1;
  std::int64_t residual = 1;
};

/// One member of a mapspace.
struct Member {
  std::vector<std::vector<Factor>> factors;  ///< [group][dimension]
  std::vector<std::vector<int>> orders;      ///< by group, innermost first
  std::vector<std::int64_t> splits;          ///< by group; 0 for temporal ones
  std::vector<DataSpaceMask> keep;           ///< by storage level

  /// Equal for equal members only.
  std::string text() const;
};

Mapping mapping_of(const Member& member, const std::vector<LoopGroup>& groups);

/// Equal for equal mappings only.
std::string mapping_text(const Mapping& mapping);

/// The choices that a member is made of.
struct MapspaceListing {
  std::vector<std::vector<std::vector<Factor>>> factors;  ///< [dimension][choice][group]
  std::vector<std::vector<std::vector<int>>> orders;      ///< [group][choice]
  std::vector<std::vector<std::int64_t>> splits;          ///< [group][choice]
  std::vector<std::vector<DataSpaceMask>> keeps;          ///< [choice][storage level]

  double factorization_count() const;
  double permutation_count() const;
  double split_count() const;
  double bypass_count() const { return static_cast<double>(keeps.size()); }
  double count() const {
    return factorization_count() * permutation_count() * split_count() * bypass_count();
  }
};

/// All choices that the constraints allow. For template ruby: all factors and residuals that the
/// product rule and the limits on remainders allow, which is more than Timeloop considers.
MapspaceListing list_mapspace(const Spec& spec);

/// Calls `visit` for each member once.
void for_each_member(const MapspaceListing& listing,
                     const std::function<void(const Member&)>& visit);

}  // namespace tilewright::test
