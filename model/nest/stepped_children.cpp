// The spatial half of SteppedAnalysis.

#include <algorithm>
#include <optional>

#include "model/nest/stepped_analysis.hpp"
#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

// How far `to` lies from `from` when both are the same boxes elsewhere.
template <typename Boxes>
std::optional<RankVector> shift_between(const Boxes& from, const Boxes& to) {
  if (from.empty() || from.size() != to.size()) return std::nullopt;
  const auto lowest = [](const Boxes& boxes) {
    return std::min_element(boxes.begin(), boxes.end(),
                            [](const auto& a, const auto& b) { return a.low < b.low; })
        ->low;
  };
  RankVector shift = lowest(to);
  const RankVector origin = lowest(from);
  for (std::size_t rank = 0; rank < shift.size(); ++rank) shift[rank] -= origin[rank];
  for (auto box : from) {
    for (std::size_t rank = 0; rank < shift.size(); ++rank) {
      box.low[rank] += shift[rank];
      box.high[rank] += shift[rank];
    }
    if (std::find(to.begin(), to.end(), box) == to.end()) return std::nullopt;
  }
  return shift;
}

}  // namespace

void SteppedAnalysis::run_children(int level) {
  const NestBlock& block = nest_->block(level);
  std::vector<std::int64_t>& ends = ends_[static_cast<std::size_t>(level)];
  ends.clear();
  std::int64_t children = 1;
  for (int i = block.begin; i < block.temporal; ++i) {
    index_[static_cast<std::size_t>(i)] = 0;
  }
  for (int i = block.begin; i < block.temporal; ++i) {
    ends.push_back(iterations_of(i));
    children = checked_multiply(children, ends.back());
  }
  if (level > 0) {
    visit_tile(level - 1);
  } else {
    operations_.resize(
        std::max<std::size_t>(operations_.size(), static_cast<std::size_t>(children)));
    for (std::int64_t child = 0; child < children; ++child) {
      operations_[static_cast<std::size_t>(child)] += epochs_;
    }
    std::fill(extents_.begin(), extents_.end(), 1);
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      TileState& point = fed_tile(0, space);
      Box box{projections_[space].low_corner(offset_, extents_), {}};
      for (int rank = 0; rank < projections_[space].rank_count(); ++rank) {
        box.high[rank] = box.low[rank] + 1;
      }
      point.delta.boxes.assign(1, box);
      point.delta.words = 1;
    }
  }
  for (std::size_t space = 0; space < projections_.size(); ++space) {
    count_children(level, space);
    const Box all = working_set(space, block.temporal, nest_->spatial_extents(level),
                                residual_row(residual_spatial_extents_, level));
    std::int64_t& largest = traffic(level, space).children_words;
    largest = std::max(largest, all.words(projections_[space].rank_count()));
  }
}

void SteppedAnalysis::count_children(int level, std::size_t space) {
  const NestBlock& block = nest_->block(level);
  const FanoutInfo& fanout = fanouts_[static_cast<std::size_t>(level)];
  const ReuseDirectives& own = directives_of(level);
  const bool multicast = !contains(own.no_multicast, static_cast<int>(space));
  const bool links = !contains(own.no_link_transfer, static_cast<int>(space));
  TileState& tile = fed_tile(level, space);
  std::swap(tile.children, tile.compared_children);
  tile.children.assign(
      projections_[space],
      nest_->loops().subspan(static_cast<std::size_t>(block.begin),
                             static_cast<std::size_t>(block.temporal - block.begin)),
      ends_[static_cast<std::size_t>(level)],
      {std::max(fanout.x, block.used_x), std::max(fanout.y, block.used_y)});
  const bool counted =
      links && tile.has_compared && tile.delta.words > 0 && count_with_links(level, space, tile);
  if (!counted && tile.delta.words > 0) {
    const auto words = static_cast<double>(checked_multiply(tile.delta.words, epochs_));
    for (const GroupCount& group : tile.children.groups(multicast, fanout.want_hops)) {
      add_record(traffic(level, space).records, to_record(group, words));
    }
  }
  tile.compared_delta = tile.delta;
  tile.has_compared = true;
}

// Returns false when links save no accesses; nothing is counted then.
bool SteppedAnalysis::count_with_links(int level, std::size_t space, TileState& tile) {
  const auto shift = shift_between(tile.compared_delta.boxes, tile.delta.boxes);
  if (!shift) return false;
  const auto links = tile.children.find_links(
      tile.compared_children, *shift,
      !contains(directives_of(level).no_multicast, static_cast<int>(space)),
      fanouts_[static_cast<std::size_t>(level)].want_hops);
  if (!links) return false;
  const std::int64_t words = checked_multiply(tile.delta.words, epochs_);
  Tile& counted = traffic(level, space);
  counted.link_transfers += static_cast<double>(checked_multiply(words, links->linked));
  for (const GroupCount& group : links->groups) {
    add_record(counted.records, to_record(group, static_cast<double>(words)));
  }
  return true;
}

}  // namespace tilewright
