// What the commands of a channel change: the banks, the queue, the counts and the next refresh.

#include <algorithm>

#include "sim/dram/dram_channel.hpp"

namespace tilewright::sim {

void DramChannel::issue(const Candidate& command) {
  if (observer_) observe(command);
  switch (command.kind) {
    case DramCommandKind::activate:
      issue_activate(command);
      break;
    case DramCommandKind::precharge:
      issue_precharge(command);
      break;
    case DramCommandKind::precharge_all:
      issue_precharge_all(command);
      break;
    case DramCommandKind::read:
    case DramCommandKind::write:
      issue_column(command);
      break;
    case DramCommandKind::refresh:
      issue_refresh(command);
      break;
  }
  clock_ = command.cycle + 1;
  chosen_ = false;
}

void DramChannel::issue_activate(const Candidate& command) {
  DramBurst& burst = window_[command.burst];
  burst.opened_row = true;
  device_.activate(command.bank, burst.row, command.cycle);
  ++statistics_.activates;
  ++bank_statistics(command.bank).activates;
}

void DramChannel::issue_precharge(const Candidate& command) {
  window_[command.burst].closed_row = true;
  count_open(command.bank, command.cycle);
  device_.precharge(command.bank, command.cycle);
  ++statistics_.precharges;
}

void DramChannel::issue_precharge_all(const Candidate& command) {
  for (int bank = 0; bank < device_.banks(); ++bank) {
    if (device_.bank(bank).rank == command.rank) count_open(bank, command.cycle);
  }
  device_.precharge_all(command.rank, command.cycle);
  ++statistics_.precharges;
}

void DramChannel::issue_column(const Candidate& command) {
  const auto position = window_.begin() + static_cast<std::ptrdiff_t>(command.burst);
  const DramBurst burst = *position;
  window_.erase(position);
  overtakers_ = command.burst == 0 ? 0 : overtakers_ + 1;
  done_.push_back({device_.column(burst.bank, burst.write, command.cycle), burst});
  count_burst(burst);
  fill_window();
}

void DramChannel::count_burst(const DramBurst& burst) {
  ++(burst.write ? statistics_.bursts_written : statistics_.bursts_read);
  (burst.write ? statistics_.bytes_written : statistics_.bytes_read) += burst.useful_bytes;
  if (burst.closed_row) {
    ++statistics_.row_conflicts;
  } else if (burst.opened_row) {
    ++statistics_.row_misses;
  } else {
    ++statistics_.row_hits;
  }
  ++bank_statistics(burst.bank).bursts;
}

void DramChannel::issue_refresh(const Candidate& command) {
  device_.refresh(command.rank, command.cycle);
  refresh_due_[static_cast<std::size_t>(command.rank)] += settings_.timing.tREFI;
  ++statistics_.refreshes;
}

void DramChannel::refresh_idle(DramCycle last) {
  for (;;) {
    skip_refreshes(last);
    choice_ = Candidate{};
    choose_refresh();
    if (choice_.cycle > last) break;
    issue(choice_);
  }
  chosen_ = false;
}

// Refreshes of closed banks take their turn without touching each other, so all but the last are
// only counted. An observer wants to see them.
void DramChannel::skip_refreshes(DramCycle last) {
  if (observer_ || settings_.timing.tREFI == 0) return;
  for (int rank = 0; rank < device_.ranks(); ++rank) {
    if (device_.any_open(rank)) return;
  }
  for (DramCycle& due : refresh_due_) {
    const std::int64_t skipped =
        std::max<std::int64_t>(0, (last - due) / settings_.timing.tREFI - 1);
    due += skipped * settings_.timing.tREFI;
    statistics_.refreshes += skipped;
  }
}

void DramChannel::count_open(int bank, DramCycle now) {
  if (device_.bank(bank).open_row == DramDevice::closed_row) return;
  bank_statistics(bank).open_cycles += now - device_.bank(bank).opened;
}

void DramChannel::observe(const Candidate& command) const {
  DramCommand shown{command.kind, command.cycle, index_, command.rank};
  if (command.bank >= 0) {
    shown.bank = command.bank % static_cast<int>(settings_.banks_per_rank());
    shown.group = shown.bank / static_cast<int>(settings_.banks_per_group);
  }
  const bool column =
      command.kind == DramCommandKind::read || command.kind == DramCommandKind::write;
  if (column || command.kind == DramCommandKind::activate) shown.row = window_[command.burst].row;
  if (column) shown.column = window_[command.burst].column;
  observer_(shown);
}

void DramChannel::add_statistics(DramStatistics& total, DramCycle now) const {
  total.bursts_read += statistics_.bursts_read;
  total.bursts_written += statistics_.bursts_written;
  total.bytes_read += statistics_.bytes_read;
  total.bytes_written += statistics_.bytes_written;
  total.row_hits += statistics_.row_hits;
  total.row_misses += statistics_.row_misses;
  total.row_conflicts += statistics_.row_conflicts;
  total.activates += statistics_.activates;
  total.precharges += statistics_.precharges;
  total.refreshes += statistics_.refreshes;
  for (const auto wait : {&DramWaits::row, &DramWaits::bank, &DramWaits::activation,
                          &DramWaits::turnaround, &DramWaits::bus, &DramWaits::refresh}) {
    total.waits.*wait += statistics_.waits.*wait;
  }
  for (int bank = 0; bank < device_.banks(); ++bank) {
    BankStatistics entry = statistics_.banks[static_cast<std::size_t>(bank)];
    entry.data_cycles = entry.bursts * settings_.burst_cycles();
    if (device_.bank(bank).open_row != DramDevice::closed_row) {
      entry.open_cycles += std::max<DramCycle>(0, now - device_.bank(bank).opened);
    }
    total.banks.push_back(std::move(entry));
  }
}

}  // namespace tilewright::sim
