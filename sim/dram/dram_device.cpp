#include "sim/dram/dram_device.hpp"

#include <algorithm>

namespace tilewright::sim {
namespace {

/// Moves the gate to `cycle` unless it is later already.
void delay(DramGate& gate, DramCycle cycle, std::int64_t DramWaits::*wait) {
  if (cycle > gate.cycle) gate = {cycle, wait};
}

void delay(DramGate& gate, const DramGate& other) { delay(gate, other.cycle, other.wait); }

}  // namespace

DramDevice::DramDevice(const TimingDramSettings& settings)
    : timing_(settings.timing),
      burst_cycles_(settings.burst_cycles()),
      banks_per_rank_(static_cast<std::size_t>(settings.banks_per_rank())),
      groups_(static_cast<std::size_t>(settings.ranks * settings.bank_groups)),
      ranks_(static_cast<std::size_t>(settings.ranks)) {
  for (std::int64_t rank = 0; rank < settings.ranks; ++rank) {
    for (std::int64_t index = 0; index < settings.banks_per_rank(); ++index) {
      Bank bank;
      bank.rank = static_cast<int>(rank);
      bank.group = static_cast<int>(rank * settings.bank_groups + index / settings.banks_per_group);
      banks_.push_back(bank);
    }
  }
}

DramGate DramDevice::activate_gate(int index) const {
  const Bank& bank = banks_[static_cast<std::size_t>(index)];
  const Rank& rank = rank_at(bank.rank);
  DramGate gate = bank.next_activate;
  const DramCycle other_banks =
      std::max({rank.next_activate, group_at(bank.group).next_activate, rank.window[rank.oldest]});
  delay(gate, other_banks, &DramWaits::activation);
  return gate;
}

DramGate DramDevice::precharge_gate(int index) const {
  return {bank(index).next_precharge, &DramWaits::bank};
}

DramGate DramDevice::bus_gate(int rank, bool write) const {
  DramCycle idle = 0;
  if (bus_rank_ >= 0 && rank != bus_rank_) idle = timing_.tRTRS;
  if (bus_rank_ >= 0 && write && !bus_write_) idle = std::max(idle, timing_.tRTW);
  const bool same = rank == bus_rank_ && write == bus_write_;
  return {bus_end_ + idle - (write ? timing_.tCWL : timing_.tCL),
          same ? &DramWaits::bus : &DramWaits::turnaround};
}

DramGate DramDevice::column_gate(int index, bool write) const {
  const Bank& bank = banks_[static_cast<std::size_t>(index)];
  const auto direction = static_cast<std::size_t>(write);
  DramGate gate{bank.next_column, &DramWaits::row};
  delay(gate, rank_at(bank.rank).columns[direction]);
  delay(gate, group_at(bank.group).columns[direction]);
  delay(gate, bus_gate(bank.rank, write));
  return gate;
}

DramGate DramDevice::precharge_all_gate(int rank) const {
  DramGate gate{0, &DramWaits::refresh};
  const std::size_t first = static_cast<std::size_t>(rank) * banks_per_rank_;
  for (std::size_t i = first; i < first + banks_per_rank_; ++i) {
    if (banks_[i].open_row != closed_row)
      gate.cycle = std::max(gate.cycle, banks_[i].next_precharge);
  }
  return gate;
}

DramGate DramDevice::refresh_gate(int rank) const {
  DramGate gate{0, &DramWaits::refresh};
  const std::size_t first = static_cast<std::size_t>(rank) * banks_per_rank_;
  for (std::size_t i = first; i < first + banks_per_rank_; ++i) {
    gate.cycle = std::max(gate.cycle, banks_[i].next_activate.cycle);
  }
  return gate;
}

void DramDevice::activate(int index, std::int64_t row, DramCycle now) {
  Bank& bank = bank_at(index);
  bank.open_row = row;
  bank.opened = now;
  bank.next_column = now + timing_.tRCD;
  bank.next_precharge = now + timing_.tRAS;
  delay(bank.next_activate, now + timing_.tRC, &DramWaits::bank);
  Rank& rank = rank_at(bank.rank);
  ++rank.open_banks;
  rank.next_activate = now + timing_.tRRD_S;
  group_at(bank.group).next_activate = now + timing_.tRRD_L;
  rank.window[rank.oldest] = now + timing_.tFAW;
  rank.oldest = (rank.oldest + 1) % rank.window.size();
}

void DramDevice::close(Bank& bank, DramCycle ready) {
  bank.open_row = closed_row;
  --rank_at(bank.rank).open_banks;
  delay(bank.next_activate, ready, &DramWaits::bank);
}

void DramDevice::precharge(int index, DramCycle now) { close(bank_at(index), now + timing_.tRP); }

void DramDevice::precharge_all(int rank, DramCycle now) {
  for (Bank& bank : banks_) {
    if (bank.rank == rank && bank.open_row != closed_row) close(bank, now + timing_.tRPab);
  }
}

void DramDevice::refresh(int rank, DramCycle now) {
  for (Bank& bank : banks_) {
    if (bank.rank == rank) delay(bank.next_activate, now + timing_.tRFC, &DramWaits::refresh);
  }
}

DramCycle DramDevice::column(int index, bool write, DramCycle now) {
  Bank& bank = bank_at(index);
  Rank& rank = rank_at(bank.rank);
  Group& group = group_at(bank.group);
  const auto same = static_cast<std::size_t>(write);
  delay(rank.columns[same], now + timing_.tCCD_S, &DramWaits::bus);
  delay(group.columns[same], now + timing_.tCCD_L, &DramWaits::bus);
  const DramCycle data_end = now + (write ? timing_.tCWL : timing_.tCL) + burst_cycles_;
  if (write) {
    constexpr std::size_t read = 0;
    delay(rank.columns[read], data_end + timing_.tWTR_S, &DramWaits::turnaround);
    delay(group.columns[read], data_end + timing_.tWTR_L, &DramWaits::turnaround);
  }
  const DramCycle closable = write ? data_end + timing_.tWR : now + timing_.tRTP;
  bank.next_precharge = std::max(bank.next_precharge, closable);
  bus_end_ = data_end;
  bus_rank_ = bank.rank;
  bus_write_ = write;
  return data_end;
}

}  // namespace tilewright::sim
