#pragma once
// What a user may say about the DRAM, and which of it makes sense.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/error.hpp"
#include "sim/engine/ratio.hpp"

namespace tilewright::sim {

/// A DRAM that is limited by bandwidth and latency only.
struct IdealDramSettings {
  Place place;                           ///< where the user wrote it, for errors
  std::optional<Ratio> bytes_per_cycle;  ///< of the chip's clock; absent: unlimited
  std::int64_t latency_cycles = 0;       ///< of the chip's clock
  std::int64_t burst_bytes = 64;         ///< data is reported in parts of this size
};

/// The delays between commands, in cycles of the DRAM's clock, by the names of the JEDEC standards.
struct DramTiming {
  std::int64_t tCL = 0;     ///< read to first data (RL in LPDDR4 and HBM)
  std::int64_t tCWL = 0;    ///< write to first data (WL in LPDDR4 and HBM)
  std::int64_t tRCD = 0;    ///< activate to read or write
  std::int64_t tRP = 0;     ///< precharge of one bank to activate
  std::int64_t tRPab = 0;   ///< precharge of all banks to activate or refresh
  std::int64_t tRAS = 0;    ///< activate to precharge
  std::int64_t tRC = 0;     ///< activate to activate, same bank
  std::int64_t tRRD_S = 0;  ///< activate to activate, other bank group of the rank
  std::int64_t tRRD_L = 0;  ///< activate to activate, same bank group
  std::int64_t tFAW = 0;    ///< window that holds at most four activates of a rank
  std::int64_t tCCD_S = 0;  ///< read to read or write to write, other bank group of the rank
  std::int64_t tCCD_L = 0;  ///< the same within a bank group
  std::int64_t tRTP = 0;    ///< read to precharge
  std::int64_t tWR = 0;     ///< end of write data to precharge
  std::int64_t tWTR_S = 0;  ///< end of write data to read, other bank group of the rank
  std::int64_t tWTR_L = 0;  ///< the same within a bank group
  std::int64_t tRTW = 0;    ///< idle cycles on the bus between read data and write data
  std::int64_t tRTRS = 0;   ///< idle cycles on the bus between data of two ranks
  std::int64_t tRFC = 0;    ///< refresh of all banks to activate
  std::int64_t tREFI = 0;   ///< from one refresh of a rank to the next; 0: no refresh
};

/// A DRAM with channels, ranks, bank groups, banks and rows.
struct TimingDramSettings {
  Place place;  ///< where the user wrote it, for errors
  std::string name = "custom";
  double chip_clock_ghz = 1.0;  ///< of the engine's cycles; exact to 1 Hz
  double dram_clock_ghz = 1.0;  ///< half the transfers per second of a pin; exact to 1 Hz

  std::int64_t channels = 1;
  std::int64_t ranks = 1;            ///< of a channel
  std::int64_t bank_groups = 1;      ///< of a rank
  std::int64_t banks_per_group = 8;  ///< of a bank group
  std::int64_t rows = 65536;         ///< of a bank
  std::int64_t row_bytes = 8192;     ///< of a bank, over all devices of the rank
  std::int64_t channel_bits = 64;    ///< width of a channel's data bus
  std::int64_t burst_length = 8;     ///< transfers of a burst, two per cycle

  DramTiming timing;

  /// Most to least significant part of an address in bursts. Each of row, rank, bank, column and
  /// channel stands once; "group" may stand, too, otherwise it is the low part of the bank.
  std::string address_order = "row:rank:bank:column:group:channel";
  std::int64_t queue_depth = 32;       ///< bursts of a channel that its scheduler sees
  std::int64_t starvation_limit = 64;  ///< bursts that may overtake the oldest one

  std::int64_t burst_bytes() const { return channel_bits / 8 * burst_length; }
  std::int64_t burst_cycles() const { return burst_length / 2; }
  std::int64_t banks_per_rank() const { return bank_groups * banks_per_group; }
  std::int64_t columns() const { return row_bytes / burst_bytes(); }  ///< bursts of a row
  std::int64_t capacity_bytes() const;
  /// Of all channels without any wait.
  double peak_bytes_per_chip_cycle() const;
};

/// Throw Error, at the settings' place, when they make no sense.
void check(const IdealDramSettings& settings);
void check(const TimingDramSettings& settings);

/// Names of the presets: "DDR4-2400", "LPDDR4-3200", "HBM2".
std::vector<std::string> dram_presets();

/// The settings of a preset. Throws Error at `place` when there is none of that name.
TimingDramSettings dram_preset(const std::string& name, const Place& place = {});

}  // namespace tilewright::sim
