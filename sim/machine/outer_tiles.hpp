#pragma once
// The tiles of one data space in an outer buffer (between the DRAM and the nodes): when each one is
// no longer read, its results go back to the parent and its room is free.

#include <cstdint>

#include "sim/machine/feed.hpp"
#include "sim/machine/parts.hpp"
#include "sim/machine/returns.hpp"

namespace tilewright::sim {

class OuterTiles final : private FeedUser {
 public:
  /// `own` brings the tiles here, `inner` takes their words further inwards. For results, `back`
  /// brings them back into the tiles, and `out` takes them on to the parent; else both are null.
  /// All outlive this.
  OuterTiles(Parts& parts, Feed& own, Feed& inner, const Returns* back, Returns* out);

  /// Gives up all tiles that are done with.
  void poke();

 private:
  void tile_arrived(Feed& feed, int holder) override;
  bool done_with(std::int64_t index) const;

  Parts& parts_;
  Feed& own_;
  Feed& inner_;
  const Returns* back_;
  Returns* out_;
  std::int64_t left_ = 0;
  bool scheduled_ = false;
};

}  // namespace tilewright::sim
