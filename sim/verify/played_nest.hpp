#pragma once
// Which operations an instance works on at a position: the loops of a mapping read literally.

#include <cstdint>
#include <span>
#include <vector>

#include "model/spec/mapping.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// A box of operations: [low, low + extent) by dimension.
struct OperationBox {
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> extent;

  bool operator==(const OperationBox&) const = default;
};

class PlayedNest {
 public:
  PlayedNest(const Workload& workload, const Mapping& mapping, int level_count);

  /// The operations that `instance` of `level` (-1: one operation of a compute unit) works on.
  /// Returns false when it is idle; the box is unspecified then.
  bool locate(int level, std::int64_t instance, const Position& position, OperationBox& box) const;
  /// Operations per dimension of the largest tile of `level`.
  const std::vector<std::int64_t>& extents(int level) const { return at(level).extents; }
  /// Instances of `level` in use.
  std::int64_t instances(int level) const { return at(level).instances; }
  bool imperfect() const { return imperfect_; }
  /// Whether level `level` spreads work over instances inside of it, and over how many columns and
  /// rows of them.
  struct Spread {
    std::int64_t columns = 1;
    std::int64_t rows = 1;
    std::int64_t children() const { return columns * rows; }
  };
  const Spread& spread(int level) const { return spreads_[static_cast<std::size_t>(level)]; }

 private:
  struct OuterLoop {
    std::size_t dimension;
    std::int64_t bound;
    std::int64_t residual;
    std::int64_t stride;
    int temporal;            // position among the temporal loops; -1: spatial
    std::int64_t instances;  // of the level in question inside of one iteration, where spatial
  };
  struct LevelView {
    std::vector<OuterLoop> outside;  // outermost first
    std::vector<std::int64_t> extents;
    std::vector<std::int64_t> residual_extents;
    std::int64_t instances = 1;
  };
  const LevelView& at(int level) const { return views_[static_cast<std::size_t>(level) + 1]; }

  bool imperfect_ = false;
  std::vector<LevelView> views_;  // by level + 1
  std::vector<Spread> spreads_;   // by level
  mutable std::vector<char> last_;
};

}  // namespace tilewright::sim
