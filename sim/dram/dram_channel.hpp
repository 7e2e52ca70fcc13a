#pragma once
// The controller of one channel: a queue of bursts, and the choice of the next command.
//
// All times are cycles of the DRAM's clock; the caller converts. The controller sees the oldest
// `queue_depth` bursts. It gives at most one command per cycle, and always the one that can be
// given first; of those that can be given in the same cycle a refresh is preferred, then reads and
// writes, then activates and precharges, then the older burst (first-ready, first-come). A row is
// not closed while a visible burst hits it. Only when `starvation_limit` bursts have overtaken the
// oldest one are all others held until it was served.
//
// Refresh r of a rank is due in cycle (r + share) * tREFI, the ranks at equal shares of the
// interval. From then on the rank takes no other command: its banks are closed together as soon as
// that is legal, and refreshed. A channel without bursts catches up on its refreshes when the next
// burst comes, as if it had given them in time.

#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "sim/dram/dram.hpp"
#include "sim/dram/dram_device.hpp"
#include "sim/dram/dram_settings.hpp"

namespace tilewright::sim {

/// One burst of a request. `bank` and `group` count over the ranks of the channel.
struct DramBurst {
  int request = 0;
  int bank = 0;
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::int64_t useful_bytes = 0;
  bool write = false;
  bool opened_row = false;  ///< the row was opened for this burst
  bool closed_row = false;  ///< and another one closed
};

class DramChannel {
 public:
  static constexpr DramCycle never = std::numeric_limits<DramCycle>::max();

  /// The channel of number `index`. The observer may be empty.
  DramChannel(const TimingDramSettings& settings, int index, const DramObserver& observer);

  /// Takes a burst that comes in cycle `now`. advance(now - 1) must have been called.
  void push(const DramBurst& burst, DramCycle now);

  /// Gives all commands that are due up to cycle `last`.
  void advance(DramCycle last);

  /// The next cycle in which a command is given or data has come, if nothing else is pushed;
  /// `never` when there is nothing to do. Asks for advance() of all cycles before.
  DramCycle next_cycle();

  /// The next burst whose data was on the bus before or at the edge of cycle `last`, or false.
  bool pop_done(DramCycle last, DramBurst& burst);

  /// Adds the counts until cycle `now` to those of other channels.
  void add_statistics(DramStatistics& total, DramCycle now) const;

 private:
  struct Candidate {
    DramCommandKind kind = DramCommandKind::refresh;
    DramCycle cycle = never;
    std::int64_t DramWaits::*wait = &DramWaits::bus;
    int bank = -1;  ///< of the channel
    int rank = -1;
    std::size_t burst = 0;  ///< index into window_
  };
  struct Done {
    DramCycle end;
    DramBurst burst;
  };
  /// What the present choice knows about a bank; out of date when `choice` is not the present one.
  struct Seen {
    std::int64_t choice = 0;
    bool read = false;
    bool write = false;
    bool blocked = false;   ///< a burst needs another row than the open one
    std::size_t burst = 0;  ///< the first such burst
  };

  bool idle() const { return window_.empty(); }
  const Candidate& choice();
  void choose();
  void choose_burst();
  void choose_refresh();
  void choose_column(std::size_t burst);
  void choose_row(std::size_t burst);
  void consider(DramCommandKind kind, const DramGate& gate, std::size_t burst);
  void look_at(std::size_t burst);

  void issue(const Candidate& command);
  void issue_activate(const Candidate& command);
  void issue_precharge(const Candidate& command);
  void issue_precharge_all(const Candidate& command);
  void issue_column(const Candidate& command);
  void issue_refresh(const Candidate& command);
  void refresh_idle(DramCycle last);
  void skip_refreshes(DramCycle last);
  void fill_window();
  void count_burst(const DramBurst& burst);
  void count_open(int bank, DramCycle now);
  BankStatistics& bank_statistics(int bank) {
    return statistics_.banks[static_cast<std::size_t>(bank)];
  }
  void observe(const Candidate& command) const;

  TimingDramSettings settings_;
  int index_;
  const DramObserver& observer_;
  DramDevice device_;
  std::deque<DramBurst> door_;  ///< bursts that the scheduler does not see yet
  std::vector<DramBurst> window_;
  std::deque<Done> done_;
  std::vector<DramCycle> refresh_due_;  ///< by rank
  DramCycle clock_ = 0;                 ///< the next command is given in this cycle or later
  bool chosen_ = false;
  Candidate choice_;
  std::int64_t choices_ = 0;
  std::vector<Seen> seen_;          ///< by bank
  std::vector<int> waiting_banks_;  ///< banks with a burst that needs a row command
  std::int64_t overtakers_ = 0;     ///< bursts that overtook the oldest one
  DramStatistics statistics_;
};

}  // namespace tilewright::sim
