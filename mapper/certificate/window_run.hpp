#pragma once
// The words of a sliding window in a mapping, loop by loop, as the reference counts them
// (docs/exact.md, section 2).

#include <map>
#include <utility>
#include <vector>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

using Place = std::vector<Count>;  ///< by rank of the tensor

/// How far an index of the dimension lies from the last one.
Place step_of(const Tensor& tensor, int dimension, Count extent);

/// A temporal loop outside of the tile.
struct WindowLoop {
  Place step;
  Count bound = 1;
};

/// Neighbours on a mesh of `columns`, numbered row by row.
struct WindowChildren {
  std::vector<Place> places;
  Count columns = 1;
};

/// Children that fetch the same words: (how many share them, groups of so many).
using Sharing = std::map<Count, Count>;
Sharing sharing(const std::vector<Place>& places);

struct WindowWordCount {
  Count fetched = 0;                                ///< by each child
  Count passed_on = 0;                              ///< between children, in all
  std::map<std::pair<Count, Count>, Count> served;  ///< words, by an entry of a Sharing

  Count served_words() const;
  /// What the level outside hands to one of so many children on the average, rounded as the
  /// reference rounds it.
  double delivered(Count children) const;
};

/// `extents`: of the tile, by rank. `loops`: innermost first. Throws Error for more than 20.
WindowWordCount count_window(const Place& extents, const std::vector<WindowLoop>& loops,
                             const WindowChildren& children);

}  // namespace tilewright::certificate
