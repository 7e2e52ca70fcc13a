#pragma once
// An ideal network: one medium that connects all ports. What is supplied is delivered to all
// destinations of its message in the same cycle, in one packet per call of supply.
//
// Without a limit, bits supplied in cycle t arrive in cycle t + latency_cycles. With a limit of w
// bits per cycle, the bus carries all bits one after the other in the order in which they were
// supplied, w in each cycle, also of different messages in the same cycle; a packet arrives
// latency_cycles after the end of the cycle that carried its last bit: n bits on an idle bus from
// cycle t arrive in cycle t + ceil(n / w) + latency_cycles.

#include <cstdint>
#include <optional>

#include "model/spec/error.hpp"
#include "sim/noc/message_table.hpp"
#include "sim/noc/network.hpp"

namespace tilewright::sim {

struct BusSettings {
  int ports = 1;
  /// Absent: unlimited.
  std::optional<std::int64_t> bits_per_cycle = {};
  std::int64_t latency_cycles = 0;
};

/// Throws Error, at `place`, when there are no ports, no bits per cycle or a negative latency.
void check(const BusSettings& settings, const Place& place);

class Bus final : public Network {
 public:
  /// Run by `engine`, which must outlive it. Throws Error, at `place`, when the settings are
  /// impossible.
  Bus(Engine& engine, const BusSettings& settings, const Place& place = {});

  void set_listener(NetworkListener& listener) override { listener_ = &listener; }
  int port_count() const override { return settings_.ports; }
  int open(int source_port, std::span<const int> destination_ports, std::int64_t bits) override;
  void supply(int message, std::int64_t bits) override;
  bool idle() const override { return messages_.empty(); }

  /// Packets are the calls of supply; an ideal network has no flits. injection_wait_cycles counts
  /// from the supply to the first cycle that carries bits of the packet.
  NetworkStatistics statistics() const override { return statistics_; }
  /// The bus itself, busy in every cycle with bits; none when the bits per cycle are unlimited.
  std::vector<LinkUse> links() const override;
  /// Empty: on a bus nothing gets stuck.
  std::vector<Wait> waits() const override { return {}; }

 private:
  Cycle carry(std::int64_t bits);
  void deliver(int message, std::int64_t bits, bool last);

  Engine& engine_;
  BusSettings settings_;
  NetworkListener* listener_ = nullptr;
  MessageTable<Message> messages_;
  NetworkStatistics statistics_;
  // With a limit: the first cycle that is not full, the bits that it carries, and the cycles with
  // bits.
  Cycle filling_cycle_ = 0;
  std::int64_t filled_bits_ = 0;
  std::int64_t busy_cycles_ = 0;
};

}  // namespace tilewright::sim
