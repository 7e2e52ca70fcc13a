#include "sim/noc/mesh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

// So that the members that depend on the settings are made from possible ones.
const MeshSettings& checked(const MeshSettings& settings, const Place& place) {
  check(settings, place);
  return settings;
}

}  // namespace

Mesh::Mesh(Engine& engine, const MeshSettings& settings, const Place& place)
    : engine_(engine),
      settings_(checked(settings, place)),
      id_(engine.add(*this)),
      routing_(settings.columns, settings.rows),
      fabric_(settings) {
  const int routers = settings.router_count();
  for (int router = 0; router < routers; ++router) routers_.emplace_back(router);
  for (int router = 0; router < routers; ++router) {
    if ((router + 1) % settings.columns != 0) connect_neighbours(router, router + 1, east);
    if (router + settings.columns < routers) {
      connect_neighbours(router, router + settings.columns, south);
    }
  }
  for (int router = 0; router < routers; ++router) add_port(router);
}

int Mesh::attach(int router, const Place& place) {
  check_router(settings_, router, place);
  if (routers_[static_cast<std::size_t>(router)].connection_count() == max_connections) {
    throw Error(place,
                fmt::format("router {} of the mesh has {} ports already", router,
                            max_connections - first_port),
                "attach ports to other routers, too");
  }
  add_port(router);
  return port_count() - 1;
}

void Mesh::connect_neighbours(int router, int neighbour, Direction direction) {
  const auto connect = [this](int from, int to, Direction way) {
    const int link =
        fabric_.add_link({.from_router = from, .to_router = to, .to_connection = opposite(way)});
    routers_[static_cast<std::size_t>(from)].connect_output(way, link);
    routers_[static_cast<std::size_t>(to)].connect_input(opposite(way), link);
  };
  connect(router, neighbour, direction);
  connect(neighbour, router, opposite(direction));
}

void Mesh::add_port(int router_id) {
  Router& router = routers_[static_cast<std::size_t>(router_id)];
  const int connection = router.connection_count();
  const int port = port_count();
  const int inject =
      fabric_.add_link({.to_router = router_id, .port = port, .to_connection = connection});
  router.connect_input(connection, inject);
  router.connect_output(connection, fabric_.add_link({.from_router = router_id, .port = port}));
  ports_.push_back({router_id, connection});
  sources_.emplace_back(inject);
}

int Mesh::open(int source_port, std::span<const int> destination_ports, std::int64_t bits) {
  MeshMessage message{make_message(port_count(), source_port, destination_ports, bits)};
  destinations_.clear();
  for (const int port : destination_ports) {
    destinations_.push_back(ports_[static_cast<std::size_t>(port)]);
  }
  message.tree =
      routing_.make_tree(ports_[static_cast<std::size_t>(source_port)].router, destinations_);
  return messages_.add(std::move(message));
}

std::int64_t Mesh::complete_packets(const MeshMessage& message) const {
  const std::int64_t payload = settings_.packet_payload_bits();
  return message.supplied_bits == message.bits ? ceil_divide(message.bits, payload)
                                               : message.supplied_bits / payload;
}

void Mesh::supply(int id, std::int64_t bits) {
  MeshMessage& message = messages_[id];
  const std::int64_t before = complete_packets(message);
  add_supply(message, bits);
  const std::int64_t after = complete_packets(message);
  if (after == before) return;
  change_waiting_packets(after - before);
  if (before > message.packets_sent) return;  // the source knows the message already
  Source& source = sources_[static_cast<std::size_t>(message.source_port)];
  if (!source.has_work()) working_sources_.push_back(message.source_port);
  source.add_ready(id);
  engine_.wake(id_);
}

std::int64_t Mesh::waited_cycles() const {
  return checked_add(injection_wait_cycles_,
                     checked_multiply(waiting_packets_, engine_.now() - waiting_since_));
}

void Mesh::change_waiting_packets(std::int64_t change) {
  injection_wait_cycles_ = waited_cycles();
  waiting_since_ = engine_.now();
  waiting_packets_ += change;
}

bool Mesh::tick(Cycle now) {
  fabric_.return_credits(now);
  for (Arrival arrival; fabric_.take_arrival(now, arrival);) deliver(arrival, now);
  const std::vector<std::uint64_t>& busy_routers = fabric_.busy_routers();
  for (std::size_t word = 0; word < busy_routers.size(); ++word) {
    for (std::uint64_t bits = busy_routers[word]; bits != 0; bits &= bits - 1) {
      routers_[64 * word + static_cast<std::size_t>(std::countr_zero(bits))].tick(now, fabric_);
    }
  }
  std::erase_if(working_sources_, [&](int port) {
    inject(port, now);
    return !sources_[static_cast<std::size_t>(port)].has_work();
  });
  return now < fabric_.busy_until();
}

void Mesh::deliver(const Arrival& arrival, Cycle now) {
  const Packet packet = fabric_.packet(arrival.packet);
  ++packets_delivered_;
  payload_bits_delivered_ += packet.payload_bits;
  fabric_.deliver(arrival.packet);
  if (packet.last) messages_.deliver(packet.message);
  if (listener_ == nullptr) return;
  listener_->packet_arrived(packet.message, arrival.port, packet.payload_bits, packet.last, now);
}

void Mesh::inject(int port, Cycle now) {
  Source& source = sources_[static_cast<std::size_t>(port)];
  if (!source.has_room(fabric_)) {
    source.count_blocked();
    return;
  }
  if (source.packet() == Source::none) begin_packet(source);
  source.send_flit(now, fabric_);
}

void Mesh::begin_packet(Source& source) {
  const int id = source.next_message();
  MeshMessage& message = messages_[id];
  const std::int64_t payload = settings_.packet_payload_bits();
  const std::int64_t number = message.packets_sent++;
  const std::int64_t bits = std::min(payload, message.bits - number * payload);
  const int destinations = static_cast<int>(message.destination_ports.size());
  const Packet packet = {.tree = &message.tree,
                         .message = id,
                         .number = number,
                         .flits = 1 + static_cast<int>(ceil_divide(bits, settings_.flit_bits)),
                         .deliveries_left = destinations,
                         .payload_bits = bits,
                         .last = bits == message.bits - number * payload,
                         .multicast = destinations > 1};
  source.begin(fabric_.add_packet(packet), packet.flits,
               complete_packets(message) == message.packets_sent);
  change_waiting_packets(-1);
  ++packets_injected_;
}

NetworkStatistics Mesh::statistics() const {
  NetworkStatistics result;
  result.messages = messages_.opened();
  result.packets_injected = packets_injected_;
  result.packets_delivered = packets_delivered_;
  result.payload_bits_delivered = payload_bits_delivered_;
  for (const NocLink& link : fabric_.links()) {
    std::int64_t& flits = link.from_router == NocLink::none ? result.flits_injected
                          : link.to_router == NocLink::none ? result.flits_delivered
                                                            : result.flit_hops;
    flits += link.busy_cycles;
  }
  result.injection_wait_cycles = waited_cycles();
  for (const Source& source : sources_) result.injection_blocked_cycles += source.blocked_cycles();
  for (const Router& router : routers_) {
    result.no_space_cycles += router.no_space_cycles();
    result.busy_output_cycles += router.busy_output_cycles();
  }
  return result;
}

std::vector<LinkUse> Mesh::links() const {
  std::vector<LinkUse> result;
  result.reserve(fabric_.links().size());
  for (const NocLink& link : fabric_.links()) result.push_back({link_name(link), link.busy_cycles});
  return result;
}

}  // namespace tilewright::sim
