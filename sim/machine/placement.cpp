#include "sim/machine/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tilewright::sim {

namespace {

const NetworkSection* find_mesh(const SimulationSection& settings) {
  const NetworkSection* mesh = nullptr;
  for (const NetworkSection& network : settings.networks) {
    if (network.kind != NetworkKind::mesh) continue;
    if (mesh != nullptr) {
      throw Error(network.place, "there are two networks of the kind 'mesh'",
                  "leave one; the levels inside of its nodes are played in step");
    }
    mesh = &network;
  }
  return mesh;
}

// The level whose children the mesh connects.
int mesh_level(const Architecture& architecture, const NetworkSection& mesh, const TileFlow& flow) {
  const auto level = find_network_level(architecture, mesh, flow);
  if (level == 0 && !mesh.level.empty()) {
    throw Error(mesh.place, fmt::format("the mesh is below '{}', the innermost level", mesh.level),
                "nodes need a storage level; give a level further out");
  }
  return level.value_or(0) == 0 ? architecture.level_count() - 1 : *level;
}

void check_outer_levels(const Architecture& architecture, const NetworkSection* mesh,
                        const TileFlow& flow, int node_level) {
  for (int level = node_level + 1; level < architecture.level_count(); ++level) {
    if (flow.instances(level) == 1) continue;
    throw Error(mesh != nullptr ? mesh->place : architecture.place,
                fmt::format("level '{}' stands outside of the network's nodes and has {} instances "
                            "in use",
                            architecture.storage[static_cast<std::size_t>(level)].name,
                            flow.instances(level)),
                "levels outside of the nodes have one instance; give the mesh a level further out");
  }
}

class Placer {
 public:
  Placer(const Architecture& architecture, const TileFlow& flow, const NetworkSection& network,
         Placement& placement)
      : architecture_(architecture), flow_(flow), network_(network), placement_(placement) {}

  void place() {
    find_size();
    place_nodes();
    for (int level = placement_.node_level + 1; level < architecture_.level_count(); ++level) {
      place_outer(level);
    }
  }

 private:
  int columns() const { return placement_.mesh_settings.columns; }

  void find_size() {
    const int below = placement_.node_level + 1;
    MeshSettings& mesh = placement_.mesh_settings;
    const auto size = [&](const std::optional<std::int64_t>& given, std::int64_t otherwise) {
      const std::int64_t value = given.value_or(otherwise);
      if (value < 1 || value > 65536) {
        throw Error(network_.place, fmt::format("the mesh has {} columns or rows", value),
                    "a mesh has at most 65536 routers");
      }
      return static_cast<int>(value);
    };
    mesh.columns = size(network_.columns, architecture_.fanout_x(below));
    mesh.rows = size(network_.rows, architecture_.fanout_y(below) + 1);
    mesh.flit_bits = network_.flit_bits;
    mesh.packet_flits = static_cast<int>(network_.packet_flits);
    mesh.buffer_flits = static_cast<int>(network_.buffer_flits);
    mesh.router_latency_cycles = static_cast<int>(network_.router_latency_cycles);
    mesh.link_latency_cycles = static_cast<int>(network_.link_latency_cycles);
    check(mesh, network_.place);
  }

  // In columns and rows as the mapping uses them where these fit, else row by row.
  void place_nodes() {
    const std::int64_t nodes = flow_.instances(placement_.node_level);
    const MeshSettings& mesh = placement_.mesh_settings;
    if (nodes > mesh.router_count()) {
      throw Error(network_.place,
                  fmt::format("the mesh has {} x {} routers for {} instances of '{}'", mesh.columns,
                              mesh.rows, nodes, level_name(placement_.node_level)),
                  "give it more columns or rows");
    }
    bool fits = true;
    for (std::int64_t node = 0; node < nodes; ++node) {
      const auto [x, y] = flow_.place(placement_.node_level, node);
      fits = fits && x < mesh.columns && y < mesh.rows;
    }
    for (std::int64_t node = 0; node < nodes; ++node) {
      const auto [x, y] = flow_.place(placement_.node_level, node);
      placement_.node_routers.push_back(static_cast<int>(fits ? y * columns() + x : node));
    }
    taken_.insert(placement_.node_routers.begin(), placement_.node_routers.end());
  }

  // The level next to the nodes has a router of its own where one is left.
  void place_outer(int level) {
    int router = placement_.mesh_settings.router_count() - 1;
    const auto given = network_.ports.find(level_name(level));
    if (given != network_.ports.end()) {
      const auto [x, y] = given->second;
      if (x < 0 || x >= columns() || y < 0 || y >= placement_.mesh_settings.rows) {
        throw Error(
            network_.place,
            fmt::format("the port of '{}' is at router ({}, {}), outside of the {} x {} mesh",
                        level_name(level), x, y, columns(), placement_.mesh_settings.rows));
      }
      router = static_cast<int>(y * columns() + x);
    }
    placement_.outer_routers[level] = router;
    placement_.outer_local[level] = taken_.insert(router).second;
  }

  const std::string& level_name(int level) const {
    return architecture_.storage[static_cast<std::size_t>(level)].name;
  }

  const Architecture& architecture_;
  const TileFlow& flow_;
  const NetworkSection& network_;
  Placement& placement_;
  std::set<int> taken_;  // routers whose local port is in use
};

}  // namespace

std::optional<int> find_network_level(const Architecture& architecture,
                                      const NetworkSection& network, const TileFlow& flow) {
  if (!network.level.empty()) {
    const auto level = architecture.find_level(network.level);
    if (level) return level;
    throw Error(network.place, fmt::format("there is no storage level '{}'", network.level));
  }
  for (int level = architecture.level_count() - 1; level >= 0; --level) {
    if (flow.instances(level - 1) > flow.instances(level)) return level;
  }
  return std::nullopt;
}

bool needs_events(const SimulationSection& settings) {
  return settings.dram.preset != "ideal" || !settings.dram.overrides.empty() ||
         find_mesh(settings) != nullptr;
}

Placement place_machine(const Architecture& architecture, const SimulationSection& settings,
                        const TileFlow& flow) {
  Placement placement;
  placement.mesh = find_mesh(settings);
  const int level = placement.mesh == nullptr ? architecture.level_count() - 1
                                              : mesh_level(architecture, *placement.mesh, flow);
  placement.node_level = level - 1;
  if (placement.node_level < 0) {
    throw Error(settings.dram.place, "there is only one storage level",
                "a DRAM with banks needs a level inside of it");
  }
  check_outer_levels(architecture, placement.mesh, flow, placement.node_level);
  if (placement.mesh != nullptr) {
    Placer(architecture, flow, *placement.mesh, placement).place();
  }
  return placement;
}

}  // namespace tilewright::sim
