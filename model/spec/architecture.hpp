#pragma once
// What it runs on: storage levels from the innermost outwards, the compute units below them,
// and the network under each level. Values are as the user gave them, defaults filled in.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright {

enum class Technology { sram, dram };

/// Instances of a component in a grid: instances == x * y.
struct Mesh {
  std::int64_t instances = 1;
  std::int64_t x = 1;
  std::int64_t y = 1;
};

/// `network_type`. Only many_to_many has an effect: instances forward words to each other.
enum class NetworkType { unspecified, one_to_one, one_to_many, many_to_many };

/// Where the user gave energies: by attribute.
using EnergyPlaces = std::map<std::string, Place, std::less<>>;

/// The network between a storage level and the instances of the next inner component.
struct Network {
  std::optional<std::int64_t> word_bits;   ///< absent: the storage level's
  std::optional<double> router_energy_pj;  ///< per router passed; absent: 0
  std::optional<double> wire_energy_pj_per_bit_mm;
  std::optional<double> tile_width_um;  ///< absent: from the floor plan
  std::optional<double> energy_per_hop_pj;
  std::optional<double> ingress_energy_pj;  ///< per word that enters; absent: 0
  std::int64_t fill_latency_cycles = 0;
  std::int64_t drain_latency_cycles = 0;
  NetworkType type = NetworkType::unspecified;
};

/// One level of storage. Sizes are in words of `word_bits` bits, per instance.
struct StorageLevel {
  std::string name;
  Place place;
  Technology technology = Technology::sram;
  std::int64_t word_bits = 16;
  std::int64_t block_size = 1;    ///< words per vector access
  std::int64_t cluster_size = 1;  ///< instances that share one physical memory
  std::optional<std::int64_t> size_words;
  double multiple_buffering = 1;
  double min_utilization = 0;
  Mesh mesh;
  std::optional<double> read_bandwidth;  ///< words per cycle and instance; absent: no limit
  std::optional<double> write_bandwidth;
  std::optional<double> shared_bandwidth;
  std::map<std::string, double> bandwidth_scale;  ///< by data space; absent: 1
  bool reduction_supported = true;  ///< adds partial sums itself (default: all but DRAM)
  std::optional<double> vector_access_energy_pj;
  std::optional<double> address_generation_energy_pj;
  EnergyPlaces energy_places;  ///< also of its network's energies
  double cluster_area_um2 = 0;
  std::int64_t ports = 2;      ///< of the memory; reported, without effect on costs
  std::int64_t banks = 2;      ///< the same
  std::string power_gated_at;  ///< level whose idle instances are switched off; empty: itself
  Network network;             ///< to the next inner component

  bool has_bandwidth_limit() const { return read_bandwidth || write_bandwidth || shared_bandwidth; }
  /// Words that a mapping may use: floor(size / multiple_buffering); absent: no limit.
  std::optional<std::int64_t> effective_size_words() const;
};

/// The multiply-accumulate units.
struct Compute {
  std::string name = "__ARITH__";
  Place place;
  std::int64_t word_bits = 16;
  Mesh mesh;
  std::optional<double> energy_pj;  ///< per operation; absent: built-in table or ERT
  EnergyPlaces energy_places;
  std::optional<double> area_um2;
};

/// A tree of identical instances, flattened: storage[0] is the innermost level.
struct Architecture {
  Compute compute;
  std::vector<StorageLevel> storage;
  Place place;

  int level_count() const { return static_cast<int>(storage.size()); }
  /// Instances of the next inner component (compute below level 0) per instance of `level`.
  std::int64_t fanout_x(int level) const;
  std::int64_t fanout_y(int level) const;
  std::int64_t fanout(int level) const { return fanout_x(level) * fanout_y(level); }
  std::optional<int> find_level(std::string_view name) const;
};

/// "OUTER <==> INNER": the network from storage level `level` to the next inner component.
std::string network_name(const Architecture& architecture, int level);

/// The storage levels in the alphabetical order of their networks' names, in which Timeloop lists
/// the networks and sums up their energies.
std::vector<int> networks_by_name(const Architecture& architecture);

}  // namespace tilewright
