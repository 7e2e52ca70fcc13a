#pragma once
// DRAM as the rest of the simulator sees it: byte ranges are asked for, and come burst by burst.
//
// A request is split at multiples of the burst size; each burst is reported to the listener when
// its data has been on the bus. Bursts of different requests, and of one request, may be done in
// any order: who needs an order (a read after the write of the same bytes) waits for the first to
// be done before asking for the second.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/engine.hpp"

namespace tilewright::sim {

/// What a DRAM tells the component that uses it.
class DramListener {
 public:
  DramListener() = default;
  DramListener(const DramListener&) = delete;
  DramListener& operator=(const DramListener&) = delete;
  virtual ~DramListener() = default;

  /// Bursts of `request` are done in cycle `now`: read data has come, or write data has been taken.
  /// `useful_bytes` of them belong to the request; `last` says that nothing of it is left. May ask
  /// for more.
  virtual void burst_done(int request, std::int64_t useful_bytes, bool last, Cycle now) = 0;
};

/// What one bank did. Cycles are of the DRAM's clock.
struct BankStatistics {
  std::string name;  ///< "channel 0 rank 0 bank 3"
  std::int64_t bursts = 0;
  std::int64_t activates = 0;
  std::int64_t data_cycles = 0;  ///< its data was on the bus
  std::int64_t open_cycles = 0;  ///< from each activation to the precharge, or to now
};

/// Cycles of the DRAM's clock in which a channel had bursts to serve but could give no command,
/// by the constraint that held back the next one; summed over channels.
struct DramWaits {
  std::int64_t row = 0;         ///< the row was being opened (tRCD)
  std::int64_t bank = 0;        ///< the bank was not ready to close or open (tRAS, tRC, tRP, ...)
  std::int64_t activation = 0;  ///< other banks had been opened just before (tRRD, tFAW)
  std::int64_t turnaround = 0;  ///< the bus changed direction or rank (tWTR, tRTW, tRTRS)
  std::int64_t bus = 0;         ///< the bus carried data, or tCCD: what a full stream waits for
  std::int64_t refresh = 0;     ///< a rank was being refreshed (tRFC)
};

/// Counts since the start. An ideal DRAM has no banks and counts requests' parts as bursts.
struct DramStatistics {
  std::int64_t bursts_read = 0;
  std::int64_t bursts_written = 0;
  std::int64_t bytes_read = 0;         ///< useful bytes: those that were asked for
  std::int64_t bytes_written = 0;      ///< useful bytes
  std::int64_t bytes_transferred = 0;  ///< on the bus, with the unused parts of bursts
  std::int64_t row_hits = 0;           ///< bursts that found their row open
  std::int64_t row_misses = 0;         ///< bursts for which a closed bank was opened
  std::int64_t row_conflicts = 0;      ///< bursts for which another row was closed first
  std::int64_t activates = 0;
  std::int64_t precharges = 0;   ///< of one bank or of all banks of a rank
  std::int64_t refreshes = 0;    ///< of one rank
  std::int64_t data_cycles = 0;  ///< data on the bus, DRAM clock, summed over channels
  DramWaits waits;
  std::vector<BankStatistics> banks;
};

class Dram {
 public:
  Dram() = default;
  Dram(const Dram&) = delete;
  Dram& operator=(const Dram&) = delete;
  virtual ~Dram() = default;

  /// Asks in the engine's present cycle for `size_bytes` >= 1 bytes from `address_bytes` >= 0 on,
  /// at any alignment. Returns the request's id: 0, 1, 2, ... There is room for any number of
  /// requests. Throws Error when the range does not lie in the DRAM.
  virtual int request(bool write, std::int64_t address_bytes, std::int64_t size_bytes) = 0;

  /// Requests that are not done.
  virtual std::int64_t pending_requests() const = 0;
  bool drained() const { return pending_requests() == 0; }

  /// Counts until the engine's present cycle.
  virtual DramStatistics statistics() = 0;
};

}  // namespace tilewright::sim
