#pragma once
// Where the packets of one port enter a mesh: one flit per cycle over the link to its router.
//
// Of the messages that have a complete packet waiting, the oldest is next; a packet that has begun
// is sent to its end first. A message whose bits are not there yet does not hold up others.

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/noc/fabric.hpp"
#include "sim/noc/message_table.hpp"

namespace tilewright::sim {

/// A message on a mesh.
struct MeshMessage : Message {
  RoutingTree tree = {};
  std::int64_t packets_sent = 0;
};

class Source {
 public:
  explicit Source(int link) : link_(link) {}

  /// A message of this port, which had no packet waiting, has one now.
  void add_ready(int message) { ready_.push(message); }
  bool has_work() const { return packet_ != none || !ready_.empty(); }
  /// The message whose packet is next, when none has begun.
  int next_message() const { return ready_.top(); }
  /// The packet that has begun; none when there is none.
  int packet() const { return packet_; }
  bool has_room(const Fabric& fabric) const { return fabric.link(link_).credits > 0; }

  /// Begins a packet of next_message(), which has no further one waiting when `is_last_ready`.
  void begin(int packet, int flits, bool is_last_ready);
  /// Sends the next flit of the packet. There must be room.
  void send_flit(Cycle now, Fabric& fabric);
  /// There was a flit and no room.
  void count_blocked() { ++blocked_cycles_; }
  std::int64_t blocked_cycles() const { return blocked_cycles_; }

  static constexpr int none = -1;

 private:
  int link_;
  int packet_ = none;
  int flits_left_ = 0;
  std::priority_queue<int, std::vector<int>, std::greater<>> ready_;
  std::int64_t blocked_cycles_ = 0;
};

}  // namespace tilewright::sim
