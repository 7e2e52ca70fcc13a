#include "sim/dram/dram_settings.hpp"

namespace tilewright::sim {

void check(const IdealDramSettings& settings) {
  const auto require = [&](bool right, const char* problem, const char* advice) {
    if (!right) throw Error(settings.place, problem, advice);
  };
  if (settings.bytes_per_cycle) {
    require(settings.bytes_per_cycle->numerator > 0 && settings.bytes_per_cycle->denominator > 0,
            "the DRAM's bandwidth is not positive",
            "say how many bytes it moves per cycle, or leave it out for an unlimited one");
  }
  require(settings.latency_cycles >= 0, "the DRAM's latency is negative", "0 or more cycles");
  require(settings.burst_bytes > 0, "the DRAM's burst is empty", "64 bytes are usual");
}

}  // namespace tilewright::sim
