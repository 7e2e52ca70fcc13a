#include "sim/noc/router.hpp"

#include <algorithm>
#include <bit>

namespace tilewright::sim {

namespace {

// Calls `visit` with the number of each bit that is set, ascending.
template <typename Visit>
void for_each_bit(ConnectionSet set, Visit visit) {
  for (; set != 0; set &= set - 1) visit(std::countr_zero(set));
}

// A copy of a multicast starts only when all of it fits.
int needed_slots(const Packet& packet, int sent_flits) {
  return packet.multicast && sent_flits == 0 ? packet.flits : 1;
}

}  // namespace

void Router::connect_input(int connection, int link) {
  if (connection >= static_cast<int>(inputs_.size())) inputs_.resize(connection + std::size_t{1});
  input(connection).link = link;
}

void Router::connect_output(int connection, int link) {
  if (connection >= static_cast<int>(outputs_.size())) {
    outputs_.resize(connection + std::size_t{1});
  }
  output(connection).link = link;
}

void Router::tick(Cycle now, Fabric& fabric) {
  route_first_packets(now, fabric);
  ConnectionSet senders = 0;
  for_each_bit(wanted_outputs_, [&](int index) {
    Output& output = this->output(index);
    if (output.owner == none) choose_owner(output);
    const int owner = output.owner;
    for_each_bit(output.inputs & ~connection_bit(owner), [&](int) { ++busy_output_cycles_; });
    if (send_flit(index, now, fabric)) senders |= connection_bit(owner);
  });
  for_each_bit(senders, [&](int index) { free_slots(index, now, fabric); });
}

void Router::route_first_packets(Cycle now, const Fabric& fabric) {
  for_each_bit(fabric.occupied_inputs(id_) & ~routed_inputs_, [&](int index) {
    Input& input = this->input(index);
    const Flit& first = fabric.link(input.link).buffer.front();
    if (first.ready > now) return;
    input.packet = first.packet;
    input.outputs = fabric.packet(first.packet).tree->outputs_at(id_);
    routed_inputs_ |= connection_bit(index);
    wanted_outputs_ |= input.outputs;
    for_each_bit(input.outputs, [&](int o) { output(o).inputs |= connection_bit(index); });
  });
}

void Router::choose_owner(Output& output) {
  const ConnectionSet in_turn = output.inputs & ~(connection_bit(output.next_input) - 1);
  output.owner = std::countr_zero(in_turn != 0 ? in_turn : output.inputs);
  output.next_input = (output.owner + 1) % static_cast<int>(inputs_.size());
  output.sent_flits = 0;
}

// The flit that the owner of an output has to send next; null while it has not come.
const Flit* Router::next_flit(const Output& output, Cycle now, const Fabric& fabric) const {
  const Input& input = this->input(output.owner);
  const Ring<Flit>& buffer = fabric.link(input.link).buffer;
  const auto position = static_cast<std::size_t>(output.sent_flits - input.freed_flits);
  if (position >= buffer.size() || buffer[position].ready > now) return nullptr;
  return &buffer[position];
}

// Returns whether a flit was sent.
bool Router::send_flit(int output_index, Cycle now, Fabric& fabric) {
  Output& output = this->output(output_index);
  const Flit* flit = next_flit(output, now, fabric);
  if (flit == nullptr) return false;
  const int needed = needed_slots(fabric.packet(flit->packet), output.sent_flits);
  if (fabric.link(output.link).credits < needed) {
    ++no_space_cycles_;
    return false;
  }
  const bool tail = flit->tail;
  fabric.send(output.link, flit->packet, tail, now);
  ++output.sent_flits;
  if (tail) {
    input(output.owner).outputs &= ~connection_bit(output_index);
    output.inputs &= ~connection_bit(output.owner);
    output.owner = none;
    if (output.inputs == 0) wanted_outputs_ &= ~connection_bit(output_index);
  }
  return true;
}

void Router::free_slots(int input_index, Cycle now, Fabric& fabric) {
  Input& input = this->input(input_index);
  int sent_flits = fabric.packet(input.packet).flits;
  for_each_bit(input.outputs, [&](int o) {
    sent_flits = std::min(sent_flits, output(o).owner == input_index ? output(o).sent_flits : 0);
  });
  for (; input.freed_flits < sent_flits; ++input.freed_flits) fabric.free_slot(input.link, now);
  if (input.outputs != 0) return;
  input.freed_flits = 0;
  routed_inputs_ &= ~connection_bit(input_index);
}

std::vector<Router::Blocked> Router::blocked(Cycle now, const Fabric& fabric) const {
  std::vector<Blocked> result;
  for_each_bit(fabric.occupied_inputs(id_), [&](int index) {
    const Input& input = this->input(index);
    for_each_bit(input.outputs, [&](int o) {
      const Output& output = this->output(o);
      if (output.owner == none) return;  // free from this cycle on
      if (output.owner != index) {
        result.push_back({input.packet, output.link, this->input(output.owner).packet, 0});
        return;
      }
      const int needed = needed_slots(fabric.packet(input.packet), output.sent_flits);
      if (next_flit(output, now, fabric) != nullptr && fabric.link(output.link).credits < needed) {
        result.push_back({input.packet, output.link, input.packet, needed});
      }
    });
  });
  return result;
}

}  // namespace tilewright::sim
