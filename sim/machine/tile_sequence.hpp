#pragma once
// The tiles that one edge's children hold, one after the other; or the steps of a part of the
// machine, which change when any of some loops advances.

#include <cstdint>

#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// Walks over the positions at which the tiles change.
class TileSequence {
 public:
  /// Starts at the first tile. Tiles change when `change_loop` or a loop outside of it advances,
  /// the parent's when `parent_change_loop` or one outside of it does.
  TileSequence(const TileFlow& flow, int change_loop, int parent_change_loop);

  bool done() const { return done_; }
  std::int64_t index() const { return index_; }                ///< of the tile, from 0
  std::int64_t parent_index() const { return parent_index_; }  ///< of the parent's tile around it
  const Position& position() const { return position_; }
  /// The position before the change; null for the first tile.
  const Position* before() const { return index_ == 0 ? nullptr : &before_; }
  /// The loop that advanced; loops().size() for the first tile.
  int loop() const { return loop_; }

  /// The last position of the present tile, and the first of the next one; null: there is none.
  const Position& last() const { return last_; }
  const Position* next() const { return has_next_ ? &next_ : nullptr; }
  int next_loop() const { return next_loop_; }  ///< that advances to the next tile

  /// On to the next tile; done() after the last one.
  void advance();

 private:
  void find_next();

  const TileFlow& flow_;
  int change_loop_;
  int parent_change_loop_;
  bool done_ = false;
  bool has_next_ = false;
  int loop_ = 0;
  int next_loop_ = 0;
  std::int64_t index_ = 0;
  std::int64_t parent_index_ = 0;
  Position position_;
  Position before_;
  Position last_;
  Position next_;
};

}  // namespace tilewright::sim
