#pragma once
// Which part of the machine is where: what is played in step inside of the nodes, which buffers
// stand between them and the outermost level, and to which port of the network each one is
// attached.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/simulation_section.hpp"
#include "sim/flow/tile_flow.hpp"
#include "sim/noc/mesh_settings.hpp"

namespace tilewright::sim {

struct Placement {
  int node_level = 0;  ///< storage level of the nodes; levels above it are played one by one
  const NetworkSection* mesh = nullptr;  ///< null: an ideal network
  MeshSettings mesh_settings;
  std::vector<int> node_routers;     ///< by node
  std::map<int, int> outer_routers;  ///< by outer storage level
  std::map<int, bool> outer_local;   ///< whether it uses the router's local port
};

/// Finds places for all. Throws Error, at the section's place: more nodes than routers, a router
/// that does not exist, a level with several instances in use above the nodes, two meshes.
Placement place_machine(const Architecture& architecture, const SimulationSection& settings,
                        const TileFlow& flow);

/// The level that a network is below: the one that it names, else the outermost one with several
/// children in use, if there is any. Throws Error, at the network's place, for an unknown name.
std::optional<int> find_network_level(const Architecture& architecture,
                                      const NetworkSection& network, const TileFlow& flow);

/// Whether the machine has to be played event by event: a mesh, or a DRAM with banks.
bool needs_events(const SimulationSection& settings);

}  // namespace tilewright::sim
