// Settings of the DRAM: is nonsense refused with a word of advice, and where do addresses lie?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/dram/address_map.hpp"
#include "sim/dram/dram_settings.hpp"
#include "sim_dram_samples.hpp"

namespace tilewright::sim {
namespace {

using testing::HasSubstr;

std::string complaint(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string complaint_about(const std::function<void(TimingDramSettings&)>& change) {
  TimingDramSettings settings = dram_preset("DDR4-2400", {"arch.yaml", 7, 3});
  change(settings);
  return complaint([&] { check(settings); });
}

TEST(SimDramSettings, PresetsMakeSense) {
  for (const std::string& name : dram_presets()) {
    EXPECT_NO_THROW(check(dram_preset(name))) << name;
    EXPECT_EQ(dram_preset(name).name, name);
  }
}

TEST(SimDramSettings, PresetsHaveTheirBandwidthAndSize) {
  const std::int64_t gibi = std::int64_t{1} << 30;
  EXPECT_DOUBLE_EQ(dram_preset("DDR4-2400").peak_bytes_per_chip_cycle(), 19.2);
  EXPECT_DOUBLE_EQ(dram_preset("LPDDR4-3200").peak_bytes_per_chip_cycle(), 12.8);
  EXPECT_DOUBLE_EQ(dram_preset("HBM2").peak_bytes_per_chip_cycle(), 256);
  EXPECT_EQ(dram_preset("DDR4-2400").capacity_bytes(), 8 * gibi);
  EXPECT_EQ(dram_preset("LPDDR4-3200").capacity_bytes(), gibi);
  EXPECT_EQ(dram_preset("HBM2").capacity_bytes(), 4 * gibi);
  EXPECT_EQ(dram_preset("DDR4-2400").burst_bytes(), 64);
  EXPECT_EQ(dram_preset("LPDDR4-3200").burst_bytes(), 32);
  EXPECT_EQ(dram_preset("HBM2").burst_bytes(), 32);
}

TEST(SimDramSettings, AnUnknownPresetIsGuessed) {
  const auto message = complaint([] { dram_preset("DDR4-2404", {"arch.yaml", 7, 3}); });
  EXPECT_THAT(message, HasSubstr("arch.yaml:7:3"));
  EXPECT_THAT(message, HasSubstr("did you mean 'DDR4-2400'"));
}

TEST(SimDramSettings, NonsenseIsRefusedAtItsPlace) {
  struct Fault {
    std::function<void(TimingDramSettings&)> change;
    std::string part;
  };
  const std::vector<Fault> faults = {
      {[](auto& s) { s.bank_groups = 0; }, "bank_groups = 0"},
      {[](auto& s) { s.banks_per_group = 0; }, "banks_per_group = 0"},
      {[](auto& s) { s.channels = -1; }, "channels = -1"},
      {[](auto& s) { s.ranks = 0; }, "ranks = 0"},
      {[](auto& s) { s.rows = 0; }, "rows = 0"},
      {[](auto& s) { s.channels = s.ranks = 4096; }, "65536 banks"},
      {[](auto& s) { s.burst_length = 12; }, "burst_length is not a power of two"},
      {[](auto& s) { s.channel_bits = 24; }, "channel_bits are not a power of two"},
      {[](auto& s) { s.row_bytes = 100; }, "not a multiple of its burst of 64"},
      {[](auto& s) { s.queue_depth = 0; }, "queue_depth = 0"},
      {[](auto& s) { s.starvation_limit = 0; }, "starvation_limit = 0"},
      {[](auto& s) { s.dram_clock_ghz = 0; }, "clock"},
      {[](auto& s) { s.chip_clock_ghz = -1; }, "clock"},
      {[](auto& s) { s.chip_clock_ghz = std::numeric_limits<double>::quiet_NaN(); }, "clock"},
      {[](auto& s) { s.timing.tRAS = 57; }, "tRAS = 57 exceeds its tRC = 56"},
      {[](auto& s) { s.timing.tRCD = 40; }, "tRCD = 40 exceeds its tRAS = 39"},
      {[](auto& s) { s.timing.tCCD_S = 7; }, "tCCD_S = 7 exceeds its tCCD_L = 6"},
      {[](auto& s) { s.timing.tCL = 0; }, "tCL = 0"},
      {[](auto& s) { s.timing.tWTR_S = -1; }, "tWTR_S = -1"},
      {[](auto& s) { s.timing.tREFI = 500; }, "tREFI = 500 leaves no time"},
      {[](auto& s) { s.address_order = "row:bank:column:channel"; }, "lacks 'rank'"},
      {[](auto& s) { s.address_order = "row:rank:rank:bank:column:channel"; }, "'rank' twice"},
      {[](auto& s) { s.address_order = "rows:rank:bank:column:channel"; }, "unknown part 'rows'"},
  };
  for (const Fault& fault : faults) {
    const std::string message = complaint_about(fault.change);
    EXPECT_THAT(message, HasSubstr(fault.part));
    EXPECT_THAT(message, HasSubstr("arch.yaml:7:3"));
  }
  EXPECT_EQ(complaint_about([](TimingDramSettings& s) { s.timing.tREFI = 0; }), "");
}

TEST(SimDramSettings, NeighboursLieInOtherChannelsThenGroupsThenColumns) {
  TimingDramSettings settings = dram_preset("HBM2");
  settings.ranks = 2;
  const AddressMap map(settings);
  std::int64_t step = 1;
  EXPECT_EQ(map.locate(step).channel, 1);
  EXPECT_EQ(map.locate(step *= 16).group, 1);
  EXPECT_EQ(map.locate(step).bank, 4);
  EXPECT_EQ(map.locate(step *= 4).column, 1);
  EXPECT_EQ(map.locate(step *= 32).bank, 1);
  EXPECT_EQ(map.locate(step *= 4).rank, 1);
  EXPECT_EQ(map.locate(step *= 2).row, 1);
  EXPECT_EQ(map.locate(step * 16384 - 1).row, 16383);
}

TEST(SimDramSettings, EachBurstHasAPlaceOfItsOwn) {
  for (const std::string order :
       {"row:rank:bank:column:group:channel", "channel:row:column:bank:rank",
        "column:group:row:bank:channel:rank"}) {
    TimingDramSettings settings = dram_preset("DDR4-2400");
    settings.channels = 3;
    settings.ranks = 2;
    settings.rows = 5;
    settings.row_bytes = 384;
    settings.address_order = order;
    check(settings);
    const AddressMap map(settings);
    std::set<std::tuple<int, int, int, std::int64_t, std::int64_t>> places;
    const std::int64_t bursts = settings.capacity_bytes() / settings.burst_bytes();
    for (std::int64_t burst = 0; burst < bursts; ++burst) {
      const DramLocation at = map.locate(burst);
      EXPECT_LT(at.channel, 3);
      EXPECT_LT(at.rank, 2);
      EXPECT_LT(at.bank, 16);
      EXPECT_EQ(at.group, at.bank / 4);
      EXPECT_LT(at.row, 5);
      EXPECT_LT(at.column, 6);
      places.emplace(at.channel, at.rank, at.bank, at.row, at.column);
    }
    EXPECT_EQ(static_cast<std::int64_t>(places.size()), bursts);
  }
}

}  // namespace
}  // namespace tilewright::sim
