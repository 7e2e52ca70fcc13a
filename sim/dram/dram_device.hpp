#pragma once
// The banks of one channel: which rows are open, and from which cycle on each command is legal.
//
// The rules are those of the JEDEC standards, command to command:
//   activate  -> read, write (same bank)  tRCD       activate -> precharge (same bank)  tRAS
//   activate  -> activate (same bank)     tRC        activate -> activate (rank)  tRRD_S, tRRD_L
//   activate  -> fourth activate after it (rank)  tFAW
//   read      -> precharge  tRTP         write -> precharge  tCWL + burst + tWR
//   read      -> read, write -> write (rank)  tCCD_S, tCCD_L
//   write     -> read (rank)  tCWL + burst + tWTR_S, tWTR_L
//   precharge -> activate, refresh  tRP, or tRPab after one of all banks
//   refresh   -> activate, refresh  tRFC
// and the data bus carries one burst at a time, in the order of the commands, with tRTW idle
// cycles between read and write data and tRTRS between data of two ranks.

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/dram/dram.hpp"
#include "sim/dram/dram_settings.hpp"

namespace tilewright::sim {

/// A point in time in cycles of the DRAM's clock.
using DramCycle = std::int64_t;

enum class DramCommandKind { activate, precharge, precharge_all, read, write, refresh };

/// A command as it stood on the command bus. Bank (of the rank), group, row and column are -1 where
/// the command has none.
struct DramCommand {
  DramCommandKind kind = DramCommandKind::refresh;
  DramCycle cycle = 0;
  int channel = 0;
  int rank = 0;
  int group = -1;
  int bank = -1;
  std::int64_t row = -1;
  std::int64_t column = -1;
};

/// Is shown every command, in order within a channel.
using DramObserver = std::function<void(const DramCommand&)>;

/// From when on a command is legal, and what it waits for until then.
struct DramGate {
  DramCycle cycle = 0;
  std::int64_t DramWaits::*wait = &DramWaits::bus;
};

class DramDevice {
 public:
  /// `bank` counts over the ranks of the channel below.
  struct Bank {
    int rank = 0;
    int group = 0;  ///< counts over the ranks of the channel
    std::int64_t open_row = closed_row;
    DramCycle opened = 0;
    DramGate next_activate{0, &DramWaits::bank};
    DramCycle next_precharge = 0;
    DramCycle next_column = 0;
  };
  static constexpr std::int64_t closed_row = -1;

  explicit DramDevice(const TimingDramSettings& settings);

  const Bank& bank(int index) const { return banks_[static_cast<std::size_t>(index)]; }
  int banks() const { return static_cast<int>(banks_.size()); }
  int ranks() const { return static_cast<int>(ranks_.size()); }
  bool any_open(int rank) const { return rank_at(rank).open_banks > 0; }

  DramGate activate_gate(int bank) const;
  DramGate precharge_gate(int bank) const;
  DramGate column_gate(int bank, bool write) const;
  DramGate precharge_all_gate(int rank) const;
  /// For a rank whose banks are closed.
  DramGate refresh_gate(int rank) const;

  void activate(int bank, std::int64_t row, DramCycle now);
  void precharge(int bank, DramCycle now);
  void precharge_all(int rank, DramCycle now);
  void refresh(int rank, DramCycle now);
  /// Returns the cycle after the last one with data on the bus.
  DramCycle column(int bank, bool write, DramCycle now);

 private:
  /// From when on reads and writes are legal, indexed by `write`, apart from bank and bus.
  using ColumnGates = std::array<DramGate, 2>;

  struct Group {
    DramCycle next_activate = 0;
    ColumnGates columns;
  };
  struct Rank {
    int open_banks = 0;
    DramCycle next_activate = 0;
    ColumnGates columns;
    /// When each of the last four activates leaves the tFAW window; the oldest is at `oldest`.
    std::array<DramCycle, 4> window{};
    std::size_t oldest = 0;
  };

  Bank& bank_at(int index) { return banks_[static_cast<std::size_t>(index)]; }
  Group& group_at(int index) { return groups_[static_cast<std::size_t>(index)]; }
  const Group& group_at(int index) const { return groups_[static_cast<std::size_t>(index)]; }
  Rank& rank_at(int index) { return ranks_[static_cast<std::size_t>(index)]; }
  const Rank& rank_at(int index) const { return ranks_[static_cast<std::size_t>(index)]; }

  void close(Bank& bank, DramCycle ready);
  DramGate bus_gate(int rank, bool write) const;

  DramTiming timing_;
  DramCycle burst_cycles_;
  std::size_t banks_per_rank_;
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Rank> ranks_;
  DramCycle bus_end_ = 0;
  int bus_rank_ = -1;  ///< of the last data; -1 before the first
  bool bus_write_ = false;
};

}  // namespace tilewright::sim
