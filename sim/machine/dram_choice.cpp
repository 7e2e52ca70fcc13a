#include "sim/machine/dram_choice.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/spec/spelling.hpp"
#include "sim/dram/dram_settings.hpp"
#include "sim/dram/ideal_dram.hpp"
#include "sim/dram/timing_dram.hpp"

namespace tilewright::sim {

namespace {

using Parameters = std::map<std::string, std::int64_t*>;

// The whole numbers of a DRAM by the names that a user gives.
Parameters parameters_of(TimingDramSettings& dram) {
  DramTiming& timing = dram.timing;
  return {{"channels", &dram.channels},
          {"ranks", &dram.ranks},
          {"bank_groups", &dram.bank_groups},
          {"banks_per_group", &dram.banks_per_group},
          {"rows", &dram.rows},
          {"row_bytes", &dram.row_bytes},
          {"channel_bits", &dram.channel_bits},
          {"burst_length", &dram.burst_length},
          {"queue_depth", &dram.queue_depth},
          {"starvation_limit", &dram.starvation_limit},
          {"tCL", &timing.tCL},
          {"tCWL", &timing.tCWL},
          {"tRCD", &timing.tRCD},
          {"tRP", &timing.tRP},
          {"tRPab", &timing.tRPab},
          {"tRAS", &timing.tRAS},
          {"tRC", &timing.tRC},
          {"tRRD_S", &timing.tRRD_S},
          {"tRRD_L", &timing.tRRD_L},
          {"tFAW", &timing.tFAW},
          {"tCCD_S", &timing.tCCD_S},
          {"tCCD_L", &timing.tCCD_L},
          {"tRTP", &timing.tRTP},
          {"tWR", &timing.tWR},
          {"tWTR_S", &timing.tWTR_S},
          {"tWTR_L", &timing.tWTR_L},
          {"tRTW", &timing.tRTW},
          {"tRTRS", &timing.tRTRS},
          {"tRFC", &timing.tRFC},
          {"tREFI", &timing.tREFI}};
}

void override_parameter(const Parameters& parameters, const std::string& name, double value,
                        const Place& place) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) {
    std::vector<std::string> names = {"clock_ghz"};
    for (const auto& [known, unused] : parameters) names.push_back(known);
    throw Error(place, fmt::format("a DRAM has no parameter '{}'", name),
                reader::suggest(name, names));
  }
  if (std::floor(value) != value) {
    throw Error(place, fmt::format("'{}' is {:g}", name, value), "it is a whole number");
  }
  *found->second = static_cast<std::int64_t>(value);
}

std::unique_ptr<Dram> ideal_dram(const DramSection& section, Engine& engine,
                                 DramListener& listener) {
  if (section.overrides.empty()) return nullptr;
  IdealDramSettings dram;
  dram.place = section.place;
  const std::vector<std::string> names = {"bytes_per_cycle", "latency_cycles"};
  for (const auto& [name, value] : section.overrides) {
    if (name == names[0]) {
      dram.bytes_per_cycle =
          Ratio{static_cast<std::int64_t>(std::llround(value.first * 1e6)), 1'000'000};
    } else if (name == names[1]) {
      dram.latency_cycles = static_cast<std::int64_t>(value.first);
    } else {
      throw Error(value.second, fmt::format("an ideal DRAM has no parameter '{}'", name),
                  reader::suggest(name, names));
    }
  }
  check(dram);
  return std::make_unique<IdealDram>(dram, engine, listener);
}

}  // namespace

std::unique_ptr<Dram> choose_dram(const SimulationSection& settings, Engine& engine,
                                  DramListener& listener) {
  const DramSection& section = settings.dram;
  if (section.preset == "ideal") return ideal_dram(section, engine, listener);
  TimingDramSettings dram = dram_preset(section.preset, section.place);
  dram.place = section.place;
  dram.chip_clock_ghz = settings.clock_ghz;
  if (!section.address_map.empty()) dram.address_order = section.address_map;
  const Parameters parameters = parameters_of(dram);
  for (const auto& [name, value] : section.overrides) {
    if (name == "clock_ghz") {
      dram.dram_clock_ghz = value.first;
    } else {
      override_parameter(parameters, name, value.first, value.second);
    }
  }
  check(dram);
  return std::make_unique<TimingDram>(dram, engine, listener);
}

}  // namespace tilewright::sim
