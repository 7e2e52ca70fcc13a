// Who shares what: groups and links of one movement, and the moved words as boxes (EdgeFlow).

#include <algorithm>
#include <array>
#include <tuple>

#include "sim/flow/edge_flow.hpp"

namespace tilewright::sim {

namespace {

std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

}  // namespace

// By child. For a representative first child: it stands for all children that are not idle with
// regard to each spatial loop alone.
const std::vector<Profile>& EdgeFlow::profiles(std::uint32_t state) {
  const std::vector<Profile>& exact = passes_.profiles(state);
  if (!view_.representative) return exact;
  const auto [at, inserted] = representative_profiles_.try_emplace(state);
  if (!inserted) return at->second;
  at->second.assign(exact.size(), idle_profile);
  std::fill_n(at->second.begin(), per_parent_, exact.front());
  std::int64_t inner_children = 1;
  const int end = nest_.first_loop_outside(edge_.parent);
  for (int i = nest_.first_loop_outside(edge_.child); i < end; ++i) {
    const FlowLoop& loop = nest_.loops()[index(i)];
    if (loop.temporal >= 0) continue;
    for (std::int64_t child = 0; child < per_parent_; ++child) {
      const std::int64_t alone = child / inner_children % loop.loop.bound * inner_children;
      if (exact[index(alone)] == idle_profile) at->second[index(child)] = idle_profile;
    }
    inner_children *= loop.loop.bound;
  }
  return at->second;
}

// The first parent's children in the order in which they are numbered on the grid. The model leaves
// idle ones out.
std::vector<std::int64_t> EdgeFlow::children_by_number(std::uint32_t state) {
  std::vector<std::int64_t> children;
  for (std::int64_t child = 0; child < per_parent_; ++child) {
    const bool idle = view_.representative && profiles(state)[index(child)] == idle_profile;
    if (!idle) children.push_back(child);
  }
  return children;
}

// By child: the first mesh neighbour that offers the same words, or -1. `takers` and `givers` are
// the first parent's children by their numbers on the grid.
std::vector<std::int64_t> EdgeFlow::find_partners(const std::vector<Words>& wanted,
                                                  const std::vector<std::int64_t>& takers,
                                                  const std::vector<Words>& offered,
                                                  const std::vector<std::int64_t>& givers) const {
  constexpr std::array<std::array<std::int64_t, 2>, 4> steps{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
  std::vector<std::int64_t> partners(wanted.size(), -1);
  for (std::int64_t first = 0; first < children_; first += per_parent_) {
    for (std::size_t number = 0; number < takers.size(); ++number) {
      const std::size_t child = index(first + takers[number]);
      if (wanted[child].count == 0) continue;
      const std::int64_t column = static_cast<std::int64_t>(number) % network_.columns;
      const std::int64_t row = static_cast<std::int64_t>(number) / network_.columns;
      for (const auto& [right, down] : steps) {
        const std::int64_t x = column + right;
        const std::int64_t y = row + down;
        const std::int64_t neighbour = y * network_.columns + x;
        if (x < 0 || x >= network_.columns || y < 0 ||
            neighbour >= static_cast<std::int64_t>(givers.size())) {
          continue;
        }
        const std::int64_t giver = first + givers[index(neighbour)];
        if (offered[index(giver)] != wanted[child]) continue;
        partners[child] = giver;
        break;
      }
    }
  }
  return partners;
}

// Adds the groups of these children of one parent. Returns the parent's words.
std::int64_t EdgeFlow::group_children(const std::vector<Words>& words,
                                      std::vector<std::int64_t> members,
                                      std::vector<Group>& groups) const {
  const auto key = [&](std::int64_t child) {
    const Words& own = words[index(child)];
    return std::tuple(network_.branch[index(child)], own.form, own.code);
  };
  std::sort(members.begin(), members.end(), [&](std::int64_t a, std::int64_t b) {
    return std::tuple(key(a), a) < std::tuple(key(b), b);
  });
  const std::size_t before = groups.size();
  std::int64_t parent_words = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::int64_t child = members[i];
    if (i == 0 || key(child) != key(members[i - 1])) {
      groups.push_back({child / per_parent_, words[index(child)].count, {}});
      parent_words += groups.back().words;
    }
    groups.back().children.push_back(child);
  }
  std::sort(groups.begin() + static_cast<std::ptrdiff_t>(before), groups.end(),
            [](const Group& a, const Group& b) { return a.children.front() < b.children.front(); });
  return parent_words;
}

// `partners` (by child; empty: none) are taken where they lower the parent's words.
Movement EdgeFlow::make_movement(const std::vector<Words>& words,
                                 const std::vector<std::int64_t>& partners, bool departs) const {
  Movement movement;
  std::vector<std::int64_t> members;
  std::vector<std::int64_t> unlinked;
  for (std::int64_t first = 0; first < children_; first += per_parent_) {
    members.clear();
    unlinked.clear();
    for (std::int64_t child = first; child < first + per_parent_; ++child) {
      const std::int64_t count = words[index(child)].count;
      if (count == 0) continue;
      movement.child_words += count;
      movement.busiest_child = std::max(movement.busiest_child, count);
      members.push_back(child);
      if (partners.empty() || partners[index(child)] < 0) unlinked.push_back(child);
    }
    const std::size_t before = movement.groups.size();
    std::int64_t parent_words = group_children(words, members, movement.groups);
    if (unlinked.size() != members.size()) {
      std::vector<Group> fewer;
      const std::int64_t fewer_words = group_children(words, unlinked, fewer);
      if (fewer_words < parent_words) {
        parent_words = fewer_words;
        movement.groups.resize(before);
        std::move(fewer.begin(), fewer.end(), std::back_inserter(movement.groups));
        for (const std::int64_t child : members) {
          const std::int64_t partner = partners[index(child)];
          if (partner < 0) continue;
          const std::int64_t count = words[index(child)].count;
          movement.link_words += count;
          movement.links.push_back(departs ? Link{child, partner, count}
                                           : Link{partner, child, count});
        }
      }
    }
    movement.parent_words += parent_words;
    movement.busiest_parent = std::max(movement.busiest_parent, parent_words);
  }
  return movement;
}

TensorBox EdgeFlow::first_tile(const Position& position) {
  TensorBox box;
  const std::optional<Tile> tile = placed_tile(0, position);
  for (std::size_t axis = 0; tile && axis < tile->size(); ++axis) {
    const PlacedShape& part = (*tile)[axis];
    box.low.push_back(part.low);
    box.high.push_back(part.low + shapes_.runs(part.shape).back().second);
  }
  return box;
}

std::vector<TensorBox> EdgeFlow::moved_boxes(std::int64_t child, const Position* before,
                                             const Position* after, bool departs) {
  const Position* const now = departs ? before : after;
  const Position* const other = network_.whole_tiles ? nullptr : departs ? after : before;
  const std::optional<Tile> whole = placed_tile(child, *now);
  const std::optional<Tile> without = other == nullptr ? std::nullopt : placed_tile(child, *other);
  std::vector<TensorBox> boxes;
  if (whole && without) {
    split_boxes(*whole, *without, boxes);
  } else if (whole) {
    append_boxes(*whole, boxes);
  }
  std::sort(boxes.begin(), boxes.end(),
            [](const TensorBox& a, const TensorBox& b) { return a.low < b.low; });
  return boxes;
}

// The tile of a child at a position, in the tensor's codes; none where it is idle.
std::optional<EdgeFlow::Tile> EdgeFlow::placed_tile(std::int64_t child, const Position& position) {
  const Stand at = stand(position);
  const Profile profile = passes_.profiles(at.state)[index(child)];
  if (profile == idle_profile) return std::nullopt;
  Tile placed = tile(profile);
  for (std::size_t axis = 0; axis < placed.size(); ++axis) {
    placed[axis].low += at.offset[axis] + child_offsets_[index(child)][axis];
  }
  return placed;
}

// The set `whole` without `without`, axis by axis: what is left of an axis goes with all of the
// axes behind it.
void EdgeFlow::split_boxes(Tile whole, const Tile& without, std::vector<TensorBox>& boxes) {
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    const PointShapes::Split split = shapes_.split(whole[axis], without[axis]);
    if (!split.rest.empty()) {
      whole[axis] = split.rest;
      append_boxes(whole, boxes);
    }
    if (split.both.empty()) return;
    whole[axis] = split.both;
  }
}

void EdgeFlow::append_boxes(const Tile& tile, std::vector<TensorBox>& boxes) const {
  const std::vector<std::int64_t> origin(index(axes_.rank_count()), 0);
  std::vector<TensorBox> products{{origin, origin}};
  for (int axis = 0; axis < axes_.count(); ++axis) {
    std::vector<TensorBox> next;
    const PlacedShape& part = tile[index(axis)];
    for (const TensorBox& outer : products) {
      for (const auto& [first, last] : shapes_.runs(part.shape)) {
        for (std::int64_t at = part.low + first; at < part.low + last;) {
          const std::int64_t end = std::min(part.low + last, axes_.row_end(axis, at));
          TensorBox box = outer;
          axes_.decode(axis, at, box.low);
          for (const int rank : axes_.ranks(axis)) box.high[index(rank)] = box.low[index(rank)] + 1;
          box.high[index(axes_.ranks(axis).back())] += end - at - 1;
          next.push_back(std::move(box));
          at = end;
        }
      }
    }
    products.swap(next);
  }
  std::move(products.begin(), products.end(), std::back_inserter(boxes));
}

}  // namespace tilewright::sim
