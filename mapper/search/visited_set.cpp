#include "mapper/search/visited_set.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace tilewright {

namespace {

constexpr std::size_t first_slots = std::size_t{1} << 12;

std::size_t slot_of(uint128 number, std::size_t slots) {
  const auto mixed =
      (static_cast<std::uint64_t>(number) ^ static_cast<std::uint64_t>(number >> 64)) *
      0x9e3779b97f4a7c15;
  return static_cast<std::size_t>(mixed >> 32) & (slots - 1);
}

}  // namespace

VisitedSet::VisitedSet(uint128 limit, std::size_t most_bytes)
    : as_bits_(limit / 8 < most_bytes),
      most_slots_(std::max(first_slots, std::bit_floor(most_bytes / sizeof(uint128)))) {
  if (as_bits_) {
    bits_.resize(static_cast<std::size_t>(limit / 64 + 1));
  } else {
    slots_.resize(first_slots);
  }
}

bool VisitedSet::insert(uint128 number) {
  if (!as_bits_) return insert_hashed(number);
  std::uint64_t& word = bits_[static_cast<std::size_t>(number / 64)];
  const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(number % 64);
  if ((word & bit) != 0) return false;
  word |= bit;
  ++size_;
  return true;
}

bool VisitedSet::insert_hashed(uint128 number) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = slot_of(number, slots_.size());
  while (slots_[slot] != 0) {
    if (slots_[slot] == number + 1) return false;
    slot = (slot + 1) & mask;
  }
  if (size_ >= most_slots_ / 4 * 3) return true;
  slots_[slot] = number + 1;
  ++size_;
  if (size_ > slots_.size() / 4 * 3 && slots_.size() < most_slots_) grow();
  return true;
}

void VisitedSet::grow() {
  std::vector<uint128> old(slots_.size() * 2);
  std::swap(old, slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const uint128 entry : old) {
    if (entry == 0) continue;
    std::size_t slot = slot_of(entry - 1, slots_.size());
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = entry;
  }
}

}  // namespace tilewright
