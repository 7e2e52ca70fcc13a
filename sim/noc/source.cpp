#include "sim/noc/source.hpp"

namespace tilewright::sim {

void Source::begin(int packet, int flits, bool is_last_ready) {
  if (is_last_ready) ready_.pop();
  packet_ = packet;
  flits_left_ = flits;
}

void Source::send_flit(Cycle now, Fabric& fabric) {
  --flits_left_;
  fabric.send(link_, packet_, flits_left_ == 0, now);
  if (flits_left_ == 0) packet_ = none;
}

}  // namespace tilewright::sim
