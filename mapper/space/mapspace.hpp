#pragma once
// All mappings that the constraints allow, numbered as Timeloop numbers them: four independent
// choices (a factorization of each dimension, the order of the loops at each level, which spatial
// loops lie along X, and which data spaces each level keeps).

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "mapper/space/factorizations.hpp"
#include "mapper/space/loop_order.hpp"
#include "mapper/space/tiling_levels.hpp"
#include "mapper/space/uint128.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// A member of a mapspace, or the numbers of choices of each kind.
struct MappingId {
  uint128 factorization = 0;
  uint128 permutation = 0;
  uint128 split = 0;
  uint128 bypass = 0;

  bool operator==(const MappingId&) const = default;
};

/// A bit of the bypass choice: set when `level` keeps `data_space`.
struct BypassBit {
  int level = 0;
  int data_space = 0;
};

/// The space as such; it does not change, and threads may share it. Mappings are made by
/// MappingBuilder.
class Mapspace {
 public:
  /// Throws Error when a constraint contradicts the problem or another constraint, or when a kind
  /// of choice has 2^128 members or more.
  explicit Mapspace(const Spec& spec);

  const std::vector<TilingLevel>& levels() const { return levels_; }
  int level_count() const { return static_cast<int>(levels_.size()); }
  int dimension_count() const { return workload_.dimension_count(); }
  const Workload& workload() const { return workload_; }
  const Architecture& architecture() const { return architecture_; }
  const MappingConstraints& constraints() const { return constraints_; }

  /// Numbers of choices, factorization least significant.
  const MappingId& sizes() const { return sizes_; }
  /// All mappings; nothing when there are 2^128 or more.
  std::optional<uint128> size() const;

  const DimensionFactors& factors(int dimension) const {
    return *factors_[static_cast<std::size_t>(dimension)];
  }
  /// The constraint on the loops of a tiling level.
  const LoopConstraint& constraint(int level) const;
  /// True where the order of the loops does not matter (the innermost temporal loops, and spatial
  /// loops along one axis that the user did not order): they keep the order of the dimensions.
  bool canonical_order(int level) const;

  /// Masks that storage level l keeps in every mapping, and the free bits, lowest first.
  const std::vector<DataSpaceMask>& always_kept() const { return always_kept_; }
  const std::vector<BypassBit>& free_bits() const { return free_bits_; }

 private:
  void make_factors();
  void make_bypass_bits();
  void count_choices();
  FactorRange range(int dimension, int level) const;
  [[noreturn]] void throw_no_factorization(int dimension) const;

  Workload workload_;
  Architecture architecture_;
  MappingConstraints constraints_;
  std::vector<TilingLevel> levels_;
  std::vector<std::unique_ptr<DimensionFactors>> factors_;
  std::vector<DataSpaceMask> always_kept_;
  std::vector<BypassBit> free_bits_;
  MappingId sizes_;
};

}  // namespace tilewright
