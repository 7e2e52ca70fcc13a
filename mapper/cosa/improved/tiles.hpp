#pragma once
// log2 of the words of a data space's tile at a level, exactly. A rank that is one dimension has as
// many words as the dimension's extent. Any other rank (a sliding window P + R, strided, dilated)
// gets a binary for each combination of extents that its dimensions can have, tied to the counts by
// the exponents of the primes: a choice among known logarithms, in place of a product.

#include <map>
#include <utility>

#include "mapper/cosa/improved/counts.hpp"

namespace tilewright::cosa::improved {

class Tiles {
 public:
  /// All have to outlive the object.
  Tiles(const Facts& facts, const Counts& counts, Model& model)
      : facts_(facts), counts_(counts), model_(model) {}

  /// log2 of the words of the tile; columns and rows are added where it is asked for first.
  const Linear& log2_words(int space, int level);

 private:
  Linear make(int space, int level);
  Linear window(const Rank& rank, int level);

  const Facts& facts_;
  const Counts& counts_;
  Model& model_;
  std::map<std::pair<int, int>, Linear> tiles_;  ///< by data space and level
};

}  // namespace tilewright::cosa::improved
