#include "sim/noc/message_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tilewright::sim {

Message make_message(int port_count, int source_port, std::span<const int> destination_ports,
                     std::int64_t bits) {
  const auto check_port = [&](int port) {
    if (port >= 0 && port < port_count) return;
    throw std::logic_error(fmt::format("port {} of a network of {} ports", port, port_count));
  };
  check_port(source_port);
  for (const int port : destination_ports) check_port(port);
  if (destination_ports.empty()) throw std::logic_error("a message without destinations");
  if (bits <= 0) throw std::logic_error(fmt::format("a message of {} bits", bits));

  Message message;
  message.source_port = source_port;
  message.destination_ports.assign(destination_ports.begin(), destination_ports.end());
  message.bits = bits;
  message.deliveries_left = static_cast<int>(destination_ports.size());
  std::vector<int>& ports = message.destination_ports;
  std::sort(ports.begin(), ports.end());
  if (std::adjacent_find(ports.begin(), ports.end()) != ports.end()) {
    throw std::logic_error("a message with the same destination twice");
  }
  return message;
}

void add_supply(Message& message, std::int64_t bits) {
  if (bits <= 0 || bits > message.bits - message.supplied_bits) {
    throw std::logic_error(
        fmt::format("{} bits supplied to a message of which {} of {} are missing", bits,
                    message.bits - message.supplied_bits, message.bits));
  }
  message.supplied_bits += bits;
}

void throw_no_message(int id) { throw std::logic_error(fmt::format("message {} is not open", id)); }

}  // namespace tilewright::sim
