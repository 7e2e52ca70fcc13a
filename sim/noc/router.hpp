#pragma once
// One router of a mesh: input buffers, and in each cycle at most one flit over each output.
//
// Each input is a queue. Its first packet takes, when its first flit may leave the buffer, the
// outputs that its tree names; the packets behind it wait. An output belongs to one packet from its
// first to its last flit; of several packets that want a free output, the next one after the last
// served, in the order of the inputs, gets it (round robin), and may send in the same cycle.
//
// A unicast is sent by wormhole: a flit moves as soon as one slot is free behind the link. A copy
// of a multicast starts only when there is room for the whole packet (virtual cut-through); the
// copies over the packet's outputs proceed independently, and flits of one packet may leave through
// several outputs in the same cycle. A slot is free when all copies have left it.

#include <cstdint>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/noc/fabric.hpp"
#include "sim/noc/routing.hpp"

namespace tilewright::sim {

class Router {
 public:
  explicit Router(int id) : id_(id), inputs_(first_port), outputs_(first_port) {}

  /// The link that ends at, or starts from, a connection.
  void connect_input(int connection, int link);
  void connect_output(int connection, int link);
  /// The number of the next free connection; max_connections when there is none.
  int connection_count() const { return static_cast<int>(outputs_.size()); }

  /// Moves the flits that can move in cycle `now`.
  void tick(Cycle now, Fabric& fabric);

  /// Sums over the packets that are first in their buffer and their outputs: cycles in which the
  /// output belonged to another packet.
  std::int64_t busy_output_cycles() const { return busy_output_cycles_; }
  /// Cycles in which the owner of an output had a flit and there was no room for it.
  std::int64_t no_space_cycles() const { return no_space_cycles_; }

  /// A packet that cannot go on over one output.
  struct Blocked {
    int packet = 0;
    int output_link = 0;
    /// The packet that owns the output; the packet itself when there is no room behind the link.
    int owner = 0;
    /// Free slots that the next flit, or the whole packet, needs.
    int needed_slots = 0;
  };
  std::vector<Blocked> blocked(Cycle now, const Fabric& fabric) const;

 private:
  static constexpr int none = -1;

  struct Input {
    int link = none;
    ConnectionSet outputs = 0;  // that the first packet, when it is routed, has not left entirely
    int packet = 0;             // the first one, when it is routed
    int freed_flits = 0;        // of it
  };
  struct Output {
    int link = none;
    int owner = none;          // an input
    int sent_flits = 0;        // of the owner's packet
    int next_input = 0;        // first in turn
    ConnectionSet inputs = 0;  // whose first packet wants this output
  };

  Input& input(int index) { return inputs_[static_cast<std::size_t>(index)]; }
  const Input& input(int index) const { return inputs_[static_cast<std::size_t>(index)]; }
  Output& output(int index) { return outputs_[static_cast<std::size_t>(index)]; }
  const Output& output(int index) const { return outputs_[static_cast<std::size_t>(index)]; }

  void route_first_packets(Cycle now, const Fabric& fabric);
  void choose_owner(Output& output);
  const Flit* next_flit(const Output& output, Cycle now, const Fabric& fabric) const;
  bool send_flit(int output_index, Cycle now, Fabric& fabric);
  void free_slots(int input_index, Cycle now, Fabric& fabric);

  int id_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  ConnectionSet routed_inputs_ = 0;  // whose first packet is routed
  ConnectionSet wanted_outputs_ = 0;
  std::int64_t busy_output_cycles_ = 0;
  std::int64_t no_space_cycles_ = 0;
};

}  // namespace tilewright::sim
