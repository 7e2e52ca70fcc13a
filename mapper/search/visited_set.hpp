#pragma once
// What a search has seen already, in bounded memory.

#include <cstdint>
#include <vector>

#include "mapper/space/uint128.hpp"

namespace tilewright {

/// Numbers below a limit: one bit each where that fits into `most_bytes`, else a hash set, which
/// grows up to that; from then on, further numbers are not remembered.
class VisitedSet {
 public:
  VisitedSet(uint128 limit, std::size_t most_bytes);

  /// Adds a number. False when it is in the set already.
  bool insert(uint128 number);
  std::uint64_t size() const { return size_; }

 private:
  bool insert_hashed(uint128 number);
  void grow();

  bool as_bits_;
  std::size_t most_slots_;
  std::uint64_t size_ = 0;
  std::vector<std::uint64_t> bits_;
  std::vector<uint128> slots_;  // number + 1; 0: empty; open addressing, a power of two of slots
};

}  // namespace tilewright
