#pragma once
// Which channel, rank, bank, row and column hold a burst.
//
// The burst's number (address / burst size) is taken apart like a number with mixed radices. The
// order of its digits is written from the most to the least significant one, for example
// "row:rank:bank:column:group:channel": neighbouring bursts lie in different channels, then in
// different bank groups, then in the columns of the same rows, then in other banks.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/dram/dram_settings.hpp"

namespace tilewright::sim {

/// The place of one burst. `bank` counts within the rank: group * banks per group + bank of group.
struct DramLocation {
  int channel = 0;
  int rank = 0;
  int group = 0;
  int bank = 0;
  std::int64_t row = 0;
  std::int64_t column = 0;
};

class AddressMap {
 public:
  /// Throws Error when the settings' address_order is not one.
  explicit AddressMap(const TimingDramSettings& settings);

  /// The place of the burst of this number, which must lie in the DRAM.
  DramLocation locate(std::int64_t burst) const;

 private:
  enum class Field { row, rank, bank, group, column, channel };
  static constexpr int field_count = 6;

  /// One digit. Powers of two, the usual case, are taken off by a shift.
  struct Digit {
    Field field;
    std::int64_t radix;
    int shift;  ///< log2 of the radix, or -1

    std::int64_t take(std::int64_t& number) const;
  };

  static Field field_named(const std::string& word, const TimingDramSettings& settings);
  std::int64_t radix(Field field, const TimingDramSettings& settings) const;

  std::vector<Digit> digits_;  ///< the least significant one first
  bool groups_apart_ = false;  ///< "group" is a digit of its own
  std::int64_t bank_groups_;
  std::int64_t banks_per_group_;
};

}  // namespace tilewright::sim
