#include "sim/machine/tile_sequence.hpp"

#include <algorithm>

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
  const int loop_count = static_cast<int>(flow_.loops().size());
  last_ = position_;
  for (int inner = std::min(change_loop_, loop_count) - 1; inner >= 0; --inner) {
    last_[static_cast<std::size_t>(inner)] = flow_.end(inner, last_) - 1;
  }
  has_next_ = false;
  for (int loop = change_loop_; loop < loop_count && !has_next_; ++loop) {
    const auto index = static_cast<std::size_t>(loop);
    if (last_[index] + 1 >= flow_.end(loop, last_)) continue;
    next_ = last_;
    ++next_[index];
    std::fill_n(next_.begin(), index, 0);
    next_loop_ = loop;
    has_next_ = true;
  }
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
