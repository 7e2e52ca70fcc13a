#pragma once
// Moves words between storage instances: from the source's port or the DRAM's banks, over the
// network, into the destinations. What is read is sent packet by packet, so that reading and
// sending overlap.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sim/dram/dram.hpp"
#include "sim/engine/engine.hpp"
#include "sim/machine/buffer_ports.hpp"
#include "sim/machine/tensor_addresses.hpp"
#include "sim/noc/network.hpp"

namespace tilewright::sim {

/// Words on their way. Ports are those of the network.
struct Transfer {
  int space = 0;
  int source_port = 0;
  std::vector<int> destination_ports;
  std::int64_t words = 0;              ///< > 0
  std::int64_t bits = 0;               ///< > 0
  BufferPorts* source = nullptr;       ///< its read port limits the transfer; may be null
  BufferPorts* destination = nullptr;  ///< its write port does; may be null
  std::vector<AddressRange> reads;     ///< in DRAM, where the words come from there
  std::vector<AddressRange> writes;    ///< in DRAM, where the words go there
  bool by_hand = false;                ///< the caller supplies the bits

  std::function<void()> on_read;                         ///< all words have been read
  std::function<void(std::int64_t)> on_part;             ///< so many more bits arrived (unicast)
  std::function<void(int destination_port)> on_arrival;  ///< all words are in that destination
};

class Transport final : private NetworkListener, private DramListener {
 public:
  /// The engine and the network must outlive this.
  Transport(Engine& engine, Network& network);

  /// The DRAM must tell this of its bursts: made with dram_listener().
  DramListener& dram_listener() { return *this; }
  void set_dram(Dram& dram) { dram_ = &dram; }

  /// Starts a transfer in the present cycle. Returns its number.
  int send(Transfer transfer);
  /// More bits of a transfer by hand are at its source.
  void supply(int transfer, std::int64_t bits);

  bool idle() const { return flights_.empty(); }

 private:
  struct Flight {
    Transfer transfer;
    std::int64_t bits_supplied = 0;
    std::int64_t words_passed = 0;  // at the source's port
    std::int64_t bytes = 0;         // to be read from DRAM
    std::int64_t bytes_read = 0;
    std::size_t destinations_left = 0;
    std::int64_t bytes_left = 0;  // to be written into DRAM
  };

  void packet_arrived(int message, int destination_port, std::int64_t payload_bits,
                      bool last_packet, Cycle now) override;
  void burst_done(int request, std::int64_t useful_bytes, bool last, Cycle now) override;

  void read_part(int message);
  void read_from_dram(int message);
  void pass_on(int message, std::int64_t words, std::int64_t bits);
  void arrive(int message, int destination_port);
  void write(int message, int destination_port);

  Engine& engine_;
  Network& network_;
  Dram* dram_ = nullptr;
  std::unordered_map<int, Flight> flights_;  // by message
  std::unordered_map<int, int> messages_;    // by DRAM request
};

}  // namespace tilewright::sim
