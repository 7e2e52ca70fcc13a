#pragma once
// The input of the exact mapper, prepared: what each level may do and what words cost there.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "mapper/exact/lattice.hpp"
#include "mapper/exact/spatial_choices.hpp"
#include "mapper/exact/work_limit.hpp"
#include "mapper/space/mapspace.hpp"
#include "model/cost/cost_table.hpp"
#include "model/nest/projection.hpp"

namespace tilewright::exact {

/// A set of dimensions: bit d stands for dimension d.
using DimensionMask = std::uint32_t;

inline DimensionMask bit(int dimension) { return DimensionMask{1} << dimension; }
inline std::size_t at(int position) { return static_cast<std::size_t>(position); }

enum class Access : std::uint8_t { read, fill, update };

/// One data space.
struct Space {
  explicit Space(Projection prepared) : projection(std::move(prepared)) {}

  Projection projection;
  bool separable = true;
  bool read_write = false;
  DimensionMask relevant = 0;  ///< dimensions that move it
  DimensionMask leaving = 0;   ///< of these, the ones that move a rank that no other one moves
  std::int64_t words = 1;      ///< of the whole tensor, as a box
  double relevant_bound = 1;   ///< product of the bounds of the leaving dimensions
};

/// One storage level with the spatial loops below it.
struct Level {
  std::vector<SpatialChoice> spatial;
  int tiling_level = 0;  ///< of the temporal loops
  std::int64_t fanout_x = 1;
  std::int64_t fanout_y = 1;

  /// The temporal loops: prefix dimensions stand inside of the others, suffix dimensions outside.
  std::vector<int> prefix;
  std::vector<int> suffix;
  std::vector<std::int64_t> least;  ///< factor by dimension
  std::vector<std::int64_t> most;
  DimensionMask limited = 0;   ///< dimensions whose factor is limited
  DimensionMask required = 0;  ///< dimensions whose factor must be more than 1

  DataSpaceMask always_keep = 0;
  DataSpaceMask may_keep = 0;
  std::int64_t capacity_words = -1;  ///< -1: no limit
  double least_words = 0;

  std::int64_t block_size = 1;
  std::int64_t memories = 1;
  std::array<double, 3> access_pj{};  ///< by Access, per vector access
  double address_pj = 0;              ///< per word that generates an address
  bool linear = true;                 ///< energy is proportional to the words of all instances
  bool limits_bandwidth = false;
  std::array<double, max_data_spaces> bandwidth_scales{};

  bool network_costs = false;  ///< words that pass the network below cost energy

  ReuseDirectives directives;
  /// What is only bounded from below (Problem::relaxations), by data space: its accesses count
  /// nothing; its words on the network below count no more than their links; routers passed are
  /// rounded in favour of the mapping.
  DataSpaceMask uncounted = 0;
  DataSpaceMask network_uncounted = 0;
  DataSpaceMask routers_uncertain = 0;

  bool spreads() const { return fanout_x * fanout_y > 1; }
  /// Children below share words of the data space.
  bool multicasts(int space) const { return !contains(directives.no_multicast, space); }
};

/// Thrown by Problem::stop_if_late().
struct Stopped {};

/// Throws Error for what the exact mapper does not cover.
class Problem {
 public:
  Problem(const Spec& spec, const ExactOptions& options);

  const Spec& spec;
  const ExactOptions& options;
  Mapspace mapspace;
  Lattice lattice;
  CostTable costs;
  std::vector<DataSpace> data_spaces;  ///< without terms that change nothing
  std::vector<Space> spaces;
  std::vector<Level> levels;
  double operations = 1;
  /// Costs depend on the number of instances in use, so that one program is needed for each number
  /// of compute units.
  bool per_instance = false;
  bool needs_cycles = false;  ///< the cost depends on latency
  /// Numbers of compute units that can be in use, descending; {1} if that does not matter.
  std::vector<std::int64_t> unit_counts;
  /// By level: products that the spatial loops of this level and those outside of it can have.
  std::vector<std::vector<std::int64_t>> outer_products;

  /// By level: children that the spatial loops outside of its temporal loops can have, at most.
  std::vector<std::int64_t> children_outside;

  /// What the programs bound from below instead of counting it as the Evaluator does, in words for
  /// the user; empty where the costs of all mappings are exact.
  std::vector<std::string> relaxations;

  /// What is inside of the level's network fetches its whole tile of the data space at every visit:
  /// compute units, and levels without temporal reuse.
  bool fetches_all(int level, int space) const;

  /// False for mappings with more temporal loops or fewer compute units than are allowed, which the
  /// programs do not know (the one for any number of units).
  bool allows(const Mapping& mapping) const;

  /// True when the energy of words that are spread evenly does not depend on how many instances
  /// they are spread over.
  bool scales() const;
  /// Iterations outside of `shape`, with the whole bounds of the dimensions that lead away from a
  /// tile of the data space.
  double iterations_outside(const Space& space, std::span<const std::int64_t> shape) const;
  /// Instances of a level in the hardware.
  std::int64_t instances(int level) const {
    return spec.architecture.storage[static_cast<std::size_t>(level)].mesh.instances;
  }

  /// True when ExactOptions::stop says so, or at the end of the time limit, which began with the
  /// construction.
  bool out_of_time() const { return limit_.reached(); }
  /// Since the construction.
  double seconds() const { return limit_.seconds(); }
  void stop_if_late() const {
    if (out_of_time()) throw Stopped{};
  }

  int level_count() const { return static_cast<int>(levels.size()); }
  int space_count() const { return static_cast<int>(spaces.size()); }
  int dimension_count() const { return lattice.dimension_count(); }

 private:
  WorkLimit limit_;

  void check_supported() const;
  void check_perfect() const;
  void relax_loops();
  void relax_coalescing();
  void relax_distribution();
  void relax_networks();
  void relax_routers();
  void relax_accesses(int level, int space);
  void prepare_spaces();
  void prepare_levels();
  void prepare_factors(Level& level) const;
  void prepare_costs(int index, Level& level) const;
  void find_unit_counts();
};

}  // namespace tilewright::exact
