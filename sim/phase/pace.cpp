#include "sim/phase/pace.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numeric>

#include "model/spec/checked.hpp"
#include "sim/phase/stamp.hpp"

namespace tilewright::sim {

namespace {

// Bandwidths are decimals that people write: six digits after the point are kept.
constexpr std::int64_t decimals = 1'000'000;
// Of a whole run: the sums of two points in time still fit.
constexpr std::int64_t most_ticks = std::int64_t{1} << 61;
// Beyond this, ticks would leave too little room for long runs.
constexpr std::int64_t most_ticks_per_cycle = std::int64_t{1} << 28;
// Transfers are cut into equal parts: most of these numbers of parts divide a cycle's ticks.
constexpr std::array<std::int64_t, 5> part_ticks = {1'290'240, 80'640, 5'040, 720, 24};

// Causes before those of edges.
constexpr int first_edge_cause = 3;

Rate as_fraction(double value) {
  const auto scaled = static_cast<std::int64_t>(std::llround(value * decimals));
  const std::int64_t divisor = std::gcd(scaled, decimals);
  return {scaled / divisor, decimals / divisor};
}

std::optional<Rate> port_rate(const StorageLevel& level, const std::optional<double>& bandwidth,
                              const char* name) {
  if (!bandwidth) return std::nullopt;
  if (!(*bandwidth >= 1.0 / decimals) || *bandwidth > 1e9) {
    throw Error(
        level.place,
        fmt::format("the {} of level '{}' is {:g} words per cycle", name, level.name, *bandwidth),
        "give at least 0.000001, or leave it out for no limit");
  }
  return as_fraction(*bandwidth);
}

}  // namespace

Pace::Pace(const Workload& workload, const Architecture& architecture,
           const SimulationSection& settings, std::int64_t longest_cycles)
    : initiation_cycles_(settings.initiation_interval_cycles),
      pipeline_cycles_(settings.pipeline_depth_cycles) {
  for (const StorageLevel& level : architecture.storage) {
    LevelRates& rates = levels_.emplace_back();
    rates.ports[0] = port_rate(level, level.read_bandwidth, "read bandwidth");
    rates.ports[1] = port_rate(level, level.write_bandwidth, "write bandwidth");
    rates.ports[2] = port_rate(level, level.shared_bandwidth, "shared bandwidth");
    rates.fill_latency_cycles = level.network.fill_latency_cycles;
    rates.drain_latency_cycles = level.network.drain_latency_cycles;
    for (const DataSpace& space : workload.data_spaces) {
      const auto scale = level.bandwidth_scale.find(space.name);
      rates.scales.push_back(as_fraction(scale == level.bandwidth_scale.end() ? 1 : scale->second));
    }
  }
  if (longest_cycles > most_ticks) {
    throw Error(architecture.place, "the run takes more cycles than can be counted",
                "raise the bandwidths, or simulate a part of the problem");
  }
  choose_ticks(std::min(most_ticks_per_cycle, most_ticks / longest_cycles));
}

// The least number that makes the time of a word whole at every port, if that is not too many.
void Pace::choose_ticks(std::int64_t most) {
  for (const LevelRates& level : levels_) {
    for (const auto& rate : level.ports) {
      if (!rate) continue;
      const std::int64_t factor =
          rate->words / std::gcd(rate->words, ticks_per_cycle_ * rate->cycles);
      if (factor > most / ticks_per_cycle_) {
        ticks_per_cycle_ = most;
        return;
      }
      ticks_per_cycle_ *= factor;
    }
  }
  for (const std::int64_t parts : part_ticks) {
    if (parts <= most / ticks_per_cycle_) {
      ticks_per_cycle_ *= parts;
      return;
    }
  }
}

std::int64_t Pace::ticks(std::int64_t cycles) const {
  return checked_multiply(cycles, ticks_per_cycle_);
}

std::int64_t Pace::cycles(std::int64_t ticks) const {
  return ticks <= 0 ? 0 : ceil_divide(ticks, ticks_per_cycle_);
}

std::int64_t Pace::transfer_ticks(int level, Port port, int space, std::int64_t words) const {
  const Rate& rate = *find(level, port);
  const Rate& scale =
      levels_[static_cast<std::size_t>(level)].scales[static_cast<std::size_t>(space)];
  __extension__ using Wide = __int128;
  const Wide numerator = Wide{words} * scale.words * rate.cycles * ticks_per_cycle_;
  const Wide denominator = Wide{rate.words} * scale.cycles;
  const Wide ticks = (numerator + denominator - 1) / denominator;
  if (ticks > (Wide{1} << 62)) throw Error("a transfer takes longer than can be counted");
  return static_cast<std::int64_t>(ticks);
}

std::int64_t Pace::fill_latency_ticks(const Edge& edge) const {
  std::int64_t cycles = 0;
  for (int level = edge.child + 1; level <= edge.parent; ++level) {
    cycles += levels_[static_cast<std::size_t>(level)].fill_latency_cycles;
  }
  return ticks(cycles);
}

std::int64_t Pace::drain_latency_ticks(const Edge& edge) const {
  std::int64_t cycles = 0;
  for (int level = edge.child + 1; level <= edge.parent; ++level) {
    cycles += levels_[static_cast<std::size_t>(level)].drain_latency_cycles;
  }
  return ticks(cycles);
}

void Pace::name_causes(const Workload& workload, const Architecture& architecture,
                       std::span<const Edge> edges) {
  cause_names_ = {"compute", "network latency", "unfinished"};
  const auto level_name = [&](int level) {
    return level < 0 ? architecture.compute.name
                     : architecture.storage[static_cast<std::size_t>(level)].name;
  };
  for (const bool drain : {false, true}) {
    for (const Edge& edge : edges) {
      const DataSpace& space = workload.data_spaces[static_cast<std::size_t>(edge.space)];
      if (drain && !space.read_write) continue;
      cause_edges_.push_back(edge);
      cause_drains_.push_back(drain);
      cause_names_.push_back(fmt::format("{} of {} {} {}", drain ? "drain" : "fill", space.name,
                                         drain ? "from" : "in", level_name(edge.child)));
    }
  }
  // What does not find a place of its own is counted together.
  if (cause_names_.size() > max_causes) {
    cause_names_.resize(max_causes);
    cause_names_.back() = "other transfers";
  }
}

int Pace::cause_of(const Edge& edge, bool drain) const {
  for (std::size_t index = 0; index < cause_edges_.size(); ++index) {
    if (cause_edges_[index] == edge && cause_drains_[index] == drain) {
      return std::min(static_cast<int>(index) + first_edge_cause, max_causes - 1);
    }
  }
  return latency_cause;
}

}  // namespace tilewright::sim
