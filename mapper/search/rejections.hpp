#pragma once
// How often, and why, a search turned mappings away.

#include <cstdint>
#include <vector>

#include "model/cost/evaluation.hpp"

namespace tilewright {

/// The rejections of one kind at one level.
struct RejectionCount {
  std::uint64_t count = 0;
  Rejection closest;  ///< the one that came closest to its limit
};

/// Counts by kind and level. Adding allocates nothing.
class RejectionCounts {
 public:
  explicit RejectionCounts(int storage_levels);

  void add(const Rejection& rejection);
  /// Adds what another thread counted for the same architecture.
  void add(const RejectionCounts& other);

  /// What happened at least once, the most frequent first.
  std::vector<RejectionCount> by_frequency() const;

 private:
  int row_;
  std::vector<RejectionCount> counts_;  // [kind][level + 1]
};

}  // namespace tilewright
