#include "sim/report/model_traffic.hpp"

#include <cmath>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

// One level's traffic with the children's accesses of bypassed levels inside handed on to it.
struct HandedOn {
  double accesses = 0;     // by children
  double links = 0;        // between the children
  double from_parent = 0;  // to this instance, links left out
  bool kept = false;
  bool outermost = false;
};

double sum(const Tile& tile, bool delivered) {
  double words = 0;
  for (const AccessRecord& record : tile.records) {
    words += record.accesses * (delivered ? static_cast<double>(record.multicast) : 1.0);
  }
  return words;
}

std::vector<HandedOn> hand_on(const LoopNest& nest, int data_space,
                              const std::vector<Tile>& tiles) {
  std::vector<HandedOn> levels(tiles.size());
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    levels[level].accesses = sum(tiles[level], false);
    levels[level].links = tiles[level].link_transfers;
    levels[level].kept = contains(nest.block(static_cast<int>(level)).keep, data_space);
    if (level + 1 == tiles.size()) continue;
    const auto siblings = static_cast<double>(nest.block(static_cast<int>(level) + 1).children());
    // Added up in the model's order: a sum that is cut off shows its last bit.
    for (const AccessRecord& record : tiles[level + 1].records) {
      levels[level].from_parent +=
          record.accesses * static_cast<double>(record.multicast) / siblings;
    }
  }
  for (std::size_t level = 0; level + 1 < tiles.size(); ++level) {
    if (levels[level].kept) continue;
    const Tile& outer = tiles[level + 1];
    const auto children = static_cast<double>(nest.block(static_cast<int>(level) + 1).children());
    levels[level + 1].accesses *= levels[level].accesses * children / sum(outer, true);
    levels[level + 1].links = 0;
  }
  for (std::size_t level = tiles.size(); level-- > 0;) {
    if (levels[level].kept) {
      levels[level].outermost = true;
      levels[level].from_parent = 0;
      break;
    }
    levels[level].links = 0;
  }
  return levels;
}

// Shares of the tensor as the model cuts them: each level's tile is a part of its siblings'.
std::vector<std::int64_t> shares(const std::vector<Tile>& tiles) {
  std::vector<std::int64_t> result(tiles.size());
  std::int64_t share = tiles.back().size_words;
  result.back() = share;
  for (std::size_t level = tiles.size() - 1; level-- > 0;) {
    const std::int64_t siblings = tiles[level + 1].children_words;
    if (siblings != 0) share = multiply_divide(share, tiles[level].size_words, siblings);
    result[level] = share;
  }
  return result;
}

bool reads_first_updates(const Mapping& mapping, std::size_t level, int data_space) {
  return !mapping.directives.empty() &&
         contains(mapping.directives[level].rmw_first_update, data_space);
}

}  // namespace

std::vector<LevelTraffic> bypassed_traffic(const LoopNest& nest, const Mapping& mapping,
                                           int data_space, bool read_write,
                                           const std::vector<Tile>& tiles,
                                           const std::vector<FirstVisits>& first_visits) {
  const std::vector<HandedOn> levels = hand_on(nest, data_space, tiles);
  std::vector<LevelTraffic> traffic(tiles.size());
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    if (!levels[level].kept) continue;
    double peers = 0;
    if (level + 1 < tiles.size()) {
      peers = levels[level + 1].links /
              static_cast<double>(nest.block(static_cast<int>(level) + 1).children());
    }
    const bool counts_first = !read_write || reads_first_updates(mapping, level, data_space);
    const FirstVisits first = counts_first ? FirstVisits{} : first_visits[level];
    traffic[level].reads = levels[level].accesses + peers - first.by_children;
    traffic[level].fills = levels[level].from_parent + peers - first.own;
    if (levels[level].outermost) traffic[level].fills = peers;
    if (read_write) traffic[level].updates = levels[level].accesses;
  }
  return traffic;
}

std::vector<LevelTraffic> rounded_traffic(const LoopNest& nest, const Mapping& mapping,
                                          int data_space, bool read_write,
                                          const std::vector<Tile>& tiles) {
  const std::vector<HandedOn> levels = hand_on(nest, data_space, tiles);
  const std::vector<std::int64_t> first_visits = shares(tiles);
  std::vector<LevelTraffic> traffic(tiles.size());
  for (std::size_t level = 0; level < tiles.size(); ++level) {
    if (!levels[level].kept) continue;
    double peers = 0;
    if (level + 1 < tiles.size()) peers = levels[level + 1].links / tiles[level].instances;
    const double requested = levels[level].accesses + peers;
    const double received = levels[level].from_parent + peers;
    if (!read_write) {
      traffic[level] = {std::round(requested), std::trunc(received), 0};
      continue;
    }
    const bool counts_first = reads_first_updates(mapping, level, data_space);
    const auto first = counts_first ? 0.0 : static_cast<double>(first_visits[level]);
    traffic[level].reads = std::round(requested - first);
    traffic[level].fills = std::round(levels[level].outermost ? received : received - first);
    traffic[level].updates = std::round(levels[level].accesses);
  }
  return traffic;
}

}  // namespace tilewright::sim
