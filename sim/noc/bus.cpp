#include "sim/noc/bus.hpp"

#include <fmt/format.h>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

void check(const BusSettings& settings, const Place& place) {
  if (settings.ports < 1) {
    throw Error(place, fmt::format("a bus of {} ports", settings.ports), "use 1 or more");
  }
  if (settings.bits_per_cycle && *settings.bits_per_cycle < 1) {
    throw Error(place, fmt::format("a bus of {} bits per cycle", *settings.bits_per_cycle),
                "use 1 or more, or leave it out for an unlimited bus");
  }
  if (settings.latency_cycles < 0) {
    throw Error(place, fmt::format("a bus latency of {} cycles", settings.latency_cycles),
                "use 0 or more");
  }
}

Bus::Bus(Engine& engine, const BusSettings& settings, const Place& place)
    : engine_(engine), settings_(settings) {
  check(settings, place);
}

int Bus::open(int source_port, std::span<const int> destination_ports, std::int64_t bits) {
  ++statistics_.messages;
  return messages_.add(make_message(settings_.ports, source_port, destination_ports, bits));
}

void Bus::supply(int id, std::int64_t bits) {
  Message& message = messages_[id];
  add_supply(message, bits);
  ++statistics_.packets_injected;
  const bool last = message.supplied_bits == message.bits;
  const Cycle carried = settings_.bits_per_cycle ? carry(bits) : engine_.now();
  engine_.at(checked_add(carried, settings_.latency_cycles),
             [this, id, bits, last] { deliver(id, bits, last); });
}

// Puts bits on the limited bus. Returns the end of the last cycle that carries some of them.
Cycle Bus::carry(std::int64_t bits) {
  const std::int64_t width = *settings_.bits_per_cycle;
  if (filling_cycle_ < engine_.now()) {
    filling_cycle_ = engine_.now();
    filled_bits_ = 0;
  }
  statistics_.injection_wait_cycles += filling_cycle_ - engine_.now();
  const bool begins_cycle = filled_bits_ == 0;
  const std::int64_t end_bits = checked_add(filled_bits_, bits);
  busy_cycles_ += ceil_divide(end_bits, width) - (begins_cycle ? 0 : 1);
  const Cycle end = checked_add(filling_cycle_, ceil_divide(end_bits, width));
  filling_cycle_ += end_bits / width;
  filled_bits_ = end_bits % width;
  return end;
}

void Bus::deliver(int id, std::int64_t bits, bool last) {
  const std::vector<int> ports = messages_[id].destination_ports;
  for (const int port : ports) {
    ++statistics_.packets_delivered;
    statistics_.payload_bits_delivered += bits;
    if (last) messages_.deliver(id);
    if (listener_ == nullptr) continue;
    listener_->packet_arrived(id, port, bits, last, engine_.now());
  }
}

std::vector<LinkUse> Bus::links() const {
  if (!settings_.bits_per_cycle) return {};
  return {{"bus", busy_cycles_}};
}

}  // namespace tilewright::sim
