#pragma once
// Who gets words together, found by comparing them: multicast and reduction groups, and links
// between mesh neighbours, along one edge.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/flow/tile_flow.hpp"
#include "sim/verify/played_nest.hpp"

namespace tilewright::sim {

/// Numbers of words, ascending, by child instance.
using WordLists = std::vector<std::vector<std::int64_t>>;

class Sharing {
 public:
  Sharing(const PlayedNest& nest, const Mapping& mapping, const Edge& edge, bool is_result,
          std::span<const Fanout> fanouts);

  bool whole_tiles() const { return whole_tiles_; }
  std::int64_t children_per_parent() const { return per_parent_; }

  struct Shares {
    std::int64_t parent_words = 0;  ///< at all parents, once per group
    std::int64_t child_words = 0;
    std::int64_t link_words = 0;
    std::vector<std::int64_t> partners;  ///< by child: the linked neighbour, or -1; empty: no links
  };
  /// `offered` (null: nothing) is what neighbours can take part in.
  Shares share(const WordLists& moved, const WordLists* offered) const;

 private:
  std::int64_t find_partner(std::int64_t child, const WordLists& moved,
                            const WordLists& offered) const;
  std::int64_t group_words(std::vector<std::int64_t>& members, const WordLists& moved) const;

  bool whole_tiles_ = false;
  bool links_ = false;
  std::int64_t per_parent_ = 1;
  std::int64_t columns_ = 1;
  std::int64_t rows_ = 1;
  std::vector<std::int64_t> branches_;  // by child: groups are formed within these
};

}  // namespace tilewright::sim
