#include "sim/dram/dram_settings.hpp"

#include <bit>
#include <limits>

#include "model/spec/checked.hpp"
#include "sim/dram/address_map.hpp"

namespace tilewright::sim {
namespace {

/// Throws Error at one place.
class Requirement {
 public:
  explicit Requirement(const Place& place) : place_(place) {}

  void operator()(bool right, const std::string& problem, const std::string& advice) const {
    if (!right) throw Error(place_, problem, advice);
  }

  void in_range(const std::string& what, std::int64_t value, std::int64_t least,
                std::int64_t most) const {
    (*this)(value >= least && value <= most, "the DRAM has " + what + " = " + std::to_string(value),
            "from " + std::to_string(least) + " to " + std::to_string(most));
  }

 private:
  const Place& place_;
};

bool power_of_two(std::int64_t value) {
  return std::has_single_bit(static_cast<std::uint64_t>(value));
}

void check_organization(const TimingDramSettings& settings, const Requirement& require) {
  constexpr std::int64_t many = 4096;
  require.in_range("channels", settings.channels, 1, many);
  require.in_range("ranks", settings.ranks, 1, many);
  require.in_range("bank_groups", settings.bank_groups, 1, many);
  require.in_range("banks_per_group", settings.banks_per_group, 1, many);
  require.in_range("rows", settings.rows, 1, std::numeric_limits<std::int32_t>::max());
  require.in_range("channel_bits", settings.channel_bits, 8, many);
  require.in_range("burst_length", settings.burst_length, 2, many);
  require.in_range("row_bytes", settings.row_bytes, 1, std::int64_t{1} << 30);
  constexpr std::int64_t most_banks = 65536;
  require(settings.channels * settings.ranks <= most_banks / settings.banks_per_rank(),
          "the DRAM has more than " + std::to_string(most_banks) + " banks",
          "fewer channels, ranks or banks");
  require(settings.channel_bits % 8 == 0 && power_of_two(settings.channel_bits),
          "the DRAM's channel_bits are not a power of two",
          "64 for a DIMM, 16 for LPDDR4, 64 for half a channel of HBM2");
  require(power_of_two(settings.burst_length), "the DRAM's burst_length is not a power of two",
          "8 for DDR4, 16 for LPDDR4, 4 for HBM2");
  require(settings.row_bytes % settings.burst_bytes() == 0,
          "the DRAM's row of " + std::to_string(settings.row_bytes) +
              " bytes is not a multiple of its burst of " + std::to_string(settings.burst_bytes()) +
              " bytes",
          "a multiple");
  require.in_range("queue_depth", settings.queue_depth, 1, 1 << 20);
  require.in_range("starvation_limit", settings.starvation_limit, 1,
                   std::numeric_limits<std::int32_t>::max());
  settings.capacity_bytes();
}

void check_ranges(const DramTiming& timing, const Requirement& require) {
  constexpr std::int64_t most = 1000000;
  struct Delay {
    const char* name;
    std::int64_t cycles;
    std::int64_t least;
  };
  for (const Delay& delay :
       {Delay{"tCL", timing.tCL, 1}, Delay{"tCWL", timing.tCWL, 1}, Delay{"tRCD", timing.tRCD, 1},
        Delay{"tRP", timing.tRP, 1}, Delay{"tRPab", timing.tRPab, 1}, Delay{"tRAS", timing.tRAS, 1},
        Delay{"tRC", timing.tRC, 1}, Delay{"tRRD_S", timing.tRRD_S, 1},
        Delay{"tRRD_L", timing.tRRD_L, 1}, Delay{"tFAW", timing.tFAW, 1},
        Delay{"tCCD_S", timing.tCCD_S, 1}, Delay{"tCCD_L", timing.tCCD_L, 1},
        Delay{"tRTP", timing.tRTP, 1}, Delay{"tWR", timing.tWR, 1},
        Delay{"tWTR_S", timing.tWTR_S, 0}, Delay{"tWTR_L", timing.tWTR_L, 0},
        Delay{"tRTW", timing.tRTW, 0}, Delay{"tRTRS", timing.tRTRS, 0},
        Delay{"tRFC", timing.tRFC, 1}}) {
    require.in_range(delay.name, delay.cycles, delay.least, most);
  }
  require.in_range("tREFI", timing.tREFI, 0, 1000 * most);
}

void check_order(const DramTiming& timing, const Requirement& require) {
  struct Order {
    const char* less;
    std::int64_t less_cycles;
    const char* more;
    std::int64_t more_cycles;
  };
  for (const Order& order : {Order{"tRCD", timing.tRCD, "tRAS", timing.tRAS},
                             Order{"tRAS", timing.tRAS, "tRC", timing.tRC},
                             Order{"tRP", timing.tRP, "tRPab", timing.tRPab},
                             Order{"tRRD_S", timing.tRRD_S, "tRRD_L", timing.tRRD_L},
                             Order{"tRRD_S", timing.tRRD_S, "tFAW", timing.tFAW},
                             Order{"tCCD_S", timing.tCCD_S, "tCCD_L", timing.tCCD_L},
                             Order{"tWTR_S", timing.tWTR_S, "tWTR_L", timing.tWTR_L}}) {
    require(order.less_cycles <= order.more_cycles,
            std::string("the DRAM's ") + order.less + " = " + std::to_string(order.less_cycles) +
                " exceeds its " + order.more + " = " + std::to_string(order.more_cycles),
            std::string(order.less) + " <= " + order.more);
  }
}

/// Between two refreshes there must be time to close all banks and to serve a burst.
void check_refresh(const TimingDramSettings& settings, const Requirement& require) {
  const DramTiming& timing = settings.timing;
  if (timing.tREFI == 0) return;
  const std::int64_t least = timing.tRFC + timing.tRAS + timing.tRCD + timing.tCWL +
                             settings.burst_cycles() + timing.tWR + timing.tRPab + settings.ranks;
  require(
      timing.tREFI > least,
      "the DRAM's tREFI = " + std::to_string(timing.tREFI) + " leaves no time between refreshes",
      "more than tRFC + tRAS + tRCD + tCWL + burst + tWR + tRPab, which with one cycle per "
      "rank is " +
          std::to_string(least) + ", or 0 for no refresh");
}

}  // namespace

std::int64_t TimingDramSettings::capacity_bytes() const {
  const std::int64_t banks = channels * ranks * banks_per_rank();
  return checked_multiply(checked_multiply(banks, rows), row_bytes);
}

double TimingDramSettings::peak_bytes_per_chip_cycle() const {
  const auto bytes_per_dram_cycle = static_cast<double>(channels * channel_bits) / 4;
  return bytes_per_dram_cycle * dram_clock_ghz / chip_clock_ghz;
}

void check(const IdealDramSettings& settings) {
  const Requirement require(settings.place);
  if (settings.bytes_per_cycle) {
    require(settings.bytes_per_cycle->numerator > 0 && settings.bytes_per_cycle->denominator > 0,
            "the DRAM's bandwidth is not positive",
            "say how many bytes it moves per cycle, or leave it out for an unlimited one");
  }
  require(settings.latency_cycles >= 0, "the DRAM's latency is negative", "0 or more cycles");
  require(settings.burst_bytes > 0, "the DRAM's burst is empty", "64 bytes are usual");
}

void check(const TimingDramSettings& settings) {
  const Requirement require(settings.place);
  constexpr double slowest_ghz = 1e-6;
  constexpr double fastest_ghz = 1e3;
  for (const double ghz : {settings.chip_clock_ghz, settings.dram_clock_ghz}) {
    require(ghz >= slowest_ghz && ghz <= fastest_ghz,
            "a clock of the DRAM's settings runs at " + std::to_string(ghz) + " GHz",
            "from 1 kHz to 1000 GHz");
  }
  check_organization(settings, require);
  check_ranges(settings.timing, require);
  check_order(settings.timing, require);
  check_refresh(settings, require);
  const AddressMap map(settings);
}

}  // namespace tilewright::sim
