#pragma once
// What every network of the simulator offers: messages of bits from one port to one or several
// ports, cut into packets, with a call for each packet that reaches a destination.
//
// A message is announced (open) before its bits are there, and fed as they become ready at the
// source (supply). Times are cycles of the Engine that the network was made with. What is supplied
// by an event or by a listener in cycle t may be on its way from cycle t on; what another clocked
// component supplies that is called after the network, from t + 1 on.
//
// A wrong port, a message without bits or destinations, and bits that were not announced are errors
// of the program, not of its user: std::logic_error.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/engine.hpp"

namespace tilewright::sim {

/// Who is told of arrivals.
class NetworkListener {
 public:
  NetworkListener() = default;
  NetworkListener(const NetworkListener&) = delete;
  NetworkListener& operator=(const NetworkListener&) = delete;
  virtual ~NetworkListener() = default;

  /// The last flit of a packet reached one of its destinations in cycle `now`. `payload_bits` are
  /// the bits of the message in it, `last_packet` says that the destination now has the whole
  /// message. May open and supply messages.
  virtual void packet_arrived(int message, int destination_port, std::int64_t payload_bits,
                              bool last_packet, Cycle now) = 0;
};

/// What happened on a network so far.
struct NetworkStatistics {
  /// Messages opened, packets and flits that left their source (a multicast's counts once).
  std::int64_t messages = 0;
  std::int64_t packets_injected = 0;
  std::int64_t flits_injected = 0;
  /// Flits times links between routers that they crossed; each copy of a multicast counts.
  std::int64_t flit_hops = 0;
  /// Packets, flits, and bits of messages handed to destinations; each copy counts.
  std::int64_t packets_delivered = 0;
  std::int64_t flits_delivered = 0;
  std::int64_t payload_bits_delivered = 0;
  /// Sum over packets: cycles from being complete at the source to the injection of the first flit.
  std::int64_t injection_wait_cycles = 0;
  /// Sum over sources: cycles with a flit to inject and no room in the router's buffer.
  std::int64_t injection_blocked_cycles = 0;
  /// Sum over routers' outputs: cycles in which the packet that owns the output could not send a
  /// flit that is there, for lack of space in the next buffer.
  std::int64_t no_space_cycles = 0;
  /// Sum over packets at the front of a router's buffer and the outputs that they need: cycles in
  /// which the output belonged to another packet.
  std::int64_t busy_output_cycles = 0;

  bool operator==(const NetworkStatistics&) const = default;
};

/// The use of one link: utilization is busy_cycles over the cycles of the run.
struct LinkUse {
  /// "(1,2)->(2,2)" between routers, "inject 3" and "eject 3" between port 3 and its router.
  std::string name;
  std::int64_t busy_cycles = 0;

  bool operator==(const LinkUse&) const = default;
};

/// One packet that cannot move at present, and what it waits for.
struct Wait {
  std::string waiter;
  std::string holder;
  std::string reason;

  bool operator==(const Wait&) const = default;
};

class Network {
 public:
  Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network() = default;

  /// Who is told of arrivals from now on. It must outlive the runs of the engine.
  virtual void set_listener(NetworkListener& listener) = 0;

  /// Ports are numbered from 0.
  virtual int port_count() const = 0;

  /// Announces a message of `bits` > 0 bits to one port (unicast) or several different ports
  /// (multicast). Returns its id: 0, 1, 2... in the order of opening.
  virtual int open(int source_port, std::span<const int> destination_ports, std::int64_t bits) = 0;

  /// So many more of the message's bits are ready at its source, in order.
  virtual void supply(int message, std::int64_t bits) = 0;

  /// Whether no message is open: all that were announced have arrived everywhere.
  virtual bool idle() const = 0;

  virtual NetworkStatistics statistics() const = 0;

  /// All links, in a fixed order.
  virtual std::vector<LinkUse> links() const = 0;

  /// The packets that cannot move at present; of use when the engine ran out of work before all
  /// messages arrived. Empty when all that was supplied is on its way or has arrived.
  virtual std::vector<Wait> waits() const = 0;
};

}  // namespace tilewright::sim
