#pragma once
// Sequences of integers as keys of hash tables.

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tilewright::exact {

using Key = std::vector<std::int64_t>;

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    std::uint64_t hash = 0x9e3779b97f4a7c15;
    for (const std::int64_t part : key) {
      hash ^= static_cast<std::uint64_t>(part);
      hash *= 0xff51afd7ed558ccd;
      hash ^= hash >> 32;
    }
    return static_cast<std::size_t>(hash);
  }
};

template <typename Value>
using KeyMap = std::unordered_map<Key, Value, KeyHash>;

}  // namespace tilewright::exact
