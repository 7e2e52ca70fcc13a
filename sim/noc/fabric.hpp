#pragma once
// What routers and sources of a mesh share: the links with the input buffers at their ends, and the
// packets under way.
//
// A link carries one flit per cycle. A flit that is sent in cycle s enters the buffer at the link's
// end in cycle s + link latency and may leave it from s + link latency + router latency on. Its
// buffer slot is taken from the sending on (credits); a slot that is freed in cycle s may be used
// by the sender from s + link latency on. What is sent to a port leaves the mesh: its link has no
// buffer and takes a flit in every cycle; the packet arrives link latency cycles after its last
// flit was sent.

#include <cstdint>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/noc/mesh_settings.hpp"
#include "sim/noc/ring.hpp"
#include "sim/noc/routing.hpp"

namespace tilewright::sim {

struct Packet {
  const RoutingTree* tree = nullptr;
  int message = 0;
  std::int64_t number = 0;  // in its message, from 0
  int flits = 0;
  int deliveries_left = 0;
  std::int64_t payload_bits = 0;
  bool last = false;
  bool multicast = false;
};

struct Flit {
  Cycle ready = 0;  // first cycle in which it may leave the buffer that it is in
  int packet = 0;
  bool tail = false;
};

struct NocLink {
  static constexpr int none = -1;

  int from_router = none;  // none: from a port
  int to_router = none;    // none: to a port
  int port = none;         // the port, when one end is one
  int to_connection = 0;   // the input of to_router
  int credits = 0;         // free slots of the buffer that the sender knows of
  Ring<Flit> buffer = {};  // at the end of the link, flits on the link included
  std::int64_t busy_cycles = 0;
};

/// The last flit of a packet on its way to a port.
struct Arrival {
  Cycle time = 0;
  int packet = 0;
  int port = 0;
};

class Fabric {
 public:
  explicit Fabric(const MeshSettings& settings);

  /// Adds a link with an empty buffer. Returns its id.
  int add_link(NocLink link);
  const std::vector<NocLink>& links() const { return links_; }
  const NocLink& link(int id) const { return links_[static_cast<std::size_t>(id)]; }

  int add_packet(const Packet& packet);
  const Packet& packet(int id) const { return packets_[static_cast<std::size_t>(id)]; }

  /// Sends a flit over a link. There must be a credit for it.
  void send(int link, int packet, bool tail, Cycle now);
  /// Removes the first flit of the buffer at the end of a link.
  void free_slot(int link, Cycle now);

  /// Hands back the credits that are due.
  void return_credits(Cycle now);
  /// Takes the next packet that arrives at a port by `now`. Returns whether there is one.
  bool take_arrival(Cycle now, Arrival& arrival);
  /// One copy of the packet has reached its destination: the packet is forgotten after the last.
  void deliver(int packet);

  /// The inputs of a router that have flits in their buffer.
  ConnectionSet occupied_inputs(int router) const {
    return occupied_inputs_[static_cast<std::size_t>(router)];
  }
  /// One bit for each router with flits, 64 in each word.
  const std::vector<std::uint64_t>& busy_routers() const { return busy_routers_; }
  /// The last cycle in which what was done so far still takes effect.
  Cycle busy_until() const { return busy_until_; }

 private:
  struct Credit {
    Cycle time = 0;
    int link = 0;
  };

  Cycle link_latency_;
  Cycle hop_latency_;  // link and router
  int buffer_flits_;
  std::vector<NocLink> links_;
  std::vector<Packet> packets_;
  std::vector<int> free_packets_;
  Ring<Credit> credits_;
  Ring<Arrival> arrivals_;
  std::vector<ConnectionSet> occupied_inputs_;
  std::vector<std::uint64_t> busy_routers_;
  Cycle busy_until_ = 0;
};

}  // namespace tilewright::sim
