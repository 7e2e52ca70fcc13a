#pragma once
// The open messages of a network. Ids count up; the memory of a message is free once it and all
// older ones are closed, so that a long run needs no more memory than a short one.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace tilewright::sim {

struct Message {
  int source_port = 0;
  std::vector<int> destination_ports;  // ascending
  std::int64_t bits = 0;
  std::int64_t supplied_bits = 0;
  /// Destinations that do not have the whole message yet.
  int deliveries_left = 0;

  bool open() const { return deliveries_left > 0; }
};

/// Throws std::logic_error unless ports, destinations and bits are as Network::open demands.
/// Returns the message, without supply.
Message make_message(int port_count, int source_port, std::span<const int> destination_ports,
                     std::int64_t bits);

/// Adds to what is supplied. Throws std::logic_error when bits <= 0 or beyond the announced ones.
void add_supply(Message& message, std::int64_t bits);

/// Throws std::logic_error that there is no such open message.
[[noreturn]] void throw_no_message(int id);

/// `M` is Message or derived from it.
template <typename M>
class MessageTable {
 public:
  /// Returns the new message's id.
  int add(M message) {
    messages_.push_back(std::move(message));
    ++open_;
    return first_ + static_cast<int>(messages_.size()) - 1;
  }

  /// An open message; its address stays the same. Throws std::logic_error when there is none.
  M& operator[](int id) {
    const int index = id - first_;
    if (index < 0 || index >= static_cast<int>(messages_.size()) ||
        !messages_[static_cast<std::size_t>(index)].open()) {
      throw_no_message(id);
    }
    return messages_[static_cast<std::size_t>(index)];
  }
  const M& operator[](int id) const { return const_cast<MessageTable&>(*this)[id]; }

  /// One destination has the whole message; it is closed when all have.
  void deliver(int id) {
    M& message = (*this)[id];
    if (--message.deliveries_left > 0) return;
    --open_;
    message = M();
    while (!messages_.empty() && !messages_.front().open()) {
      messages_.pop_front();
      ++first_;
    }
  }

  bool empty() const { return open_ == 0; }
  /// Messages opened so far.
  int opened() const { return first_ + static_cast<int>(messages_.size()); }

 private:
  std::deque<M> messages_;
  int first_ = 0;  // id of the first element of messages_
  int open_ = 0;
};

}  // namespace tilewright::sim
