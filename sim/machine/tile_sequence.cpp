#include "sim/machine/tile_sequence.hpp"

namespace tilewright::sim {

TileSequence::TileSequence(const TileFlow& flow, int change_loop, int parent_change_loop)
    : flow_(flow),
      change_loop_(change_loop),
      parent_change_loop_(parent_change_loop),
      loop_(static_cast<int>(flow.loops().size())),
      position_(flow.loops().size(), 0) {
  find_next();
}

void TileSequence::find_next() {
  last_ = position_;
  flow_.go_to_end(change_loop_, last_);
  next_ = position_;  // whose inner loops stand at their first iterations
  next_loop_ = flow_.advance(change_loop_, next_);
  has_next_ = next_loop_ < static_cast<int>(flow_.loops().size());
}

void TileSequence::advance() {
  if (!has_next_) {
    done_ = true;
    return;
  }
  before_ = last_;
  position_ = next_;
  loop_ = next_loop_;
  ++index_;
  if (loop_ >= parent_change_loop_) ++parent_index_;
  find_next();
}

}  // namespace tilewright::sim
