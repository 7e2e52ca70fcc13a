#pragma once
// A first-in first-out queue in one block of memory, which grows when it is full: no allocation per
// element, unlike std::deque.

#include <cstddef>
#include <utility>
#include <vector>

namespace tilewright::sim {

template <typename T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The element that was pushed `index` after the front one.
  const T& operator[](std::size_t index) const {
    return slots_[(head_ + index) & (slots_.size() - 1)];
  }
  const T& front() const { return slots_[head_]; }

  void push(const T& value) {
    if (size_ == slots_.size()) grow();
    slots_[(head_ + size_++) & (slots_.size() - 1)] = value;
  }
  void pop() {
    head_ = (head_ + 1) & (slots_.size() - 1);
    --size_;
  }

 private:
  // The number of slots is 0 or a power of two.
  void grow() {
    std::vector<T> larger(slots_.empty() ? 8 : 2 * slots_.size());
    for (std::size_t index = 0; index < size_; ++index) larger[index] = (*this)[index];
    slots_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> slots_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tilewright::sim
