// The names of a mesh's parts, and who waits for whom in it.

#include <fmt/format.h>

#include "sim/noc/mesh.hpp"

namespace tilewright::sim {

std::string Mesh::router_name(int router) const {
  return fmt::format("({},{})", router % settings_.columns, router / settings_.columns);
}

std::string Mesh::link_name(const NocLink& link) const {
  if (link.from_router == NocLink::none) return fmt::format("inject {}", link.port);
  if (link.to_router == NocLink::none) return fmt::format("eject {}", link.port);
  return router_name(link.from_router) + "->" + router_name(link.to_router);
}

std::string Mesh::packet_name(int id) const {
  const Packet& packet = fabric_.packet(id);
  const MeshMessage& message = messages_[packet.message];
  std::string name = fmt::format("packet {} of message {} from port {} to ", packet.number,
                                 packet.message, message.source_port);
  const std::vector<int>& ports = message.destination_ports;
  return name + (ports.size() == 1 ? fmt::format("port {}", ports.front())
                                   : fmt::format("{} ports", ports.size()));
}

std::vector<Wait> Mesh::waits() const {
  std::vector<Wait> result;
  for (const Router& router : routers_) add_router_waits(router, result);
  for (int port = 0; port < port_count(); ++port) add_source_wait(port, result);
  return result;
}

void Mesh::add_router_waits(const Router& router, std::vector<Wait>& waits) const {
  for (const Router::Blocked& blocked : router.blocked(engine_.now(), fabric_)) {
    const NocLink& link = fabric_.link(blocked.output_link);
    std::string waiter =
        packet_name(blocked.packet) + " in router " + router_name(link.from_router);
    if (blocked.owner != blocked.packet) {
      waits.push_back({std::move(waiter), packet_name(blocked.owner),
                       fmt::format("which has the link {}", link_name(link))});
      continue;
    }
    waits.push_back({std::move(waiter), "router " + router_name(link.to_router),
                     fmt::format("whose input buffer of {} flits has {} free and {} {} needed",
                                 settings_.buffer_flits, link.credits, blocked.needed_slots,
                                 blocked.needed_slots == 1 ? "is" : "are")});
  }
}

void Mesh::add_source_wait(int port, std::vector<Wait>& waits) const {
  const Source& source = sources_[static_cast<std::size_t>(port)];
  if (!source.has_work() || source.has_room(fabric_)) return;
  std::string waiter = source.packet() != Source::none
                           ? packet_name(source.packet())
                           : fmt::format("message {}", source.next_message());
  waits.push_back({fmt::format("{} at port {}", waiter, port),
                   "router " + router_name(ports_[static_cast<std::size_t>(port)].router),
                   "whose input buffer is full"});
}

}  // namespace tilewright::sim
