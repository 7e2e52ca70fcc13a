#include "sim/flow/child_network.hpp"

#include <algorithm>

namespace tilewright::sim {

std::vector<Fanout> fanouts_of(const Architecture& architecture) {
  std::vector<Fanout> fanouts(architecture.storage.size());
  for (int level = 0; level < architecture.level_count(); ++level) {
    fanouts[static_cast<std::size_t>(level)] = {architecture.fanout_x(level),
                                                architecture.fanout_y(level)};
  }
  return fanouts;
}

void check_playable(const Architecture& architecture, const Mapping& mapping, const Place& place) {
  for (const StorageLevel& level : architecture.storage) {
    if (level.network.type != NetworkType::many_to_many) continue;
    throw Error(level.place,
                "the network of '" + level.name + "' has the type M:N, which is not simulated",
                "leave out 'network_type'");
  }
  for (const ReuseDirectives& directives : mapping.directives) {
    if (directives.no_coalesce == 0) continue;
    throw Error(place, "the mapping has 'no_coalesce', which is not simulated", "leave it out");
  }
}

std::vector<Edge> find_edges(const Workload& workload, const FlowNest& nest) {
  std::vector<Edge> edges;
  for (int space = 0; space < workload.data_space_count(); ++space) {
    int child = -1;
    for (int level = 0; level < nest.level_count(); ++level) {
      if (!contains(nest.block(level).keep, space)) continue;
      edges.push_back({space, child, level});
      child = level;
    }
    if (child >= 0) continue;
    throw Error(workload.place,
                "no level keeps the data space '" +
                    workload.data_spaces[static_cast<std::size_t>(space)].name + "'",
                "let the outermost level keep it");
  }
  return edges;
}

// Directives of the levels between child (exclusive) and parent (inclusive) whose spatial loops
// spread the data, and of the child for its own tile, as in the model.
ChildNetwork find_network(const FlowNest& nest, const Mapping& mapping, const Edge& edge,
                          bool is_result, std::span<const Fanout> fanouts) {
  static const ReuseDirectives none;
  const auto directives = [&](int level) -> const ReuseDirectives& {
    return mapping.directives.empty() ? none : mapping.directives[static_cast<std::size_t>(level)];
  };
  ChildNetwork network;
  network.whole_tiles =
      edge.child < 0 || contains(directives(edge.child).no_temporal_reuse, edge.space);
  network.branch.assign(static_cast<std::size_t>(nest.instances(edge.child)), 0);
  int spreading_levels = 0;
  for (int level = edge.parent; level > edge.child; --level) {
    const NestBlock& block = nest.block(level);
    if (!block.has_spatial()) continue;
    ++spreading_levels;
    const Fanout fanout = fanouts.empty() ? Fanout{} : fanouts[static_cast<std::size_t>(level)];
    network.links = !contains(directives(level).no_link_transfer, edge.space);
    network.columns = std::max(fanout.x, block.used_x);
    network.rows = std::max(fanout.y, block.used_y);
    if (!contains(directives(level).no_multicast, edge.space)) continue;
    const std::int64_t below = nest.instances(edge.child) / nest.instances(level - 1);
    for (std::size_t child = 0; child < network.branch.size(); ++child) {
      std::int64_t& branch = network.branch[child];
      branch =
          branch * block.children() + static_cast<std::int64_t>(child) / below % block.children();
    }
  }
  // Partial sums that stay are not copied to neighbours.
  const bool passes_on = !is_result || network.whole_tiles;
  network.links = network.links && spreading_levels == 1 && passes_on;
  return network;
}

}  // namespace tilewright::sim
