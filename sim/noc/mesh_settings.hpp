#pragma once
// The settings of a 2-D mesh of routers. The defaults of flit, packet and buffer sizes are those of
// the network on chip of the CoSA study (Huang et al., ISCA 2021).

#include <cstdint>

#include "model/spec/error.hpp"

namespace tilewright::sim {

struct MeshSettings {
  /// Routers from west to east and from north to south; router (x, y) has id y * columns + x.
  int columns = 4;
  int rows = 4;
  /// Bits that cross a link in one cycle.
  std::int64_t flit_bits = 64;
  /// Flits of a full packet: one header, and payload.
  int packet_flits = 5;
  /// Flits that each input of a router can hold.
  int buffer_flits = 7;
  /// Cycles from a flit's arrival in an input buffer to the first cycle in which it may leave.
  int router_latency_cycles = 1;
  /// Cycles that a flit needs over any link (between routers, from and to a port), and the news of
  /// a freed buffer slot in the other direction. At least 1.
  int link_latency_cycles = 1;

  int router_count() const { return columns * rows; }
  /// Bits of a message in a full packet.
  std::int64_t packet_payload_bits() const { return (packet_flits - 1) * flit_bits; }
};

/// Throws Error, at `place`, when there is no such mesh: no router or more than 65,536, a flit
/// without bits or of more than 2^40, a packet of less than 2 flits, a buffer without space, more
/// than 65,535 flits in either, a latency that is negative (router), less than 1 (link) or more
/// than 1,000,000 cycles.
void check(const MeshSettings& settings, const Place& place);

/// Throws Error, at `place`, when the mesh has no router of that id.
void check_router(const MeshSettings& settings, int router, const Place& place);

}  // namespace tilewright::sim
