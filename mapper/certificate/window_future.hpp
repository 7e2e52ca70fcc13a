#pragma once
// A window that has begun to slide, and the loops that may follow.
//
// The reference (docs/exact.md, section 2) remembers the step of the window's first loop. When a
// loop further out makes a step, the window has been moved by all loops inside it, once each. It
// stays where it is, or moves by that first step and keeps what overlaps, or is fetched anew.

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

class WindowFuture {
 public:
  /// `bounds`: of the terms' dimensions. `spatial`: what spatial loops may still multiply each
  /// term's extent by. `new_part`: what a first step fetches, as part of the tile.
  WindowFuture(const Tensor::Rank& terms, const Shape& bounds,
               const std::vector<std::vector<Count>>& spatial, Count first_step, double new_part)
      : terms_(terms),
        bounds_(bounds),
        spatial_(spatial),
        first_step_(first_step),
        new_part_(new_part) {}

  /// How often the whole tile is fetched at least, over all iterations of the terms' loops outside
  /// of `extents`. `moved`: by the loops so far.
  double least_fetches(const Shape& extents, Count moved);

  /// How far tiles may lie from those of the visit before, within `most`, when a loop further out
  /// makes a step: one of the terms, or, unless they are `alone`, one that does not move them.
  std::set<Count> displacements(const Shape& extents, Count moved, Count most, bool alone);

 private:
  void displace(const Shape& extents, Count moved, Count most, bool alone, std::set<Count>& found);
  double next_loops(const Shape& extents, std::size_t term, Count before, Count moved);
  double rest(const Shape& extents) const;
  Count farthest(const Shape& extents) const;

  const Tensor::Rank& terms_;
  const Shape& bounds_;
  const std::vector<std::vector<Count>>& spatial_;
  Count first_step_;
  double new_part_;
  std::map<std::pair<Shape, Count>, double> known_;
  std::set<std::pair<Shape, Count>> displaced_;
};

}  // namespace tilewright::certificate
