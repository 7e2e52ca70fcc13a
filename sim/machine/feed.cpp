#include "sim/machine/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/spec/checked.hpp"
#include "sim/machine/returns.hpp"

namespace tilewright::sim {

Feed::Feed(Parts& parts, const FeedSettings& settings)
    : parts_(parts),
      settings_(settings),
      children_per_holder_(parts.flow.instances(settings.edge.child) /
                           parts.flow.instances(settings.holder_level)),
      sequence_(parts.flow, parts.flow.change_loop(settings.edge),
                settings.parent == nullptr ? static_cast<int>(parts.flow.loops().size())
                                           : parts.flow.change_loop(settings.parent->edge())),
      holders_(settings.ports.size()) {}

std::map<std::vector<int>, SharedWords> Feed::by_holders(const Movement& movement) const {
  std::map<std::vector<int>, SharedWords> shared;
  for (const Group& group : movement.groups) {
    std::vector<int> holders;
    for (const std::int64_t child : group.children) {
      holders.push_back(static_cast<int>(child / children_per_holder_));
    }
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    SharedWords& words = shared[holders];
    words.words = checked_add(words.words, group.words);
    words.children.push_back(group.children.front());
  }
  return shared;
}

std::vector<AddressRange> Feed::addresses(const std::vector<std::int64_t>& children,
                                          const Position* before, const Position* after,
                                          bool departs) const {
  if (settings_.addresses == nullptr) return {};
  std::vector<TensorBox> boxes;
  for (const std::int64_t child : children) {
    const auto moved = parts_.flow.moved_boxes(settings_.edge, child, before, after, departs);
    boxes.insert(boxes.end(), moved.begin(), moved.end());
  }
  return settings_.addresses->ranges(settings_.edge.space, boxes);
}

// The parts of the present tile. A holder to which nothing goes gets an empty part, which comes as
// soon as there is room.
void Feed::load() {
  const Edge& edge = settings_.edge;
  const Movement& movement =
      parts_.flow.arrivals(edge, nullptr, sequence_.before(), sequence_.position());
  touched_ = parts_.flow.touched(edge, sequence_.position());
  const bool data = touched_ || !parts_.flow.is_result(edge.space);
  parts_to_send_.clear();
  std::vector<int> expected(holders_.size(), 0);
  if (data) {
    for (auto& [holders, shared] : by_holders(movement)) {
      for (const int holder : holders) ++expected[static_cast<std::size_t>(holder)];
      parts_to_send_.push_back({holders, std::move(shared), false});
    }
  }
  for (std::size_t holder = 0; holder < holders_.size(); ++holder) {
    if (expected[holder] == 0) parts_to_send_.push_back({{static_cast<int>(holder)}, {}, false});
    holders_[holder].tiles[sequence_.index()].parts_left = std::max(expected[holder], 1);
  }
  first_tile_.emplace(sequence_.parent_index(), sequence_.index());
  if (data) {
    counts_.parent_reads = checked_add(counts_.parent_reads, movement.parent_words);
    counts_.child_fills = checked_add(counts_.child_fills, movement.child_words);
  }
  loaded_ = true;
}

// Tiles that a holder must have given up before the present one may come.
std::int64_t Feed::needed_releases() const {
  switch (settings_.slots) {
    case Slots::one:
      return sequence_.index();
    case Slots::two:
      return sequence_.index() - 1;
    case Slots::unlimited:
      return 0;
  }
  return 0;
}

bool Feed::may_send(const Part& part) const {
  if (settings_.parent != nullptr && !settings_.parent->arrived(0, sequence_.parent_index())) {
    return false;
  }
  // Partial sums: those of all tiles but the last are back before they are asked for again.
  if (touched_ && returns_ != nullptr && returns_->returned() + 1 < sequence_.index()) return false;
  const std::int64_t needed = needed_releases();
  return std::all_of(part.holders.begin(), part.holders.end(), [&](int holder) {
    return holders_[static_cast<std::size_t>(holder)].released >= needed;
  });
}

Stamp Feed::start_of(const Part& part) const {
  Stamp start;
  if (settings_.parent != nullptr) {
    start = settings_.parent->arrival(0, sequence_.parent_index());
  }
  if (needed_releases() > 0) {
    for (const int holder : part.holders) {
      start = later(start, holders_[static_cast<std::size_t>(holder)].last_release);
    }
  }
  if (touched_ && returns_ != nullptr) start = later(start, returns_->last_return());
  return start;
}

void Feed::poke() {
  if (poking_) return;
  poking_ = true;
  while (send_tile()) {
  }
  poking_ = false;
}

bool Feed::send_tile() {
  if (sequence_.done()) return false;
  if (!loaded_) load();
  bool all = true;
  for (Part& part : parts_to_send_) {
    if (!part.sent && may_send(part)) send(part);
    all = all && part.sent;
  }
  if (!all) return false;
  sequence_.advance();
  loaded_ = false;
  if (watch_ != nullptr) watch_->tile_arrived(*this, -1);
  return true;
}

void Feed::send(Part& part) {
  part.sent = true;
  const std::int64_t index = sequence_.index();
  const std::int64_t parent_index = sequence_.parent_index();
  // What has happened on the way here is in the stamp of the latest condition.
  const Stamp start = start_of(part);
  if (part.shared.words == 0) {
    for (const int holder : part.holders) arrive(holder, index, start);
    return;
  }
  Transfer transfer;
  transfer.space = settings_.edge.space;
  transfer.source_port = settings_.parent_port;
  for (const int holder : part.holders) {
    transfer.destination_ports.push_back(settings_.ports[static_cast<std::size_t>(holder)]);
  }
  transfer.words = part.shared.words;
  transfer.bits = checked_multiply(part.shared.words, parts_.word_bits(settings_.edge));
  transfer.source = settings_.parent_ports;
  transfer.destination = settings_.child_ports;
  transfer.reads =
      addresses(part.shared.children, sequence_.before(), &sequence_.position(), false);
  ++reading_[parent_index];
  const int cause = parts_.pace.fill_cause(settings_.edge);
  transfer.on_read = [this, parent_index, start, cause] {
    if (--reading_[parent_index] == 0) reading_.erase(parent_index);
    last_read_ = later(last_read_, parts_.until_now(start, cause));
    if (watch_ != nullptr) watch_->tile_arrived(*this, -1);
  };
  const Cycle begin = parts_.engine.now();
  std::vector<int> holders = part.holders;
  transfer.on_arrival = [this, index, start, cause, begin, holders](int port) {
    for (const int holder : holders) {
      if (settings_.ports[static_cast<std::size_t>(holder)] != port) continue;
      parts_.recorder.add(parts_.holder_name(settings_.holder_level, holder),
                          "fill " + parts_.space_name(settings_.edge.space), begin,
                          parts_.engine.now());
      arrive(holder, index, parts_.until_now(start, cause));
    }
  };
  parts_.transport.send(std::move(transfer));
}

void Feed::arrive(int holder, std::int64_t index, const Stamp& when) {
  Arrival& tile = holders_[static_cast<std::size_t>(holder)].tiles.at(index);
  tile.when = later(tile.when, when);
  if (--tile.parts_left == 0 && user_ != nullptr) user_->tile_arrived(*this, holder);
}

bool Feed::arrived(int holder, std::int64_t index) const {
  const auto& tiles = holders_[static_cast<std::size_t>(holder)].tiles;
  const auto tile = tiles.find(index);
  return tile != tiles.end() && tile->second.parts_left == 0;
}

Stamp Feed::arrival(int holder, std::int64_t index) const {
  return holders_[static_cast<std::size_t>(holder)].tiles.at(index).when;
}

void Feed::release(int holder, const Stamp& when) {
  Holder& state = holders_[static_cast<std::size_t>(holder)];
  ++state.released;
  state.tiles.erase(state.tiles.begin(), state.tiles.lower_bound(state.released));
  state.last_release = later(state.last_release, when);
  poke();
}

bool Feed::past(std::int64_t parent_index) const {
  return (sequence_.done() || sequence_.parent_index() > parent_index) &&
         reading_.find(parent_index) == reading_.end();
}

std::int64_t Feed::tiles_until(std::int64_t parent_index) const {
  const auto next = first_tile_.find(parent_index + 1);
  return next == first_tile_.end() ? sequence_.index() + 1 : next->second;
}

void Feed::add_blocked(std::vector<Blocked>& blocked) const {
  if (sequence_.done()) return;
  const std::string& space = parts_.space_name(settings_.edge.space);
  const std::string parent = parts_.holder_name(settings_.edge.parent, 0);
  for (const Part& part : parts_to_send_) {
    if (part.sent) continue;
    for (const int holder : part.holders) {
      const std::string child = parts_.holder_name(settings_.holder_level, holder);
      const std::string who = fmt::format("{} in {}", space, child);
      if (settings_.parent != nullptr && !settings_.parent->arrived(0, sequence_.parent_index())) {
        blocked.push_back({who, fmt::format("{} in {}", space, parent),
                           fmt::format("tile {} is not there yet", sequence_.parent_index())});
      }
      if (touched_ && returns_ != nullptr && returns_->returned() + 1 < sequence_.index()) {
        blocked.push_back(
            {who, fmt::format("{} back in {}", space, parent), "partial sums have not returned"});
      }
      if (holders_[static_cast<std::size_t>(holder)].released < needed_releases()) {
        blocked.push_back({who, child, "there is no room while an older tile is in use"});
      }
    }
  }
}

}  // namespace tilewright::sim
