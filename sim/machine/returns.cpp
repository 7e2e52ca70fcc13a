#include "sim/machine/returns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

Returns::Returns(Parts& parts, Feed& feed)
    : parts_(parts),
      feed_(feed),
      sequence_(parts.flow, parts.flow.change_loop(feed.edge()),
                static_cast<int>(parts.flow.loops().size())),
      left_(static_cast<std::size_t>(feed.holders()), 0) {}

Returns::Departure& Returns::departure(std::int64_t index) {
  while (created_ <= index) create_departure();
  return departures_.at(index);
}

// What leaves with the next tile, and by which ways.
void Returns::create_departure() {
  const Edge& edge = feed_.edge();
  Departure& departure = departures_[created_++];
  departure.last = sequence_.last();
  if (sequence_.next() != nullptr) departure.next = *sequence_.next();
  const Movement& movement = parts_.flow.departures(edge, sequence_.last(), sequence_.next());
  counts_.parent_updates = checked_add(counts_.parent_updates, movement.parent_words);
  departure.sends_left.assign(static_cast<std::size_t>(feed_.holders()), 0);
  departure.holders_left = feed_.holders();
  for (auto& [holders, shared] : feed_.by_holders(movement)) {
    for (const int holder : holders) {
      ++departure.sends_left[static_cast<std::size_t>(holder)];
    }
    departure.groups.push_back({std::move(shared), make_tree(holders)});
  }
  departure.groups_left = static_cast<int>(departure.groups.size());
  sequence_.advance();
}

std::vector<Returns::Member> Returns::make_tree(const std::vector<int>& holders) const {
  const auto place = [&](int holder) {
    const auto [x, y] = parts_.flow.place(feed_.settings().holder_level, holder);
    return std::tuple(y, x);
  };
  std::vector<int> order = holders;
  std::sort(order.begin(), order.end(), [&](int a, int b) { return place(a) < place(b); });
  std::vector<Member> members(order.size());
  int row_end = -1;  // last member of the row before
  for (std::size_t i = 0; i < order.size(); ++i) {
    members[i].holder = order[i];
    const auto link = [&](int from) {
      members[static_cast<std::size_t>(from)].next = static_cast<int>(i);
      members[i].previous.push_back(from);
    };
    const auto row = [&](std::size_t member) { return std::get<0>(place(order[member])); };
    if (i > 0 && row(i) == row(i - 1)) link(static_cast<int>(i) - 1);
    if (i + 1 == order.size() || row(i + 1) != row(i)) {
      if (row_end >= 0) link(row_end);
      row_end = static_cast<int>(i);
    }
  }
  return members;
}

void Returns::leave(int holder, const Stamp& when) {
  const std::int64_t index = left_[static_cast<std::size_t>(holder)]++;
  Departure& departure = this->departure(index);
  departure.when = later(departure.when, when);
  if (departure.sends_left[static_cast<std::size_t>(holder)] == 0) release(index, holder);
  for (std::size_t group = 0; group < departure.groups.size(); ++group) {
    auto& members = departure.groups[group].members;
    for (std::size_t member = 0; member < members.size(); ++member) {
      if (members[member].holder != holder) continue;
      members[member].ready = true;
      members[member].when = later(members[member].when, when);
      start(index, static_cast<int>(group), static_cast<int>(member));
    }
  }
  finish_departures();
}

// A member's own words are ready: it sends, as far as it has got the others'.
void Returns::start(std::int64_t index, int group, int member) {
  Departure& departure = departures_.at(index);
  ReductionGroup& reduction = departure.groups[static_cast<std::size_t>(group)];
  Member& sender = reduction.members[static_cast<std::size_t>(member)];
  const FeedSettings& settings = feed_.settings();
  const auto port = [&](int holder) { return settings.ports[static_cast<std::size_t>(holder)]; };
  Transfer transfer;
  transfer.space = settings.edge.space;
  transfer.source_port = port(sender.holder);
  transfer.words = reduction.shared.words;
  transfer.bits = checked_multiply(reduction.shared.words, parts_.word_bits(settings.edge));
  transfer.by_hand = true;
  if (sender.next >= 0) {
    const int next = sender.next;
    transfer.destination_ports = {port(reduction.members[static_cast<std::size_t>(next)].holder)};
    transfer.on_part = [this, index, group, member, next](std::int64_t bits) {
      Departure& of = departures_.at(index);
      Member& receiver =
          of.groups[static_cast<std::size_t>(group)].members[static_cast<std::size_t>(next)];
      receiver.received[member] += bits;
      if (receiver.ready) supply(index, group, next);
    };
  } else {
    transfer.destination_ports = {settings.parent_port};
    transfer.destination = settings.parent_ports;
    transfer.writes = feed_.addresses(reduction.shared.children, &departure.last,
                                      departure.next.empty() ? nullptr : &departure.next, true);
  }
  const Cycle begin = parts_.engine.now();
  const int holder = sender.holder;
  transfer.on_arrival = [this, index, group, member, begin, holder](int) {
    parts_.recorder.add(parts_.holder_name(feed_.settings().holder_level, holder),
                        "drain " + parts_.space_name(feed_.edge().space), begin,
                        parts_.engine.now());
    finish_send(index, group, member);
  };
  sender.transfer = parts_.transport.send(std::move(transfer));
  supply(index, group, member);
}

void Returns::supply(std::int64_t index, int group, int member) {
  ReductionGroup& reduction = departures_.at(index).groups[static_cast<std::size_t>(group)];
  Member& sender = reduction.members[static_cast<std::size_t>(member)];
  std::int64_t bits = checked_multiply(reduction.shared.words, parts_.word_bits(feed_.edge()));
  for (const int previous : sender.previous) bits = std::min(bits, sender.received[previous]);
  if (bits == sender.supplied) return;
  const std::int64_t more = bits - sender.supplied;
  sender.supplied = bits;
  parts_.transport.supply(sender.transfer, more);
}

void Returns::finish_send(std::int64_t index, int group, int member) {
  Departure& departure = departures_.at(index);
  auto& members = departure.groups[static_cast<std::size_t>(group)].members;
  const Member& sender = members[static_cast<std::size_t>(member)];
  const Stamp when = parts_.until_now(sender.when, parts_.pace.drain_cause(feed_.edge()));
  if (sender.next >= 0) {
    Member& receiver = members[static_cast<std::size_t>(sender.next)];
    receiver.when = later(receiver.when, when);
  } else {
    --departure.groups_left;
    departure.when = later(departure.when, when);
  }
  const int holder = sender.holder;
  if (--departure.sends_left[static_cast<std::size_t>(holder)] == 0) release(index, holder);
  finish_departures();
}

// The holder's room is free when all its words have gone.
void Returns::release(std::int64_t index, int holder) {
  Departure& departure = departures_.at(index);
  --departure.holders_left;
  const Stamp when = parts_.until_now(departure.when, parts_.pace.drain_cause(feed_.edge()));
  feed_.release(holder, when);
}

void Returns::finish_departures() {
  bool any = false;
  while (!departures_.empty()) {
    const auto first = departures_.begin();
    const Departure& departure = first->second;
    if (departure.groups_left > 0 || departure.holders_left > 0) break;
    last_return_ = later(last_return_, departure.when);
    departures_.erase(first);
    ++returned_;
    any = true;
  }
  if (!any) return;
  feed_.poke();
  if (on_return_) on_return_();
}

void Returns::add_blocked(std::vector<Blocked>& blocked) const {
  const FeedSettings& settings = feed_.settings();
  const std::string& space = parts_.space_name(settings.edge.space);
  for (const auto& [index, departure] : departures_) {
    for (const ReductionGroup& group : departure.groups) {
      for (const Member& member : group.members) {
        if (member.ready) continue;
        blocked.push_back(
            {fmt::format("{} back in {}", space, parts_.holder_name(settings.edge.parent, 0)),
             parts_.holder_name(settings.holder_level, member.holder),
             fmt::format("its share of tile {} is not ready", index)});
      }
    }
  }
}

}  // namespace tilewright::sim
