#pragma once
// The `simulation:` (or `sim:`) section: how the parts behave that the simulator plays in detail.
// Only values; what they mean in time stands with the components in sim/.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright {

/// What carries words from a storage level to the next inner component.
enum class NetworkKind : std::uint8_t {
  ideal,     ///< all children are served at once; only the buffers' ports limit the flow
  mesh,      ///< routers in a grid, packets of flits
  systolic,  ///< each instance hands on to its neighbour what it has used, a cycle later
};

/// The network below one storage level. Mesh settings are as in Huang et al., CoSA (ISCA 2021).
struct NetworkSection {
  Place place;
  std::string level;  ///< empty: the outermost level with more than one child in use
  NetworkKind kind = NetworkKind::ideal;
  std::optional<std::int64_t> columns;  ///< of routers; absent: the children's columns
  std::optional<std::int64_t> rows;     ///< absent: one more than the children need
  std::int64_t flit_bits = 64;
  std::int64_t packet_flits = 5;  ///< with the header flit
  std::int64_t buffer_flits = 7;  ///< at each input of a router
  std::int64_t router_latency_cycles = 1;
  std::int64_t link_latency_cycles = 1;
  /// Where outer storage levels are attached: (column, row) of their router by name. Absent: the
  /// level above the children has the last router's local port, levels outside of it ports of
  /// their own at the same router.
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> ports;
};

/// The outermost storage level. `preset` is "ideal" or a name that sim/dram knows; `overrides`
/// replaces single parameters of it ("tRCD": 16) with the place where each stands.
struct DramSection {
  Place place;
  std::string preset = "ideal";
  std::map<std::string, std::pair<double, Place>> overrides;
  std::string address_map;  ///< empty: the preset's
};

enum class Prefetch : std::uint8_t {
  sized,  ///< the next tile comes early where the buffer has room for it beside the present one
  ample,  ///< always, and the ports serve whatever is due: no transfer waits for room or turn
  none,   ///< a tile is fetched when the old one is no longer used
};

/// How tensors are laid out in DRAM.
enum class DramLayout : std::uint8_t {
  tiled,      ///< tile after tile, each one contiguous
  row_major,  ///< the last rank of the projection is contiguous
};

struct SimulationSection {
  Place place;
  double clock_ghz = 1;
  Prefetch prefetch = Prefetch::sized;
  std::map<std::string, Prefetch> level_prefetch;  ///< by storage level, before `prefetch`
  /// Storage levels whose banks are played: each bank serves one block in a cycle.
  std::vector<std::string> banked_levels;
  DramLayout layout = DramLayout::tiled;
  std::int64_t initiation_interval_cycles = 1;  ///< of a compute unit
  std::int64_t pipeline_depth_cycles = 1;       ///< from its operands to its result
  std::vector<NetworkSection> networks;         ///< levels without one are ideal
  DramSection dram;
};

}  // namespace tilewright
