#include "sim/machine/outer_tiles.hpp"

namespace tilewright::sim {

OuterTiles::OuterTiles(Parts& parts, Feed& own, Feed& inner, const Returns* back, Returns* out)
    : parts_(parts), own_(own), inner_(inner), back_(back), out_(out) {
  own.set_user(*this);
  inner.set_reader_watch(*this);
}

void OuterTiles::tile_arrived(Feed& feed, int /*holder*/) {
  if (&feed == &own_) inner_.poke();
  poke();
}

bool OuterTiles::done_with(std::int64_t index) const {
  if (!own_.arrived(0, index) || !inner_.past(index)) return false;
  return back_ == nullptr || back_->returned() >= inner_.tiles_until(index);
}

// In an event of its own, so that no part is told of what another one is still doing.
void OuterTiles::poke() {
  if (scheduled_ || !done_with(left_)) return;
  scheduled_ = true;
  parts_.engine.at(parts_.engine.now(), [this] {
    scheduled_ = false;
    Stamp when = later(own_.arrival(0, left_), inner_.last_read());
    if (back_ != nullptr) when = later(when, back_->last_return());
    ++left_;
    if (out_ != nullptr) {
      out_->leave(0, when);
    } else {
      own_.release(0, when);
    }
    poke();
  });
}

}  // namespace tilewright::sim
