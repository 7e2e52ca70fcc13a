#pragma once
// A 2-D mesh of routers as a network: local port i is at router i, further ports may be attached to
// any router. Messages are cut into packets of one header flit and payload; the last packet of a
// message has as many flits as it needs.
//
// Timing. A packet is injected when all its bits, or all that is left of its message, are supplied:
// one flit per cycle and port. Every link (port to router, router to router, router to port) takes
// link_latency_cycles = L, every router router_latency_cycles = R. A packet of n flits whose first
// flit is injected in cycle t and that never waits arrives over h links between routers in cycle
//   t + (h + 2) L + (h + 1) R + n - 1.
// A stream keeps a link busy in every cycle when the buffer holds 2 L + R flits (unicast), or
// packet_flits + 2 L + R - 1 (multicast, which needs room for a whole packet). With buffers of at
// least packet_flits no traffic can deadlock: routes follow X, then Y, and ports take every flit.
//
// The mesh is one clocked component of the engine; it sleeps when nothing in it can move, also when
// packets are stuck. Within a cycle, packets arrive first (so that what their listener supplies can
// be injected in the same cycle), then the routers move flits, then the sources.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/spec/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/noc/fabric.hpp"
#include "sim/noc/mesh_settings.hpp"
#include "sim/noc/message_table.hpp"
#include "sim/noc/network.hpp"
#include "sim/noc/router.hpp"
#include "sim/noc/routing.hpp"
#include "sim/noc/source.hpp"

namespace tilewright::sim {

class Mesh final : public Network, private Clocked {
 public:
  /// A mesh with a local port at each router, run by `engine`, which must outlive it. Throws Error,
  /// at `place`, when the settings are impossible.
  Mesh(Engine& engine, const MeshSettings& settings, const Place& place = {});

  /// Connects one more port to a router. Returns its number: router_count(), then one more each.
  /// Throws Error, at `place`, when there is no such router or it has no free connection.
  int attach(int router, const Place& place = {});

  void set_listener(NetworkListener& listener) override { listener_ = &listener; }
  int port_count() const override { return static_cast<int>(ports_.size()); }
  int open(int source_port, std::span<const int> destination_ports, std::int64_t bits) override;
  void supply(int message, std::int64_t bits) override;
  bool idle() const override { return messages_.empty(); }
  NetworkStatistics statistics() const override;
  std::vector<LinkUse> links() const override;
  std::vector<Wait> waits() const override;

  const MeshSettings& settings() const { return settings_; }

 private:
  bool tick(Cycle now) override;

  void add_port(int router);
  void connect_neighbours(int router, int neighbour, Direction direction);
  std::int64_t complete_packets(const MeshMessage& message) const;
  std::int64_t waited_cycles() const;
  void change_waiting_packets(std::int64_t change);
  void deliver(const Arrival& arrival, Cycle now);
  void inject(int port, Cycle now);
  void begin_packet(Source& source);

  std::string router_name(int router) const;
  std::string link_name(const NocLink& link) const;
  std::string packet_name(int packet) const;
  void add_router_waits(const Router& router, std::vector<Wait>& waits) const;
  void add_source_wait(int port, std::vector<Wait>& waits) const;

  Engine& engine_;
  MeshSettings settings_;
  int id_;  // in the engine
  NetworkListener* listener_ = nullptr;
  Routing routing_;
  Fabric fabric_;
  std::vector<Router> routers_;
  std::vector<PortPlace> ports_;
  std::vector<Source> sources_;  // one for each port
  std::vector<int> working_sources_;
  MessageTable<MeshMessage> messages_;
  std::vector<PortPlace> destinations_;  // of the message that is being opened

  std::int64_t packets_injected_ = 0;
  std::int64_t packets_delivered_ = 0;
  std::int64_t payload_bits_delivered_ = 0;
  // Packets that are complete and not injected, and their waiting summed up until `waiting_since_`.
  std::int64_t waiting_packets_ = 0;
  std::int64_t injection_wait_cycles_ = 0;
  Cycle waiting_since_ = 0;
};

}  // namespace tilewright::sim
