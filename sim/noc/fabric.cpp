#include "sim/noc/fabric.hpp"

#include <utility>

namespace tilewright::sim {

namespace {

constexpr int bits_per_word = 64;

std::uint64_t router_bit(int router) { return std::uint64_t{1} << (router % bits_per_word); }

}  // namespace

Fabric::Fabric(const MeshSettings& settings)
    : link_latency_(settings.link_latency_cycles),
      hop_latency_(link_latency_ + settings.router_latency_cycles),
      buffer_flits_(settings.buffer_flits),
      occupied_inputs_(static_cast<std::size_t>(settings.router_count())),
      busy_routers_(static_cast<std::size_t>(settings.router_count() / bits_per_word + 1)) {}

int Fabric::add_link(NocLink link) {
  // A port takes every flit, without a buffer.
  link.credits = link.to_router == NocLink::none ? INT32_MAX : buffer_flits_;
  links_.push_back(std::move(link));
  return static_cast<int>(links_.size()) - 1;
}

int Fabric::add_packet(const Packet& packet) {
  if (free_packets_.empty()) {
    packets_.push_back(packet);
    return static_cast<int>(packets_.size()) - 1;
  }
  const int id = free_packets_.back();
  free_packets_.pop_back();
  packets_[static_cast<std::size_t>(id)] = packet;
  return id;
}

void Fabric::send(int id, int packet, bool tail, Cycle now) {
  NocLink& link = links_[static_cast<std::size_t>(id)];
  ++link.busy_cycles;
  busy_until_ = now + hop_latency_;
  if (link.to_router == NocLink::none) {
    if (tail) arrivals_.push({now + link_latency_, packet, link.port});
    return;
  }
  --link.credits;
  link.buffer.push({now + hop_latency_, packet, tail});
  occupied_inputs_[static_cast<std::size_t>(link.to_router)] |= connection_bit(link.to_connection);
  busy_routers_[static_cast<std::size_t>(link.to_router / bits_per_word)] |=
      router_bit(link.to_router);
}

void Fabric::free_slot(int id, Cycle now) {
  NocLink& link = links_[static_cast<std::size_t>(id)];
  link.buffer.pop();
  credits_.push({now + link_latency_, id});
  if (!link.buffer.empty()) return;
  ConnectionSet& inputs = occupied_inputs_[static_cast<std::size_t>(link.to_router)];
  inputs &= ~connection_bit(link.to_connection);
  if (inputs != 0) return;
  busy_routers_[static_cast<std::size_t>(link.to_router / bits_per_word)] &=
      ~router_bit(link.to_router);
}

void Fabric::return_credits(Cycle now) {
  while (!credits_.empty() && credits_.front().time <= now) {
    ++links_[static_cast<std::size_t>(credits_.front().link)].credits;
    credits_.pop();
  }
}

bool Fabric::take_arrival(Cycle now, Arrival& arrival) {
  if (arrivals_.empty() || arrivals_.front().time > now) return false;
  arrival = arrivals_.front();
  arrivals_.pop();
  return true;
}

void Fabric::deliver(int id) {
  if (--packets_[static_cast<std::size_t>(id)].deliveries_left == 0) free_packets_.push_back(id);
}

}  // namespace tilewright::sim
