#pragma once
// What a search has seen already, in bounded memory.

#include <cstdint>
#include <vector>

#include "mapper/space/uint128.hpp"

namespace tilewright {

/// Numbers below a limit: one bit each where that is affordable, else a hash set, which grows up to
/// 64 MB; from then on, further numbers are not remembered.
class VisitedSet {
 public:
  explicit VisitedSet(uint128 limit);

  /// Adds a number. False when it is in the set already.
  bool insert(uint128 number);
  std::uint64_t size() const { return size_; }

 private:
  bool insert_hashed(uint128 number);
  void grow();

  bool as_bits_;
  std::uint64_t size_ = 0;
  std::vector<std::uint64_t> bits_;
  std::vector<uint128> slots_;  // number + 1; 0: empty; open addressing, a power of two of slots
};

}  // namespace tilewright
