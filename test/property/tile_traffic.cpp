#include "test/property/tile_traffic.hpp"

#include <cmath>

#include "test/property/spatial_traffic.hpp"

namespace tilewright::test {

namespace {

using Tiles = std::vector<TileTraffic>;

double delivered_words(const Records& records) {
  double total = 0;
  for (const auto& [key, record] : records) {
    total += record.accesses * static_cast<double>(key.first);
  }
  return total;
}

// The next outer level that holds something, or tiles.size().
std::size_t next_outer(const Tiles& tiles, std::size_t level) {
  std::size_t outer = level + 1;
  while (outer < tiles.size() && tiles[outer].size == 0) ++outer;
  return outer;
}

void set_partition_sizes(Tiles& tiles) {
  std::int64_t partition = tiles.back().size;
  tiles.back().partition_size = partition;
  for (std::size_t level = tiles.size() - 1; level-- > 0;) {
    const std::int64_t whole = tiles[level + 1].spatial_size;
    __extension__ using Wide = __int128;  // the product may exceed 64 bits
    if (whole != 0) {
      partition = static_cast<std::int64_t>(Wide{partition} * tiles[level].size / whole);
    }
    tiles[level].partition_size = partition;
  }
}

void set_parent_access_shares(Tiles& tiles) {
  for (std::size_t level = 0; level + 1 < tiles.size(); ++level) {
    const TileTraffic& outer = tiles[level + 1];
    for (const auto& [key, record] : outer.records) {
      tiles[level].parent_access_share +=
          record.accesses * static_cast<double>(key.first) / static_cast<double>(outer.fanout);
    }
  }
}

std::int64_t ceil_share(std::int64_t value, std::int64_t parts) { return 1 + (value - 1) / parts; }

double ceil_share(double value, std::int64_t parts) {
  return 1 + (value - 1) / static_cast<double>(parts);
}

// The outer level scatters what it used to multicast, and the children forward to each other.
// False when there is more than one fan-out pattern.
bool distribute(Tiles& tiles) {
  for (std::size_t level = 0; level + 1 < tiles.size(); ++level) {
    TileTraffic& inner = tiles[level];
    TileTraffic& outer = tiles[level + 1];
    if (!inner.distributes) continue;
    if (outer.records.size() != 1 || inner.records.size() != 1) {
      return false;
    }
    const auto [key, record] = *outer.records.begin();
    const auto [multicast, scatter] = key;
    if (multicast == 1) continue;
    const double forwarded = inner.records.begin()->second.accesses;
    outer.records = {{{1, multicast * scatter}, {record.accesses, record.unicast_hops, 0}}};
    outer.distributed[key] = {forwarded, record.hops * forwarded / record.accesses, 0};
    inner.size = ceil_share(inner.size, multicast);
    inner.partition_size = ceil_share(inner.partition_size, multicast);
    inner.content_accesses = ceil_share(inner.content_accesses, multicast);
    inner.parent_access_share = ceil_share(inner.parent_access_share, multicast);
    return true;
  }
  return true;
}

void forget_content(TileTraffic& tile) {
  tile.shape = 0;
  tile.size = 0;
  tile.partition_size = 0;
  tile.content_accesses = 0;
  tile.parent_access_share = 0;
}

// Accesses to a level that is passed through go to the next outer one.
void bypass(Tiles& tiles) {
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    TileTraffic& tile = tiles[level];
    if (tile.kept && !tile.no_coalesce) continue;
    const std::size_t next = next_outer(tiles, level);
    if (next == tiles.size()) {
      forget_content(tile);
      return;
    }
    TileTraffic& outer = tiles[next];
    const double factor =
        tile.content_accesses * static_cast<double>(outer.fanout) / delivered_words(outer.records);
    for (auto& [key, record] : outer.records) record.accesses *= factor;
    outer.link_transfers = 0;
    outer.content_accesses = total_accesses(outer.records);
    if (!tile.kept) forget_content(tile);
  }
}

// Nothing moves outside of the outermost level that keeps the data space.
void forget_outer_levels(Tiles& tiles) {
  for (std::size_t level = tiles.size(); level-- > 0;) {
    TileTraffic& tile = tiles[level];
    if (tile.kept && !tile.no_coalesce) {
      tile.parent_access_share = 0;
      return;
    }
    TileTraffic left;
    left.kept = tile.kept;
    left.replication = tile.replication;
    left.distributed = tile.distributed;
    tile = left;
  }
}

void set_peer_accesses(Tiles& tiles) {
  for (std::size_t level = tiles.size() - 1; level > 0; --level) {
    if (tiles[level].link_transfers == 0) continue;
    TileTraffic& inner = tiles[level - 1];
    inner.peer_accesses += tiles[level].link_transfers / static_cast<double>(inner.replication);
  }
}

std::int64_t rounded(double value) { return static_cast<std::int64_t>(std::round(value)); }

void split_read_write(TileTraffic& tile, bool outermost) {
  const double accesses = tile.content_accesses + tile.peer_accesses;
  const double filled = tile.parent_access_share + tile.peer_accesses;
  const auto partition = static_cast<double>(tile.partition_size);
  tile.updates = rounded(tile.content_accesses);
  if (tile.no_coalesce) {
    tile.reads = tile.fills = rounded(accesses);
  } else if (tile.rmw_first_update) {
    tile.reads = rounded(accesses);
    tile.fills = rounded(filled);
  } else {
    tile.reads = rounded(accesses - partition);
    tile.fills = rounded(outermost ? filled : filled - partition);
  }
  tile.temporal_reductions = static_cast<double>(tile.reads);
}

void split_read_only(TileTraffic& tile) {
  tile.reads = rounded(tile.content_accesses + tile.peer_accesses);
  tile.fills = static_cast<std::int64_t>(tile.parent_access_share + tile.peer_accesses);
}

}  // namespace

bool process_tiles(std::vector<TileTraffic>& tiles, bool read_write) {
  set_partition_sizes(tiles);
  set_parent_access_shares(tiles);
  if (!distribute(tiles)) return false;
  bypass(tiles);
  forget_outer_levels(tiles);
  set_peer_accesses(tiles);
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    if (tiles[level].size == 0) continue;
    if (read_write) {
      split_read_write(tiles[level], next_outer(tiles, level) == tiles.size());
    } else {
      split_read_only(tiles[level]);
    }
  }
  return true;
}

}  // namespace tilewright::test
