#pragma once
// How long things take: the durations of transfers and operations, in ticks, and the names of what
// time is spent on.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/simulation_section.hpp"
#include "model/spec/workload.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// The ports of one instance of a storage level. A limit that is absent does not bind.
enum class Port : std::uint8_t { read, write, shared };

/// Bandwidth as a fraction of whole numbers: words / cycles.
struct Rate {
  std::int64_t words = 1;
  std::int64_t cycles = 1;
};

/// Durations for one architecture and its settings.
class Pace {
 public:
  /// `longest_cycles`: what a run may take at the most, so that its ticks can be counted. Throws
  /// Error where a bandwidth is not above 0 (at the level's place), and for longer runs than 2^61.
  Pace(const Workload& workload, const Architecture& architecture,
       const SimulationSection& settings, std::int64_t longest_cycles = 1);

  std::int64_t ticks_per_cycle() const { return ticks_per_cycle_; }
  std::int64_t ticks(std::int64_t cycles) const;
  /// Cycles until a point in time, rounded up.
  std::int64_t cycles(std::int64_t ticks) const;

  bool limited(int level, Port port) const { return find(level, port).has_value(); }
  /// Ticks that `words` of a data space take at a limited port, rounded up.
  std::int64_t transfer_ticks(int level, Port port, int space, std::int64_t words) const;

  /// Latencies of all networks that an edge crosses, inwards and outwards.
  std::int64_t fill_latency_ticks(const Edge& edge) const;
  std::int64_t drain_latency_ticks(const Edge& edge) const;

  std::int64_t initiation_ticks() const { return ticks(initiation_cycles_); }
  std::int64_t pipeline_ticks() const { return ticks(pipeline_cycles_); }

  /// Causes, as Stamp counts them.
  static constexpr int compute_cause = 0;
  static constexpr int latency_cause = 1;
  static constexpr int unfinished_cause = 2;  ///< a run that ended early: what was going on
  int fill_cause(const Edge& edge) const { return cause_of(edge, false); }
  int drain_cause(const Edge& edge) const { return cause_of(edge, true); }
  /// "compute", "network latency", "unfinished", "fill of Weights in Registers", "drain of Outputs
  /// from ...".
  const std::vector<std::string>& cause_names() const { return cause_names_; }
  /// Takes all edges into the table of causes. Throws Error when there are too many of them.
  void name_causes(const Workload& workload, const Architecture& architecture,
                   std::span<const Edge> edges);

 private:
  struct LevelRates {
    std::array<std::optional<Rate>, 3> ports;
    std::vector<Rate> scales;  // by data space: factor on the words, as words / cycles
    std::int64_t fill_latency_cycles = 0;
    std::int64_t drain_latency_cycles = 0;
  };
  const std::optional<Rate>& find(int level, Port port) const {
    return levels_[static_cast<std::size_t>(level)].ports[static_cast<std::size_t>(port)];
  }
  int cause_of(const Edge& edge, bool drain) const;
  void choose_ticks(std::int64_t most);

  std::vector<LevelRates> levels_;
  std::int64_t ticks_per_cycle_ = 1;
  std::int64_t initiation_cycles_ = 1;
  std::int64_t pipeline_cycles_ = 1;
  std::vector<std::string> cause_names_;
  std::vector<Edge> cause_edges_;  // of the causes beyond latency: fills, then drains
  std::vector<bool> cause_drains_;
};

}  // namespace tilewright::sim
