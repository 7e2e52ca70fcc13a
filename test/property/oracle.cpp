#include "test/property/oracle.hpp"

#include <algorithm>
#include <cmath>

namespace tilewright::test {

namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

DataSpaceMask kept_mask(const Mapping& mapping, int level) {
  for (const MappingNode& node : mapping.nodes) {
    const auto* storage = std::get_if<Storage>(&node);
    if (storage != nullptr && storage->level == level) return storage->data_spaces;
  }
  return 0;
}

std::vector<TileTraffic> tiles_of(const Architecture& architecture, const Mapping& mapping,
                                  const std::vector<BlockTraffic>& blocks, int space) {
  std::vector<TileTraffic> tiles;
  for (int level = 0; level < architecture.level_count(); ++level) {
    const BlockTraffic& block = blocks[at(level)];
    const ReuseDirectives flags =
        mapping.directives.empty() ? ReuseDirectives{} : mapping.directives[at(level)];
    TileTraffic tile;
    tile.kept = contains(kept_mask(mapping, level), space);
    tile.no_coalesce = contains(flags.no_coalesce, space);
    tile.rmw_first_update = contains(flags.rmw_first_update, space);
    tile.distributes = architecture.storage[at(level)].network.type == NetworkType::many_to_many;
    tile.shape = tile.size = block.tile_size;
    tile.spatial_size = block.spatial_size;
    tile.records = block.records;
    for (const auto& [key, record] : block.records) tile.content_accesses += record.accesses;
    tile.link_transfers = static_cast<double>(block.link_transfers);
    tile.replication = block.replication;
    tile.fanout = block.fanout;
    tiles.push_back(std::move(tile));
  }
  return tiles;
}

// A level that cannot add partial sums sends them out and takes them back, but for the first time.
void send_back_and_forth(Records& records, std::int64_t partition_size) {
  for (auto& [key, record] : records) {
    record.accesses = 2 * record.accesses - static_cast<double>(partition_size);
  }
}

struct Expansion {
  std::int64_t x = 1;
  std::int64_t y = 1;
};

// Columns and rows in use at `level` (all loops outside of its block); -1: at compute.
Expansion expansion(const Workload& workload, const Mapping& mapping, int level) {
  Expansion result;
  for (const NestLoop& entry : flatten(workload, mapping)) {
    if (entry.level <= level) continue;
    if (entry.loop.kind == LoopKind::spatial_x) result.x *= entry.loop.bound;
    if (entry.loop.kind == LoopKind::spatial_y) result.y *= entry.loop.bound;
  }
  return result;
}

Rejection reject(Rejection::Kind kind, int level, double value, double limit) {
  Rejection rejection;
  rejection.kind = kind;
  rejection.level = level;
  rejection.value = value;
  rejection.limit = limit;
  return rejection;
}

Rejection check_mesh(const Mesh& mesh, const Expansion& used, double instances, int level) {
  using Kind = Rejection::Kind;
  if (instances > static_cast<double>(mesh.instances)) {
    return reject(Kind::instances, level, instances, static_cast<double>(mesh.instances));
  }
  if (used.x > mesh.x) {
    return reject(Kind::mesh_x, level, static_cast<double>(used.x), static_cast<double>(mesh.x));
  }
  if (used.y > mesh.y) {
    return reject(Kind::mesh_y, level, static_cast<double>(used.y), static_cast<double>(mesh.y));
  }
  return {};
}

Rejection check_level(const StorageLevel& storage, const std::vector<TileTraffic>& tiles,
                      const Expansion& used, int level) {
  std::int64_t words = 0;
  std::int64_t instances = 0;
  for (const TileTraffic& tile : tiles) {
    words += tile.shape;
    instances = std::max(instances, tile.replication);
  }
  if (const auto limit = storage.effective_size_words()) {
    const auto value = static_cast<double>(words);
    if (words > *limit) {
      return reject(Rejection::Kind::capacity, level, value, static_cast<double>(*limit));
    }
    const double least = static_cast<double>(*limit) * storage.min_utilization;
    if (value < least) return reject(Rejection::Kind::min_utilization, level, value, least);
  }
  return check_mesh(storage.mesh, used, static_cast<double>(instances), level);
}

bool kept_somewhere(const Architecture& architecture, const Workload& workload,
                    const Mapping& mapping) {
  DataSpaceMask somewhere = 0;
  for (int level = 0; level < architecture.level_count(); ++level) {
    somewhere |= kept_mask(mapping, level);
  }
  return somewhere == all_data_spaces(workload.data_space_count());
}

Rejection check(const Architecture& architecture, const Workload& workload, const Mapping& mapping,
                const OracleResult& result) {
  const Expansion used = expansion(workload, mapping, -1);
  Rejection rejection = check_mesh(architecture.compute.mesh, used,
                                   static_cast<double>(result.compute_instances), -1);
  for (int level = 0; level < architecture.level_count(); ++level) {
    if (rejection.kind != Rejection::Kind::none) break;
    rejection = check_level(architecture.storage[at(level)], result.tiles[at(level)],
                            {result.x_expansion[at(level)], result.y_expansion[at(level)]}, level);
  }
  return rejection;
}

void set_compute(const NestTraffic& traffic, const Expansion& used, OracleResult& result) {
  result.compute_instances = used.x * used.y;
  result.operations = static_cast<std::int64_t>(traffic.operations_per_instance *
                                                static_cast<double>(traffic.compute_instances));
  result.compute_cycles =
      traffic.imperfect
          ? traffic.temporal_iterations
          : static_cast<std::int64_t>(std::ceil(static_cast<double>(result.operations) /
                                                static_cast<double>(traffic.compute_instances)));
}

}  // namespace

OracleResult run_oracle(const Workload& workload, const Architecture& architecture,
                        const Mapping& mapping, TimeloopYear year) {
  const NestTraffic traffic = execute_nest(workload, architecture, mapping, year);
  OracleResult result;
  result.tiles.resize(at(architecture.level_count()));
  for (int space = 0; space < workload.data_space_count(); ++space) {
    const bool read_write = workload.data_spaces[at(space)].read_write;
    auto tiles = tiles_of(architecture, mapping, traffic.blocks[at(space)], space);
    if (!process_tiles(tiles, read_write)) {
      result.rejection = reject(Rejection::Kind::distributed_multicast, -1, 0, 0);
    }
    for (int level = 0; level < architecture.level_count(); ++level) {
      TileTraffic& tile = tiles[at(level)];
      if (read_write && !architecture.storage[at(level)].reduction_supported) {
        send_back_and_forth(tile.records, tile.partition_size);
        send_back_and_forth(tile.distributed, tile.partition_size);
      }
      result.tiles[at(level)].push_back(std::move(tile));
    }
  }
  for (int level = 0; level < architecture.level_count(); ++level) {
    const Expansion used = expansion(workload, mapping, level);
    result.x_expansion.push_back(used.x);
    result.y_expansion.push_back(used.y);
  }
  set_compute(traffic, expansion(workload, mapping, -1), result);
  if (!kept_somewhere(architecture, workload, mapping)) {
    result.rejection = reject(Rejection::Kind::data_space_nowhere, -1, 0, 0);
  }
  if (result.rejection.kind == Rejection::Kind::none) {
    result.rejection = check(architecture, workload, mapping, result);
  }
  return result;
}

}  // namespace tilewright::test
