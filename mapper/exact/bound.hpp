#pragma once
// How much energy a partial mapping must still cost, whatever loops follow: a lower bound, from a
// program that goes from the outermost level inwards (docs/exact.md, section 4).
//
// It knows the tile shape and which separable data spaces have pending transits, since which level.
// It forgets what the statuses know beyond that: spatial loops do not multiply words there, and a
// level that is reached later serves as many children at once as it has. Data spaces that levels
// may or may not keep count not at all, and unusual sliding windows with each word once.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/bound_costs.hpp"
#include "mapper/exact/problem.hpp"
#include "mapper/exact/status.hpp"

namespace tilewright::exact {

class Bound {
 public:
  explicit Bound(const Problem& problem);

  /// Energy still to come (pJ) for a partial mapping with this shape and these statuses, by data
  /// space, and the words that wait (`content`, by data space). `level` is the level whose temporal
  /// loops are being placed, or, with `complete`, the last one that is complete (-1: none).
  /// Infinite where no mapping can follow.
  double energy_to_come_pj(int level, bool complete, std::uint32_t shape,
                           std::span<const Status* const> statuses,
                           std::span<const double> content) const;

  /// The part of it that does not depend on words on their way to the next levels: it holds for
  /// statuses from before the level's spatial loops, too.
  double tiles_to_come_pj(int level, bool complete, std::uint32_t shape,
                          std::span<const Status* const> statuses) const;

  /// Cycles that the levels from `level` on, of which none has been charged, take at least.
  double cycles_to_come(int level) const { return costs_.cycles(level); }
  const BoundCosts& costs() const { return costs_; }

 private:
  const std::vector<Followed>& followed() const { return costs_.followed(); }
  void run();
  void iterate(int level, std::span<const float> outside, std::vector<float>& result) const;
  void spread(int level, std::vector<float>& values) const;
  float least_window_move(int level, std::uint32_t shape, const Followed& followed, int since,
                          std::span<const float> closed, std::size_t combinations) const;
  std::size_t combination_count(int level) const;
  std::size_t after_keeping(int level, std::size_t combination) const;
  std::size_t close(int level, std::size_t combination, std::size_t position, int& since) const;
  bool fits(int level, std::uint32_t shape) const;
  double served(int space, int first_slot, int level, std::uint32_t shape) const;
  double arrival(int space, int level, double words) const;

  const Problem& problem_;
  BoundCosts costs_;
  std::vector<std::vector<float>> iterating_;  // [level][shape x combinations]
  std::vector<std::vector<float>> complete_;   // [levels complete]: the same, before the next one
};

}  // namespace tilewright::exact
