// One command at a time: does each constraint hold a command back until its cycle, and not longer?
// The expected cycles follow from the settings alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim_dram_samples.hpp"

namespace tilewright::sim {
namespace {

using Kind = DramCommandKind;
using Cycles = std::vector<DramCycle>;

class SimDramCommands : public testing::TestWithParam<std::string> {
 protected:
  TimingDramSettings settings_ = in_own_cycles(GetParam());
  const DramTiming& t_ = settings_.timing;
  Cycle burst_ = settings_.burst_cycles();

  DramLocation row(std::int64_t number) const { return {0, 0, 0, 0, number, 0}; }

  /// A bank of another group, or of the only one.
  DramLocation other_group(int number) const {
    const auto groups = static_cast<int>(settings_.bank_groups);
    const int group = number % groups;
    const int bank = group * static_cast<int>(settings_.banks_per_group) + number / groups;
    return {0, 0, group, bank, 0, 0};
  }

  Cycle trrd(int number) const {
    return settings_.bank_groups > 1 && number > 0 ? t_.tRRD_S : t_.tRRD_L;
  }

  /// Runs the bench; request `id` is done at `cycle` and not a cycle before.
  static void expect_done(DramBench& bench, int id, Cycle cycle) {
    bench.engine.run(cycle - 1);
    EXPECT_FALSE(bench.recorder.done(id)) << "request " << id << " before cycle " << cycle;
    bench.engine.run(cycle);
    EXPECT_TRUE(bench.recorder.done(id)) << "request " << id << " in cycle " << cycle;
  }
};

TEST_P(SimDramCommands, AClosedBankIsOpenedFirst) {
  DramBench bench(settings_);
  bench.ask(7, false, row(0));
  expect_done(bench, 0, 7 + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::activate), Cycles{7});
  EXPECT_EQ(bench.dram.statistics().row_misses, 1);
}

TEST_P(SimDramCommands, AnOpenRowIsReadAtOnce) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  const Cycle later = t_.tRCD + t_.tCL + 100;
  bench.ask(later, false, row(0));
  expect_done(bench, 1, later + t_.tCL + burst_);
  EXPECT_EQ(bench.dram.statistics().row_hits, 1);
}

TEST_P(SimDramCommands, AWriteTakesTheWriteLatency) {
  DramBench bench(settings_);
  bench.ask(0, true, row(0));
  expect_done(bench, 0, t_.tRCD + t_.tCWL + burst_);
}

TEST_P(SimDramCommands, ReadsOfOneGroupFollowAtTccdL) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, row(0));
  const Cycle step = std::max(t_.tCCD_L, burst_);
  expect_done(bench, 1, t_.tRCD + step + t_.tCL + burst_);
}

TEST_P(SimDramCommands, ReadsOfTwoGroupsFollowAtTccdS) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, other_group(1));
  const Cycle later = 1000;
  bench.ask(later, false, row(0));
  bench.ask(later, false, other_group(1));
  const Cycle ccd = settings_.bank_groups > 1 ? t_.tCCD_S : t_.tCCD_L;
  expect_done(bench, 3, later + std::max(ccd, burst_) + t_.tCL + burst_);
}

TEST_P(SimDramCommands, AnotherRowWaitsForTras) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, row(1));
  ASSERT_LT(t_.tRCD + t_.tRTP, t_.tRAS);
  const Cycle activate = std::max(t_.tRAS + t_.tRP, t_.tRC);
  expect_done(bench, 1, activate + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::precharge), Cycles{t_.tRAS});
  EXPECT_EQ(bench.cycles(Kind::activate), (Cycles{0, activate}));
  EXPECT_EQ(bench.dram.statistics().row_conflicts, 1);
}

TEST_P(SimDramCommands, AnotherRowWaitsForTrc) {
  settings_.timing.tRC += 9;
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, row(1));
  expect_done(bench, 1, t_.tRC + t_.tRCD + t_.tCL + burst_);
}

TEST_P(SimDramCommands, APrechargeWaitsForTrtpAfterARead) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  const Cycle later = 1000;
  bench.ask(later, false, row(0));
  bench.ask(later, false, row(1));
  expect_done(bench, 2, later + t_.tRTP + t_.tRP + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::precharge), Cycles{later + t_.tRTP});
}

TEST_P(SimDramCommands, APrechargeWaitsForTwrAfterAWrite) {
  DramBench bench(settings_);
  bench.ask(0, true, row(0));
  const Cycle later = 1000;
  bench.ask(later, true, row(0));
  bench.ask(later, false, row(1));
  const Cycle precharge = later + t_.tCWL + burst_ + t_.tWR;
  expect_done(bench, 2, precharge + t_.tRP + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::precharge), Cycles{precharge});
}

TEST_P(SimDramCommands, AWriteAfterAReadWaitsForTheBus) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, true, row(0));
  const Cycle read_end = t_.tRCD + t_.tCL + burst_;
  expect_done(bench, 1, read_end + t_.tRTW + burst_);
  EXPECT_EQ(bench.cycles(Kind::write), Cycles{read_end + t_.tRTW - t_.tCWL});
  EXPECT_GT(bench.dram.statistics().waits.turnaround, 0);
}

TEST_P(SimDramCommands, AReadAfterAWriteOfTheGroupWaitsForTwtrL) {
  DramBench bench(settings_);
  bench.ask(0, true, row(0));
  bench.ask(0, false, row(0));
  const Cycle read = t_.tRCD + t_.tCWL + burst_ + t_.tWTR_L;
  expect_done(bench, 1, read + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::read), Cycles{read});
}

TEST_P(SimDramCommands, AReadAfterAWriteOfAnotherGroupWaitsForTwtrS) {
  DramBench bench(settings_);
  bench.ask(0, true, row(0));
  bench.ask(0, false, other_group(1));
  const Cycle wtr = settings_.bank_groups > 1 ? t_.tWTR_S : t_.tWTR_L;
  const Cycle read = std::max(t_.tRCD + t_.tCWL + burst_ + wtr, trrd(1) + t_.tRCD);
  expect_done(bench, 1, read + t_.tCL + burst_);
}

TEST_P(SimDramCommands, AnotherRankWaitsForTheBusOnly) {
  settings_.ranks = 2;
  DramBench bench(settings_);
  bench.ask(0, true, row(0));
  bench.ask(0, false, {0, 1, 0, 0, 0, 0});
  const Cycle data = std::max(t_.tRCD + t_.tCWL + burst_ + t_.tRTRS, 1 + t_.tRCD + t_.tCL);
  expect_done(bench, 1, data + burst_);
}

TEST_P(SimDramCommands, ActivatesOfAGroupAreTrrdLApart) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, {0, 0, 0, 1, 0, 0});
  bench.engine.run(dram_test_end);
  EXPECT_EQ(bench.cycles(Kind::activate), (Cycles{0, t_.tRRD_L}));
}

TEST_P(SimDramCommands, ActivatesOfTwoGroupsAreTrrdSApart) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, other_group(1));
  bench.engine.run(dram_test_end);
  EXPECT_EQ(bench.cycles(Kind::activate), (Cycles{0, trrd(1)}));
}

TEST_P(SimDramCommands, TheFifthActivateWaitsForTfaw) {
  const std::vector<Cycle> windows = {t_.tFAW, 4 * trrd(1) + 7};
  for (const Cycle window : windows) {
    settings_.timing.tFAW = window;
    DramBench bench(settings_);
    for (int i = 0; i < 5; ++i) bench.ask(0, false, other_group(i));
    const Cycle step = trrd(1);
    const Cycle fifth = std::max({4 * step, t_.tFAW, t_.tRRD_L});
    expect_done(bench, 4, fifth + t_.tRCD + t_.tCL + burst_);
    EXPECT_EQ(bench.cycles(Kind::activate), (Cycles{0, step, 2 * step, 3 * step, fifth}));
  }
}

TEST_P(SimDramCommands, ARefreshBlocksForTrfc) {
  DramBench bench(settings_);
  bench.ask(t_.tREFI + 3, false, row(0));
  expect_done(bench, 0, t_.tREFI + t_.tRFC + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::refresh), Cycles{t_.tREFI});
  EXPECT_GT(bench.dram.statistics().waits.refresh, 0);
}

TEST_P(SimDramCommands, ABurstJustBeforeTheRefreshIsServed) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(t_.tREFI - 1, false, row(0));
  expect_done(bench, 1, t_.tREFI - 1 + t_.tCL + burst_);
}

TEST_P(SimDramCommands, ABurstAtTheRefreshWaitsForIt) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(t_.tREFI, false, row(0));
  const Cycle refresh = t_.tREFI + t_.tRPab;
  expect_done(bench, 1, refresh + t_.tRFC + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::precharge_all), Cycles{t_.tREFI});
  EXPECT_EQ(bench.cycles(Kind::refresh), Cycles{refresh});
}

TEST_P(SimDramCommands, TheRefreshWaitsForTheLastRead) {
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(t_.tREFI - 1, false, row(0));
  bench.ask(t_.tREFI + 1, false, row(1));
  const Cycle precharge = t_.tREFI - 1 + t_.tRTP;
  const Cycle ready = precharge + t_.tRPab + t_.tRFC;
  expect_done(bench, 2, ready + t_.tRCD + t_.tCL + burst_);
  EXPECT_EQ(bench.cycles(Kind::precharge_all), Cycles{precharge});
}

// The second read could be given in the cycle in which the refresh is due.
TEST_P(SimDramCommands, NothingIsGivenOnceARefreshIsDue) {
  ASSERT_GT(t_.tRTP, t_.tCCD_L);
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  const Cycle before = t_.tREFI - std::max(t_.tCCD_L, burst_);
  bench.ask(before, false, row(0));
  bench.ask(before, false, row(0));
  const Cycle ready = before + t_.tRTP + t_.tRPab + t_.tRFC;
  expect_done(bench, 2, ready + t_.tRCD + t_.tCL + burst_);
}

// While the read of the open row waits for the turnaround, its bank could be closed.
TEST_P(SimDramCommands, ARowStaysOpenForABurstThatHitsIt) {
  const DramLocation other = other_group(1);
  DramBench bench(settings_);
  bench.ask(0, false, row(0));
  bench.ask(0, false, other);
  const Cycle later = 1000;
  bench.ask(later, true, other);
  bench.ask(later, false, row(0));
  bench.ask(later, false, row(1));
  const Cycle wtr = settings_.bank_groups > 1 ? t_.tWTR_S : t_.tWTR_L;
  const Cycle read = later + t_.tCWL + burst_ + wtr;
  expect_done(bench, 3, read + t_.tCL + burst_);
  bench.engine.run(dram_test_end);
  EXPECT_EQ(bench.cycles(Kind::precharge), Cycles{read + t_.tRTP});
}

TEST_P(SimDramCommands, ClocksAreConvertedExactly) {
  TimingDramSettings settings = dram_preset(GetParam());
  for (const auto& [chip_mhz, start] :
       {std::pair<std::int64_t, Cycle>{700, 5}, {1000, 0}, {1000, 3}, {2133, 11}}) {
    settings.chip_clock_ghz = static_cast<double>(chip_mhz) / 1000;
    const auto dram_mhz = static_cast<std::int64_t>(std::lround(settings.dram_clock_ghz * 1000));
    const auto up = [](Cycle a, Cycle b) { return (a + b - 1) / b; };
    const DramCycle seen = up(start * dram_mhz, chip_mhz);
    const DramCycle done = seen + t_.tRCD + t_.tCL + burst_;
    DramBench bench(settings);
    bench.ask(start, false, row(0));
    expect_done(bench, 0, up(done * chip_mhz, dram_mhz));
  }
}

INSTANTIATE_TEST_SUITE_P(Presets, SimDramCommands,
                         testing::Values("DDR4-2400", "LPDDR4-3200", "HBM2"),
                         [](const auto& sample) {
                           std::string name;
                           for (const char c : sample.param) {
                             if (c != '-') name += c;
                           }
                           return name;
                         });

}  // namespace
}  // namespace tilewright::sim
