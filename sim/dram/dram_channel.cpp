#include "sim/dram/dram_channel.hpp"

#include <algorithm>
#include <string>

namespace tilewright::sim {

DramChannel::DramChannel(const TimingDramSettings& settings, int index,
                         const DramObserver& observer)
    : settings_(settings), index_(index), observer_(observer), device_(settings) {
  const std::int64_t interval = settings.timing.tREFI;
  for (std::int64_t rank = 0; rank < settings.ranks; ++rank) {
    refresh_due_.push_back(interval == 0 ? never : interval + rank * interval / settings.ranks);
  }
  seen_.resize(static_cast<std::size_t>(device_.banks()));
  window_.reserve(static_cast<std::size_t>(std::min<std::int64_t>(settings.queue_depth, 4096)));
  const std::string channel = "channel " + std::to_string(index) + " rank ";
  const auto banks_per_rank = static_cast<int>(settings.banks_per_rank());
  for (int bank = 0; bank < device_.banks(); ++bank) {
    BankStatistics entry;
    entry.name = channel + std::to_string(bank / banks_per_rank) + " bank " +
                 std::to_string(bank % banks_per_rank);
    statistics_.banks.push_back(entry);
  }
}

void DramChannel::push(const DramBurst& burst, DramCycle now) {
  if (clock_ < now) {
    if (!idle()) statistics_.waits.*choice().wait += now - clock_;
    clock_ = now;
  }
  door_.push_back(burst);
  fill_window();
}

void DramChannel::fill_window() {
  while (!door_.empty() && static_cast<std::int64_t>(window_.size()) < settings_.queue_depth) {
    window_.push_back(door_.front());
    door_.pop_front();
    chosen_ = false;
  }
}

void DramChannel::advance(DramCycle last) {
  while (!idle() && choice().cycle <= last) {
    const Candidate command = choice_;
    statistics_.waits.*command.wait += command.cycle - clock_;
    issue(command);
  }
  if (idle()) refresh_idle(last);
}

DramCycle DramChannel::next_cycle() {
  const DramCycle command = idle() ? never : choice().cycle;
  return done_.empty() ? command : std::min(command, done_.front().end);
}

bool DramChannel::pop_done(DramCycle last, DramBurst& burst) {
  if (done_.empty() || done_.front().end > last) return false;
  burst = done_.front().burst;
  done_.pop_front();
  return true;
}

const DramChannel::Candidate& DramChannel::choice() {
  if (!chosen_) choose();
  return choice_;
}

void DramChannel::choose() {
  chosen_ = true;
  choice_ = Candidate{};
  choose_burst();
  choose_refresh();
}

// Bursts are considered in the order of preference; a later one must be ready earlier. None can be
// ready before the present cycle.
void DramChannel::choose_burst() {
  if (overtakers_ >= settings_.starvation_limit) {
    const DramBurst& oldest = window_.front();
    if (device_.bank(oldest.bank).open_row == oldest.row) {
      choose_column(0);
    } else {
      choose_row(0);
    }
    return;
  }
  ++choices_;
  waiting_banks_.clear();
  for (std::size_t i = 0; i < window_.size() && choice_.cycle > clock_; ++i) look_at(i);
  for (const int bank : waiting_banks_) {
    if (choice_.cycle == clock_) break;
    const Seen& seen = seen_[static_cast<std::size_t>(bank)];
    if (!seen.read && !seen.write) choose_row(seen.burst);
  }
}

void DramChannel::look_at(std::size_t burst) {
  const DramBurst& entry = window_[burst];
  Seen& seen = seen_[static_cast<std::size_t>(entry.bank)];
  if (seen.choice != choices_) seen = {choices_};
  if (device_.bank(entry.bank).open_row == entry.row) {
    bool& direction = entry.write ? seen.write : seen.read;
    if (!direction) choose_column(burst);
    direction = true;
  } else if (!seen.blocked) {
    seen.blocked = true;
    seen.burst = burst;
    waiting_banks_.push_back(entry.bank);
  }
}

void DramChannel::choose_refresh() {
  for (int rank = 0; rank < device_.ranks(); ++rank) {
    const DramCycle due = refresh_due_[static_cast<std::size_t>(rank)];
    if (due > choice_.cycle || due == never) continue;
    const bool open = device_.any_open(rank);
    const DramGate gate = open ? device_.precharge_all_gate(rank) : device_.refresh_gate(rank);
    const DramCycle cycle = std::max({due, gate.cycle, clock_});
    if (cycle > choice_.cycle) continue;
    const auto kind = open ? DramCommandKind::precharge_all : DramCommandKind::refresh;
    choice_ = {kind, cycle, &DramWaits::refresh, -1, rank, 0};
  }
}

void DramChannel::choose_column(std::size_t burst) {
  const DramBurst& entry = window_[burst];
  consider(entry.write ? DramCommandKind::write : DramCommandKind::read,
           device_.column_gate(entry.bank, entry.write), burst);
}

void DramChannel::choose_row(std::size_t burst) {
  const int bank = window_[burst].bank;
  if (device_.bank(bank).open_row == DramDevice::closed_row) {
    consider(DramCommandKind::activate, device_.activate_gate(bank), burst);
  } else {
    consider(DramCommandKind::precharge, device_.precharge_gate(bank), burst);
  }
}

void DramChannel::consider(DramCommandKind kind, const DramGate& gate, std::size_t burst) {
  const int bank = window_[burst].bank;
  const int rank = device_.bank(bank).rank;
  const DramCycle cycle = std::max(gate.cycle, clock_);
  const bool refresh_first = cycle >= refresh_due_[static_cast<std::size_t>(rank)];
  if (refresh_first || cycle >= choice_.cycle) return;
  choice_ = {kind, cycle, gate.wait, bank, rank, burst};
}

}  // namespace tilewright::sim
