#include "sim/machine/transport.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

// What a buffer with a limited port reads at a time.
constexpr std::int64_t part_bits = 256;

}  // namespace

Transport::Transport(Engine& engine, Network& network) : engine_(engine), network_(network) {
  network_.set_listener(*this);
}

int Transport::send(Transfer transfer) {
  const int message =
      network_.open(transfer.source_port, transfer.destination_ports, transfer.bits);
  Flight& flight = flights_[message];
  flight.destinations_left = transfer.destination_ports.size();
  flight.transfer = std::move(transfer);
  if (flight.transfer.by_hand) return message;
  if (!flight.transfer.reads.empty()) {
    read_from_dram(message);
  } else {
    read_part(message);
  }
  return message;
}

void Transport::supply(int transfer, std::int64_t bits) { network_.supply(transfer, bits); }

// Reads the next part from the source's buffer, and so on until all is read.
void Transport::read_part(int message) {
  const Flight& flight = flights_.at(message);
  const Transfer& transfer = flight.transfer;
  if (transfer.source == nullptr || !transfer.source->limits(Port::read)) {
    return pass_on(message, transfer.words, transfer.bits);
  }
  const std::int64_t part =
      std::max<std::int64_t>(1, multiply_divide(part_bits, transfer.words, transfer.bits));
  const std::int64_t words = std::min(part, transfer.words - flight.words_passed);
  pass_on(message, words,
          multiply_divide(transfer.bits, flight.words_passed + words, transfer.words) -
              flight.bits_supplied);
}

void Transport::read_from_dram(int message) {
  Flight& flight = flights_.at(message);
  for (const AddressRange& range : flight.transfer.reads) flight.bytes += range.size;
  for (const AddressRange& range : flight.transfer.reads) {
    messages_[dram_->request(false, range.begin, range.size)] = message;
  }
}

// Words pass the port of the source's level on their way to the network; what does not come from
// DRAM is then read on.
void Transport::pass_on(int message, std::int64_t words, std::int64_t bits) {
  Flight& flight = flights_.at(message);
  const Transfer& transfer = flight.transfer;
  flight.bits_supplied += bits;
  flight.words_passed += words;
  const bool last = flight.bits_supplied == transfer.bits;
  const auto pass = [this, message, bits, last] {
    const Transfer& passed = flights_.at(message).transfer;
    const auto on_read = passed.on_read;  // the flight may end before it is called
    if (!last && passed.reads.empty()) read_part(message);
    if (bits > 0) network_.supply(message, bits);
    if (last && on_read) on_read();
  };
  if (words == 0 || transfer.source == nullptr || !transfer.source->limits(Port::read)) {
    pass();
  } else {
    engine_.at(transfer.source->pass(Port::read, transfer.space, words, engine_.now()), pass);
  }
}

void Transport::burst_done(int request, std::int64_t useful_bytes, bool last, Cycle /*now*/) {
  const auto found = messages_.find(request);
  const int message = found->second;
  if (last) messages_.erase(found);
  Flight& flight = flights_.at(message);
  const Transfer& transfer = flight.transfer;
  if (flight.bytes_left > 0) {  // being written
    flight.bytes_left -= useful_bytes;
    if (flight.bytes_left == 0) arrive(message, transfer.destination_ports.front());
    return;
  }
  flight.bytes_read += useful_bytes;
  const std::int64_t words = multiply_divide(transfer.words, flight.bytes_read, flight.bytes);
  const std::int64_t bits = multiply_divide(transfer.bits, flight.bytes_read, flight.bytes);
  if (bits > flight.bits_supplied) {
    pass_on(message, words - flight.words_passed, bits - flight.bits_supplied);
  }
}

void Transport::packet_arrived(int message, int destination_port, std::int64_t payload_bits,
                               bool last_packet, Cycle now) {
  const Transfer& transfer = flights_.at(message).transfer;
  if (transfer.on_part) transfer.on_part(payload_bits);
  if (!last_packet) return;
  if (transfer.destination == nullptr || !transfer.destination->limits(Port::write)) {
    return write(message, destination_port);
  }
  const Cycle done = transfer.destination->pass(Port::write, transfer.space, transfer.words, now);
  engine_.at(done, [this, message, destination_port] { write(message, destination_port); });
}

void Transport::write(int message, int destination_port) {
  Flight& flight = flights_.at(message);
  if (flight.transfer.writes.empty()) return arrive(message, destination_port);
  for (const AddressRange& range : flight.transfer.writes) flight.bytes_left += range.size;
  for (const AddressRange& range : flight.transfer.writes) {
    messages_[dram_->request(true, range.begin, range.size)] = message;
  }
}

void Transport::arrive(int message, int destination_port) {
  Flight& flight = flights_.at(message);
  const auto on_arrival = flight.transfer.on_arrival;
  if (--flight.destinations_left == 0) flights_.erase(message);
  if (on_arrival) on_arrival(destination_port);
}

}  // namespace tilewright::sim
