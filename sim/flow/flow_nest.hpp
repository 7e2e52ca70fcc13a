#pragma once
// The loops of an even mapping as they are played: what each instance works on at a position, and
// which instances have nothing to do there.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/nest/loop_nest.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// Where an instance stands along one dimension, seen from a place in the nest.
enum class Pass : std::uint8_t {
  full,  ///< the loops inside make all their iterations
  last,  ///< all loops outside are at their last iteration: the residuals hold inside
  idle,  ///< its index is beyond the end: it has nothing to do
};

/// The dimensions (bits) along which an instance is in its last pass; idle_profile where it is
/// idle.
using Profile = std::int64_t;
inline constexpr Profile idle_profile = -1;

/// A loop of the nest and where it stands.
struct FlowLoop {
  NestLoop loop;
  int level = 0;
  int temporal = -1;  ///< position among the temporal loops; -1: spatial
};

/// The passes of all instances outside of a place in the nest, for each imperfect dimension. They
/// depend on the position only through its *state*.
class PassStates {
 public:
  /// The place is inside of loops[first]; the instances are those of the spatial loops from there
  /// outwards. Throws Error when there are over 2^32 states.
  PassStates(std::span<const FlowLoop> loops, int first, int dimension_count);

  std::uint32_t state(const Position& position) const {
    return dimensions_.empty() ? 0 : find_state(position);
  }
  std::int64_t instances() const { return instances_; }
  /// By instance. A dimension without imperfect loops inside of the place is never in a profile.
  const std::vector<Profile>& profiles(std::uint32_t state);
  /// Instances that are not idle.
  std::int64_t active(std::uint32_t state) const;
  /// Whether some instance is idle at some time because of `dimension`.
  bool ever_idle(int dimension) const;

 private:
  // One dimension's loops from the place outwards, and the passes by class.
  struct Dimension {
    int dimension = 0;
    bool imperfect_inside = false;
    std::vector<FlowLoop> chain;               // outermost first
    std::int64_t combinations = 1;             // of the spatial loops of the chain
    std::vector<int> class_of;                 // by progress
    std::vector<std::vector<Pass>> classes;    // [class][combination]
    std::vector<std::int64_t> active;          // by class: combinations that are not idle
    std::vector<std::int32_t> combination_of;  // by instance
  };

  void add_dimension(std::span<const FlowLoop> loops, int first, int dimension);
  static void find_classes(Dimension& dimension);
  static std::size_t progress(const Dimension& dimension, const Position& position);
  std::uint32_t find_state(const Position& position) const;

  std::int64_t instances_ = 1;
  std::int64_t idle_free_ = 1;  // product of the spatial bounds of perfect dimensions
  std::vector<Dimension> dimensions_;
  std::unordered_map<std::uint32_t, std::vector<Profile>> profiles_;
};

/// The nest of one mapping.
class FlowNest {
 public:
  FlowNest(const Workload& workload, const Mapping& mapping, int level_count);

  std::span<const FlowLoop> loops() const { return loops_; }
  std::span<const TemporalLoop> temporal_loops() const { return temporal_loops_; }
  int dimension_count() const { return nest_.dimension_count(); }
  int level_count() const { return nest_.level_count(); }
  const NestBlock& block(int level) const { return nest_.block(level); }
  /// Position in loops() of the innermost loop outside of the tiles of `level` (-1: compute).
  int first_loop_outside(int level) const { return level < 0 ? 0 : nest_.block(level).end; }
  /// The same among the temporal loops.
  int first_temporal_outside(int level) const;
  PassStates& level_passes(int level) { return level_passes_[row(level)]; }
  const PassStates& level_passes(int level) const { return level_passes_[row(level)]; }
  const PassStates& loop_passes(int temporal_loop) const {
    return loop_passes_[static_cast<std::size_t>(temporal_loop)];
  }
  std::int64_t instances(int level) const { return level_passes(level).instances(); }
  /// Operations along `dimension` of a tile of `level`, in the last pass or another.
  std::int64_t extent(int level, int dimension, bool last) const {
    const auto& extents = (last ? residual_extents_ : extents_)[row(level)];
    return extents[static_cast<std::size_t>(dimension)];
  }
  /// Whether the dimension has a loop outside of the tiles of `level`.
  bool has_loop_outside(int level, int dimension) const;
  std::int64_t end(int temporal_loop, const Position& position) const;
  /// Whether, for all instances, the loops of `dimension` from loops()[first] outwards are at their
  /// last iteration.
  bool in_last_pass(int first, int dimension, const Position& position) const;
  /// Position in loops() of a temporal loop.
  int loop_of(int temporal_loop) const {
    return temporal_at_[static_cast<std::size_t>(temporal_loop)];
  }

 private:
  // In the vectors by level + 1; level -1 wraps around to 0.
  static std::size_t row(int level) { return static_cast<std::size_t>(level) + 1; }

  LoopNest nest_;
  std::vector<FlowLoop> loops_;
  std::vector<TemporalLoop> temporal_loops_;
  std::vector<int> temporal_at_;                             // by temporal loop: position in loops_
  std::vector<std::vector<std::int64_t>> extents_;           // [level + 1][dimension]
  std::vector<std::vector<std::int64_t>> residual_extents_;  // the same
  std::vector<PassStates> level_passes_;                     // by level + 1
  std::vector<PassStates> loop_passes_;                      // by temporal loop
};

}  // namespace tilewright::sim
