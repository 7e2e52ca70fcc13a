#pragma once
// What transits that loops have moved, but whose words are not yet certain, will cost at least.

#include "mapper/exact/bound_costs.hpp"
#include "mapper/exact/status_rules.hpp"

namespace tilewright::exact {

/// For one data space. Holds scratch memory: one per thread. The arguments must outlive it.
class PendingBound {
 public:
  PendingBound(const Account& account, const BoundCosts& costs, int space, SpaceMemory& memory);

  /// Energy (pJ) that the transits with recorded loops will be charged at least, and `content`, the
  /// words that pass levels without being kept, whatever loops follow outside of `shape`. The loops
  /// inside of it are those of the levels before `next`, and some temporal ones of `next`.
  double energy_pj(const Status& status, int next, Shape shape, double content);

 private:
  double run_words(const Status& status, const Transit& transit, Shape shape);
  double count_run(std::span<const NestLoop> loops, const Transit& transit, Shape shape) const;
  double most_returned(const RankVector& first, const RankVector& moved, const Transit& transit,
                       Shape shape) const;
  double tile_words(const RankVector& extents) const;
  double step_words(const RankVector& extents, const RankVector& step) const;
  RankVector displacement(const NestLoop& loop) const;
  double reads_pj(const Transit& transit, bool last, int next, double arriving) const;
  double passing_pj(const Status& status, int next, double content) const;

  const Account& account_;
  const Problem& problem_;
  const BoundCosts& costs_;
  const Space& space_;
  const DataSpace& data_space_;
  int space_index_;
  bool simple_;          // each dimension moves one rank, forwards
  bool counted_ = true;  // at all levels
  SpaceMemory& memory_;
  Key key_;
};

}  // namespace tilewright::exact
