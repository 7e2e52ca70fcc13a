#pragma once
// What the layers of a network cost, as text, CSV and JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/program/network_list.hpp"

namespace tilewright {

/// How far a mapping is above the least cost.
struct DistanceToOptimum {
  double percent = 0;
  bool proven = false;  ///< else it is at most this
  std::string metric;   ///< "edp", ...
};

/// What came out for one distinct layer. Without a mapping, `problem` says why and the costs are 0.
struct LayerResult {
  NetworkLayer layer;
  std::string problem;
  double seconds = 0;           ///< wall clock of the mapper's run
  std::int64_t operations = 0;  ///< of the layer, without padding
  std::int64_t latency_cycles = 0;
  double utilization = 0;  ///< 0 to 1
  double energy_pj = 0;
  std::optional<DistanceToOptimum> distance;  ///< with --gap, where it is known

  double edp_joule_cycles() const {
    return energy_pj * 1e-12 * static_cast<double>(latency_cycles);
  }
};

/// A row for each layer, and below the totals of those that have a mapping, each counted as often
/// as the network has it, one after the other. `with_distance`, here and below, adds the distance
/// to the optimum.
std::string network_text(const std::vector<LayerResult>& results, bool with_distance = false);

/// A header, then a row for each layer.
std::string network_csv(const std::vector<LayerResult>& results, bool with_distance = false);

/// {"layers": [...], "total": {...}}.
std::string network_json(const std::vector<LayerResult>& results, bool with_distance = false);

}  // namespace tilewright
