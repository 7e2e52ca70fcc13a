#pragma once
// An independent check of a trace of DRAM commands against the rules of the JEDEC standards, pair
// by pair of commands. It knows the settings and the trace, and nothing of the simulator's code.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/dram/timing_dram.hpp"

namespace tilewright::sim {

class DramChecker {
 public:
  explicit DramChecker(const TimingDramSettings& settings)
      : settings_(settings), t_(settings.timing), burst_(settings.burst_cycles()) {}

  /// Adds a failure for each command that breaks a rule.
  void check(const std::vector<DramCommand>& commands) const {
    for (int channel = 0; channel < settings_.channels; ++channel) {
      std::vector<DramCommand> own;
      for (const DramCommand& command : commands) {
        if (command.channel == channel) own.push_back(command);
      }
      check_pairs(own);
      check_activate_windows(own);
      check_bus(own);
      check_rows(own);
      check_refreshes(own);
    }
  }

 private:
  using Kind = DramCommandKind;

  static bool is_column(const DramCommand& c) {
    return c.kind == Kind::read || c.kind == Kind::write;
  }
  static bool is_precharge(const DramCommand& c) {
    return c.kind == Kind::precharge || c.kind == Kind::precharge_all;
  }

  /// Data of a read or write: its first cycle on the bus.
  DramCycle data_start(const DramCommand& c) const {
    return c.cycle + (c.kind == Kind::write ? t_.tCWL : t_.tCL);
  }

  /// Least cycles from `a` to `b`, both of one rank; 0 where no rule ties them.
  DramCycle distance(const DramCommand& a, const DramCommand& b) const {
    const bool touch = a.bank == -1 || b.bank == -1 || a.bank == b.bank;
    const bool group = a.group == b.group;
    if (a.kind == Kind::refresh)
      return b.kind == Kind::activate || b.kind == Kind::refresh ? t_.tRFC : 0;
    if (a.kind == Kind::activate) return after_activate(b, touch, group);
    if (is_precharge(a)) {
      const DramCycle recovery = a.kind == Kind::precharge_all ? t_.tRPab : t_.tRP;
      return touch && (b.kind == Kind::activate || b.kind == Kind::refresh) ? recovery : 0;
    }
    if (is_precharge(b) && touch) {
      return a.kind == Kind::read ? t_.tRTP : t_.tCWL + burst_ + t_.tWR;
    }
    if (!is_column(b)) return 0;
    if (a.kind == b.kind) return group ? t_.tCCD_L : t_.tCCD_S;
    if (a.kind == Kind::read) return t_.tCL + burst_ + t_.tRTW - t_.tCWL;
    return t_.tCWL + burst_ + (group ? t_.tWTR_L : t_.tWTR_S);
  }

  DramCycle after_activate(const DramCommand& b, bool touch, bool group) const {
    if (is_column(b)) return touch ? t_.tRCD : 0;
    if (is_precharge(b)) return touch ? t_.tRAS : 0;
    if (b.kind == Kind::refresh) return t_.tRC;
    if (touch) return t_.tRC;
    return group ? t_.tRRD_L : t_.tRRD_S;
  }

  void check_pairs(const std::vector<DramCommand>& own) const {
    const DramCycle horizon = std::max(
        {t_.tRFC, t_.tRC, t_.tCWL + burst_ + t_.tWR + t_.tWTR_L, t_.tCL + burst_ + t_.tRTW});
    for (std::size_t j = 0; j < own.size(); ++j) {
      if (j > 0) {
        EXPECT_GT(own[j].cycle, own[j - 1].cycle) << "one command per cycle";
      }
      for (std::size_t i = j; i-- > 0 && own[j].cycle - own[i].cycle <= horizon;) {
        if (own[i].rank != own[j].rank) continue;
        EXPECT_GE(own[j].cycle - own[i].cycle, distance(own[i], own[j]))
            << text(own[i]) << " and " << text(own[j]);
      }
    }
  }

  void check_activate_windows(const std::vector<DramCommand>& own) const {
    std::map<int, std::vector<DramCycle>> activates;
    for (const DramCommand& c : own) {
      if (c.kind != Kind::activate) continue;
      std::vector<DramCycle>& cycles = activates[c.rank];
      cycles.push_back(c.cycle);
      if (cycles.size() < 5) continue;
      EXPECT_GE(c.cycle - cycles[cycles.size() - 5], t_.tFAW) << text(c);
    }
  }

  void check_bus(const std::vector<DramCommand>& own) const {
    const DramCommand* last = nullptr;
    for (const DramCommand& c : own) {
      if (!is_column(c)) continue;
      if (last != nullptr) {
        DramCycle idle = last->rank != c.rank ? t_.tRTRS : 0;
        if (last->kind == Kind::read && c.kind == Kind::write) idle = std::max(idle, t_.tRTW);
        EXPECT_GE(data_start(c), data_start(*last) + burst_ + idle)
            << text(*last) << ", " << text(c);
      }
      last = &c;
    }
  }

  /// Commands fit to the state of their banks.
  void check_rows(const std::vector<DramCommand>& own) const {
    std::map<std::pair<int, int>, std::int64_t> open;
    for (const DramCommand& c : own) {
      const std::pair<int, int> bank(c.rank, c.bank);
      if (c.kind == Kind::activate) {
        EXPECT_EQ(open.count(bank), 0U) << text(c);
        open[bank] = c.row;
      } else if (is_column(c)) {
        ASSERT_EQ(open.count(bank), 1U) << text(c);
        EXPECT_EQ(open[bank], c.row) << text(c);
      } else if (c.kind == Kind::precharge) {
        EXPECT_EQ(open.erase(bank), 1U) << text(c);
      } else {
        const auto of_rank = [&](const auto& entry) { return entry.first.first == c.rank; };
        const auto closed = std::erase_if(open, of_rank);
        EXPECT_EQ(closed > 0, c.kind == Kind::precharge_all) << text(c);
      }
    }
  }

  /// The n-th refresh of a rank comes when it is due, or as soon as its banks can be closed.
  void check_refreshes(const std::vector<DramCommand>& own) const {
    std::map<int, std::int64_t> count;
    for (const DramCommand& c : own) {
      if (c.kind != Kind::refresh) continue;
      const DramCycle due = ++count[c.rank] * t_.tREFI + c.rank * t_.tREFI / settings_.ranks;
      const DramCycle slack =
          t_.tRAS + t_.tCWL + burst_ + t_.tWR + t_.tRPab + t_.tRC + 2 * settings_.ranks;
      EXPECT_GE(c.cycle, due) << text(c);
      EXPECT_LE(c.cycle, due + slack) << text(c);
    }
  }

  static std::string text(const DramCommand& c) {
    static const std::vector<std::string> names = {"activate", "precharge", "precharge all",
                                                   "read",     "write",     "refresh"};
    return names[static_cast<std::size_t>(c.kind)] + " of rank " + std::to_string(c.rank) +
           " bank " + std::to_string(c.bank) + " row " + std::to_string(c.row) + " in cycle " +
           std::to_string(c.cycle);
  }

  TimingDramSettings settings_;
  DramTiming t_;
  DramCycle burst_;
};

}  // namespace tilewright::sim
