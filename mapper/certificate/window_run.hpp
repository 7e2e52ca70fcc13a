#pragma once
// The words of a sliding window in a mapping, loop by loop, as the reference counts them
// (docs/exact.md, section 2).

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

struct WindowWordCount {
  Count fetched = 0;    ///< by each child
  Count served = 0;     ///< by the level outside, for all its children
  Count passed_on = 0;  ///< between its children
};

/// `extents`: of the tile, by rank. `loops`: innermost first. Throws Error for more than 20.
WindowWordCount count_window(const Place& extents, const std::vector<WindowLoop>& loops,
                             const WindowChildren& children);

/// Children with different tiles.
Count different(const std::vector<Place>& places);

}  // namespace tilewright::certificate
