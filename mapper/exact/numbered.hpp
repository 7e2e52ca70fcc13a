#pragma once
// Values that get numbers, so that equal ones are stored and compared once.

#include <cstdint>
#include <deque>

#include "mapper/exact/key_hash.hpp"

namespace tilewright::exact {

/// Gives each different key a number, from 0. References to values stay valid.
template <typename Value>
class Numbered {
 public:
  std::uint32_t number(const Key& key, const Value& value) {
    const auto [found, added] =
        numbers_.try_emplace(key, static_cast<std::uint32_t>(values_.size()));
    if (added) values_.push_back(value);
    return found->second;
  }
  const Value& operator[](std::uint32_t number) const { return values_[number]; }
  std::size_t size() const { return values_.size(); }

 private:
  KeyMap<std::uint32_t> numbers_;
  std::deque<Value> values_;
};

}  // namespace tilewright::exact
