#include "sim/verify/sharing.hpp"

#include <algorithm>

namespace tilewright::sim {

namespace {

std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

}  // namespace

Sharing::Sharing(const PlayedNest& nest, const Mapping& mapping, const Edge& edge, bool is_result,
                 std::span<const Fanout> fanouts) {
  static const ReuseDirectives none;
  const auto directives = [&](int level) -> const ReuseDirectives& {
    return mapping.directives.empty() ? none : mapping.directives[index(level)];
  };
  whole_tiles_ = edge.child < 0 || contains(directives(edge.child).no_temporal_reuse, edge.space);
  branches_.assign(index(nest.instances(edge.child)), 0);
  int spreading_levels = 0;
  for (int level = edge.child + 1; level <= edge.parent; ++level) {
    const PlayedNest::Spread& spread = nest.spread(level);
    if (spread.children() == 1) continue;
    ++spreading_levels;
    columns_ = spread.columns;
    rows_ = spread.rows;
    if (!fanouts.empty()) {
      columns_ = std::max(columns_, fanouts[index(level)].x);
      rows_ = std::max(rows_, fanouts[index(level)].y);
    }
    links_ = !contains(directives(level).no_link_transfer, edge.space);
    if (contains(directives(level).no_multicast, edge.space)) {
      for (std::size_t child = 0; child < branches_.size(); ++child) {
        const std::int64_t at = static_cast<std::int64_t>(child) / per_parent_ % spread.children();
        branches_[child] += at * per_parent_;
      }
    }
    per_parent_ *= spread.children();
  }
  links_ = links_ && spreading_levels == 1 && (!is_result || whole_tiles_);
}

std::int64_t Sharing::find_partner(std::int64_t child, const WordLists& moved,
                                   const WordLists& offered) const {
  const std::int64_t number = child % per_parent_;
  const std::int64_t first = child - number;
  const std::int64_t column = number % columns_;
  const auto serves = [&](std::int64_t neighbour) {
    return neighbour >= 0 && neighbour < per_parent_ &&
           offered[index(first + neighbour)] == moved[index(child)];
  };
  if (column > 0 && serves(number - 1)) return child - 1;
  if (column + 1 < columns_ && serves(number + 1)) return child + 1;
  if (serves(number - columns_)) return child - columns_;
  if (serves(number + columns_)) return child + columns_;
  return -1;
}

// The words of these children, once for each group of equal lists.
std::int64_t Sharing::group_words(std::vector<std::int64_t>& members,
                                  const WordLists& moved) const {
  std::sort(members.begin(), members.end(), [&](std::int64_t a, std::int64_t b) {
    if (branches_[index(a)] != branches_[index(b)]) {
      return branches_[index(a)] < branches_[index(b)];
    }
    return moved[index(a)] < moved[index(b)];
  });
  std::int64_t words = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::int64_t child = members[i];
    const bool grouped = i > 0 && branches_[index(child)] == branches_[index(members[i - 1])] &&
                         moved[index(child)] == moved[index(members[i - 1])];
    if (!grouped) words += static_cast<std::int64_t>(moved[index(child)].size());
  }
  return words;
}

Sharing::Shares Sharing::share(const WordLists& moved, const WordLists* offered) const {
  Shares shares;
  const auto children = static_cast<std::int64_t>(moved.size());
  const bool linked = links_ && offered != nullptr;
  if (linked) shares.partners.assign(moved.size(), -1);
  std::vector<std::int64_t> members;
  std::vector<std::int64_t> unlinked;
  std::vector<std::int64_t> partners;
  for (std::int64_t first = 0; first < children; first += per_parent_) {
    members.clear();
    unlinked.clear();
    partners.assign(index(per_parent_), -1);
    std::int64_t linked_words = 0;
    for (std::int64_t child = first; child < first + per_parent_; ++child) {
      if (moved[index(child)].empty()) continue;
      const auto words = static_cast<std::int64_t>(moved[index(child)].size());
      shares.child_words += words;
      members.push_back(child);
      std::int64_t& partner = partners[index(child - first)];
      if (linked) partner = find_partner(child, moved, *offered);
      if (partner < 0) {
        unlinked.push_back(child);
      } else {
        linked_words += words;
      }
    }
    const std::int64_t all = group_words(members, moved);
    const std::int64_t rest = linked_words == 0 ? all : group_words(unlinked, moved);
    shares.parent_words += std::min(all, rest);
    if (rest >= all) continue;
    shares.link_words += linked_words;
    std::copy(partners.begin(), partners.end(), shares.partners.begin() + first);
  }
  return shares;
}

}  // namespace tilewright::sim
