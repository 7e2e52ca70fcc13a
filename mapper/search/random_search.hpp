#pragma once
// Timeloop's random search: factorization, permutation and split drawn independently from the
// whole space, and all bypasses of each draw.

#include <optional>

#include "mapper/search/random_stream.hpp"
#include "mapper/search/search.hpp"
#include "mapper/search/visited_set.hpp"

namespace tilewright {

/// Ends only when it has found as many valid mappings as the share has members or, where revisits
/// are filtered, after a million draws in a row that it has seen before.
class RandomSearch : public Search {
 public:
  /// Throws Error when revisits are to be filtered in a space of 2^128 mappings or more.
  RandomSearch(MappingBuilder& builder, const SearchSettings& settings);

  std::optional<MappingId> next() override;
  void report(Outcome outcome) override;

 private:
  bool draw_unvisited();
  void draw();
  uint128 number() const;

  MappingId sizes_;
  std::optional<uint128> size_;
  RandomStream factorizations_;
  RandomStream permutations_;
  RandomStream splits_;
  std::optional<VisitedSet> visited_;
  MappingId at_;
  uint128 next_bypass_ = 0;
  uint128 bypasses_left_ = 0;  // of the current draw
  uint128 valid_ = 0;
};

}  // namespace tilewright
