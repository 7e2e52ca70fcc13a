// Presets by data sheet. Delays that a data sheet gives in nanoseconds are rounded up to cycles of
// the clock, tREFI is rounded down.

#include "model/spec/spelling.hpp"
#include "sim/dram/dram_settings.hpp"

namespace tilewright::sim {
namespace {

// One 64-bit channel of eight 8 Gb x8 devices, speed bin 2400T (17-17-17).
// JEDEC JESD79-4, tables of DDR4-2400 and of tRFC for 8 Gb; Micron MT40A1G8, grade -083.
TimingDramSettings ddr4_2400() {
  TimingDramSettings settings;
  settings.name = "DDR4-2400";
  settings.dram_clock_ghz = 1.2;
  settings.channels = 1;
  settings.bank_groups = 4;
  settings.banks_per_group = 4;
  settings.rows = 65536;
  settings.row_bytes = 8192;
  settings.channel_bits = 64;
  settings.burst_length = 8;
  settings.timing = {
      .tCL = 17,
      .tCWL = 12,
      .tRCD = 17,   // 14.16 ns
      .tRP = 17,    // 14.16 ns
      .tRPab = 17,  // the same in DDR4
      .tRAS = 39,   // 32 ns
      .tRC = 56,    // 46.16 ns
      .tRRD_S = 4,  // max(4 cycles, 3.3 ns), 1 KB page
      .tRRD_L = 6,  // max(4 cycles, 4.9 ns), 1 KB page
      .tFAW = 26,   // max(20 cycles, 21 ns), 1 KB page
      .tCCD_S = 4,
      .tCCD_L = 6,   // max(5 cycles, 5 ns)
      .tRTP = 9,     // max(4 cycles, 7.5 ns)
      .tWR = 18,     // 15 ns
      .tWTR_S = 3,   // max(2 cycles, 2.5 ns)
      .tWTR_L = 9,   // max(4 cycles, 7.5 ns)
      .tRTW = 2,     // read to write is tCL + 4 + 2 - tCWL: read postamble and write preamble
      .tRTRS = 2,    // a cycle for the postamble of one rank, one for the preamble of the other
      .tRFC = 420,   // tRFC1 = 350 ns
      .tREFI = 9360  // 7.8 us
  };
  return settings;
}

// One 8 Gb die: two 16-bit channels of 4 Gb each, burst of 16.
// JEDEC JESD209-4, core timing tables and latencies of LPDDR4-3200 (write latency set A, no DBI);
// Micron MT53B256M32D1, grade -062. The strobe's delays are part of tCL and tCWL here.
TimingDramSettings lpddr4_3200() {
  TimingDramSettings settings;
  settings.name = "LPDDR4-3200";
  settings.dram_clock_ghz = 1.6;
  settings.channels = 2;
  settings.bank_groups = 1;
  settings.banks_per_group = 8;
  settings.rows = 32768;
  settings.row_bytes = 2048;
  settings.channel_bits = 16;
  settings.burst_length = 16;
  settings.timing = {
      .tCL = 34,     // RL = 28 and tDQSCK(max) = 3.5 ns
      .tCWL = 15,    // WL = 14 and tDQSS = 1 cycle
      .tRCD = 29,    // 18 ns
      .tRP = 29,     // tRPpb = 18 ns
      .tRPab = 34,   // 21 ns
      .tRAS = 68,    // 42 ns
      .tRC = 97,     // tRAS + tRPpb
      .tRRD_S = 16,  // max(4 cycles, 10 ns)
      .tRRD_L = 16,
      .tFAW = 64,  // 40 ns
      .tCCD_S = 8,
      .tCCD_L = 8,
      .tRTP = 12,    // max(8 cycles, 7.5 ns)
      .tWR = 29,     // max(6 cycles, 18 ns)
      .tWTR_S = 16,  // max(8 cycles, 10 ns)
      .tWTR_L = 16,
      .tRTW = 3,  // RL + tDQSCK(max) + 8 + tWPRE (2) - WL (14), with the strobe's delays above
      .tRTRS = 2,
      .tRFC = 288,   // tRFCab = 180 ns for 4 Gb per channel
      .tREFI = 6246  // 3.904 us
  };
  return settings;
}

// A stack of four 8 Gb dies at 2 Gb/s per pin: eight channels of two 64-bit pseudo channels, each
// of which counts as a channel here (it has its own banks and data bus).
// JEDEC JESD235A/B for the organization, burst, tCCD, tREFI and tRFC; the core delays are left to
// the vendors by the standard, these are typical of published stacks.
TimingDramSettings hbm2() {
  TimingDramSettings settings;
  settings.name = "HBM2";
  settings.dram_clock_ghz = 1.0;
  settings.channels = 16;
  settings.bank_groups = 4;
  settings.banks_per_group = 4;
  settings.rows = 16384;
  settings.row_bytes = 1024;
  settings.channel_bits = 64;
  settings.burst_length = 4;
  settings.timing = {
      .tCL = 14,
      .tCWL = 4,
      .tRCD = 14,
      .tRP = 14,
      .tRPab = 14,
      .tRAS = 34,
      .tRC = 48,
      .tRRD_S = 4,
      .tRRD_L = 6,
      .tFAW = 16,
      .tCCD_S = 2,
      .tCCD_L = 4,
      .tRTP = 5,
      .tWR = 16,
      .tWTR_S = 6,
      .tWTR_L = 8,
      .tRTW = 2,
      .tRTRS = 2,
      .tRFC = 260,   // 260 ns for 4 Gb per channel...
      .tREFI = 3900  // 3.9 us
  };
  return settings;
}

const std::vector<TimingDramSettings>& presets() {
  static const std::vector<TimingDramSettings> all = {ddr4_2400(), lpddr4_3200(), hbm2()};
  return all;
}

}  // namespace

std::vector<std::string> dram_presets() { return reader::names_of(presets()); }

TimingDramSettings dram_preset(const std::string& name, const Place& place) {
  for (const TimingDramSettings& preset : presets()) {
    if (preset.name != name) continue;
    TimingDramSettings settings = preset;
    settings.place = place;
    return settings;
  }
  throw Error(place, "there is no DRAM named " + reader::in_quotes(name),
              reader::suggest(name, dram_presets()));
}

}  // namespace tilewright::sim
