#include "model/nest/tile_accesses.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

double total_accesses(const std::vector<AccessRecord>& records) {
  double total = 0;
  for (const AccessRecord& record : records) total += record.accesses;
  return total;
}

double delivered_words(const std::vector<AccessRecord>& records) {
  double total = 0;
  for (const AccessRecord& record : records) {
    total += record.accesses * static_cast<double>(record.multicast);
  }
  return total;
}

int next_stored_level(const std::vector<Tile>& tiles, int level) {
  int outer = level + 1;
  while (outer < static_cast<int>(tiles.size()) && tiles[outer].size_words == 0) ++outer;
  return outer;
}

void start(const LoopNest& nest, std::vector<Tile>& tiles) {
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    Tile& tile = tiles[level];
    tile.distributed.clear();
    tile.share_words = tile.size_words;
    tile.fanout = nest.block(static_cast<int>(level)).children();
    tile.child_accesses = total_accesses(tile.records);
    tile.peer_accesses = 0;
  }
}

// The outermost instance holds the whole tensor; each level inwards, an instance's share shrinks by
// the part of the parent's children that it is. An integer division at each step.
void count_partitions(std::vector<Tile>& tiles) {
  std::int64_t partition = tiles.back().size_words;
  tiles.back().partition_size_words = partition;
  for (int level = static_cast<int>(tiles.size()) - 2; level >= 0; --level) {
    const std::int64_t all_children = tiles[level + 1].children_words;
    if (all_children != 0) {
      partition = multiply_divide(partition, tiles[level].size_words, all_children);
    }
    tiles[level].partition_size_words = partition;
  }
}

void count_parent_accesses(std::vector<Tile>& tiles) {
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    tiles[level].parent_accesses = 0;
    if (level + 1 == tiles.size()) continue;
    const Tile& parent = tiles[level + 1];
    for (const AccessRecord& record : parent.records) {
      tiles[level].parent_accesses += record.accesses * static_cast<double>(record.multicast) /
                                      static_cast<double>(parent.fanout);
    }
  }
}

void forget_buffer(Tile& tile) {
  tile.size_words = 0;
  tile.share_words = 0;
  tile.partition_size_words = 0;
  tile.child_accesses = 0;
  tile.parent_accesses = 0;
}

// A bypassed level's children reach through to the next level that keeps the data space. The
// bypassed level's own network still carries its traffic.
void bypass(const LoopNest& nest, const std::vector<ReuseDirectives>& directives, int data_space,
            std::vector<Tile>& tiles) {
  for (int level = 0; level < nest.level_count(); ++level) {
    const bool kept = contains(nest.block(level).keep, data_space);
    const bool passes = !directives.empty() && contains(directives[level].no_coalesce, data_space);
    Tile& tile = tiles[level];
    if (tile.size_words == 0 || (kept && !passes)) continue;
    const int outer = next_stored_level(tiles, level);
    if (outer == nest.level_count()) {
      forget_buffer(tile);
      break;
    }
    Tile& parent = tiles[outer];
    const double factor =
        tile.child_accesses * static_cast<double>(parent.fanout) / delivered_words(parent.records);
    for (AccessRecord& record : parent.records) {
      if (record.accesses != 0) record.accesses *= factor;
    }
    parent.link_transfers = 0;
    parent.child_accesses = total_accesses(parent.records);
    if (!kept) forget_buffer(tile);
  }
}

// Levels outside of the outermost one that keeps the data space have no traffic at all.
void clear_outermost(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
                     int data_space, std::vector<Tile>& tiles) {
  for (int level = nest.level_count() - 1; level >= 0; --level) {
    Tile& tile = tiles[level];
    const bool passes = !directives.empty() && contains(directives[level].no_coalesce, data_space);
    if (contains(nest.block(level).keep, data_space) && !passes) {
      tile.parent_accesses = 0;
      return;
    }
    forget_buffer(tile);
    tile.records.clear();
    tile.link_transfers = 0;
    tile.fanout = 0;
  }
}

void count_peer_accesses(std::vector<Tile>& tiles) {
  for (int level = static_cast<int>(tiles.size()) - 1; level > 0; --level) {
    if (tiles[level].link_transfers != 0) {
      tiles[level - 1].peer_accesses += tiles[level].link_transfers / tiles[level - 1].instances;
    }
  }
}

// To the nearest integer, halves away from zero, as std::round, which is a slow call.
std::int64_t rounded(double count) {
  const auto whole = static_cast<std::int64_t>(count);
  const double rest = count - static_cast<double>(whole);
  return whole + (rest >= 0.5) - (rest <= -0.5);
}

// Every word that a child returns is an update. All but the first update of a word read it before
// they add; partial sums that come back from the parent are fills.
void count_partial_sums(Tile& tile, bool outermost, bool first_update_reads, bool passes) {
  const double requested = tile.child_accesses + tile.peer_accesses;
  const double returned = tile.parent_accesses + tile.peer_accesses;
  const auto first_visits = static_cast<double>(tile.partition_size_words);
  tile.updates = rounded(tile.child_accesses);
  if (passes) {
    tile.reads = rounded(requested);
    tile.temporal_reductions = static_cast<double>(tile.reads);
    tile.fills = rounded(requested);
  } else if (first_update_reads) {
    tile.reads = rounded(requested);
    tile.temporal_reductions = static_cast<double>(tile.reads);
    tile.fills = rounded(returned);
  } else {
    tile.reads = rounded(requested - first_visits);
    tile.temporal_reductions = static_cast<double>(tile.reads);
    tile.fills = rounded(outermost ? returned : returned - first_visits);
  }
}

void count_accesses(const std::vector<ReuseDirectives>& directives, int data_space, bool read_write,
                    std::vector<Tile>& tiles) {
  static const ReuseDirectives none;
  for (int level = 0; level < static_cast<int>(tiles.size()); ++level) {
    Tile& tile = tiles[level];
    tile.reads = tile.fills = tile.updates = 0;
    tile.temporal_reductions = 0;
    if (tile.size_words == 0) continue;
    if (read_write) {
      const ReuseDirectives& own = directives.empty() ? none : directives[level];
      const bool outermost = next_stored_level(tiles, level) == static_cast<int>(tiles.size());
      count_partial_sums(tile, outermost, contains(own.rmw_first_update, data_space),
                         contains(own.no_coalesce, data_space));
    } else {
      tile.reads = rounded(tile.child_accesses + tile.peer_accesses);
      tile.fills = static_cast<std::int64_t>(tile.parent_accesses + tile.peer_accesses);
    }
  }
}

}  // namespace

TileAccesses::TileAccesses(std::vector<bool> distributes)
    : distributes_(std::move(distributes)),
      any_distributes_(std::find(distributes_.begin(), distributes_.end(), true) !=
                       distributes_.end()) {}

bool TileAccesses::run(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
                       int data_space, bool read_write, std::vector<Tile>& tiles) const {
  start(nest, tiles);
  count_partitions(tiles);
  count_parent_accesses(tiles);
  if (any_distributes_ && !distribute(tiles)) return false;
  bypass(nest, directives, data_space, tiles);
  clear_outermost(nest, directives, data_space, tiles);
  count_peer_accesses(tiles);
  count_accesses(directives, data_space, read_write, tiles);
  return true;
}

// The innermost level with an M:N network whose parent multicasts: the parent sends each word to
// one child only, which forwards it to the others.
bool TileAccesses::distribute(std::vector<Tile>& tiles) const {
  for (std::size_t level = 0; level + 1 < tiles.size(); ++level) {
    if (!distributes_[level]) continue;
    Tile& inner = tiles[level];
    Tile& outer = tiles[level + 1];
    if (outer.records.size() != 1 || inner.records.size() != 1) return false;
    const AccessRecord sent = outer.records.front();
    if (sent.multicast == 1) continue;
    outer.records.front() = {1, sent.multicast * sent.scatter, sent.accesses, sent.unicast_hops, 0};
    const AccessRecord& forwarded = inner.records.front();
    outer.distributed.assign(1, {sent.multicast, sent.scatter, forwarded.accesses,
                                 sent.hops * forwarded.accesses / sent.accesses, 0});
    const auto shares = static_cast<double>(sent.multicast);
    inner.share_words = 1 + (inner.size_words - 1) / sent.multicast;
    inner.partition_size_words = 1 + (inner.partition_size_words - 1) / sent.multicast;
    inner.child_accesses = 1 + (inner.child_accesses - 1) / shares;
    inner.parent_accesses = 1 + (inner.parent_accesses - 1) / shares;
    break;
  }
  return true;
}

}  // namespace tilewright
