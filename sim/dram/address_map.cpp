#include "sim/dram/address_map.hpp"

#include <algorithm>
#include <bit>
#include <sstream>

#include "model/spec/spelling.hpp"

namespace tilewright::sim {
namespace {

/// In the order of AddressMap::Field.
const std::vector<std::string>& field_names() {
  static const std::vector<std::string> names = {"row",   "rank",   "bank",
                                                 "group", "column", "channel"};
  return names;
}

int shift_of(std::int64_t radix) {
  const auto bits = static_cast<std::uint64_t>(radix);
  return std::has_single_bit(bits) ? std::countr_zero(bits) : -1;
}

}  // namespace

AddressMap::AddressMap(const TimingDramSettings& settings)
    : bank_groups_(settings.bank_groups), banks_per_group_(settings.banks_per_group) {
  std::array<bool, field_count> present{};
  std::vector<Field> fields;
  std::istringstream words(settings.address_order);
  for (std::string word; std::getline(words, word, ':');) {
    const Field field = field_named(word, settings);
    bool& seen = present[static_cast<std::size_t>(field)];
    if (seen) {
      throw Error(settings.place,
                  "the DRAM's address order names " + reader::in_quotes(word) + " twice",
                  "each part stands once");
    }
    seen = true;
    fields.push_back(field);
  }
  groups_apart_ = present[static_cast<std::size_t>(Field::group)];
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (present[i] || i == static_cast<std::size_t>(Field::group)) continue;
    throw Error(settings.place,
                "the DRAM's address order lacks " + reader::in_quotes(field_names()[i]),
                "for example \"" + TimingDramSettings().address_order + "\"");
  }
  std::reverse(fields.begin(), fields.end());
  for (const Field field : fields) {
    const std::int64_t count = radix(field, settings);
    digits_.push_back({field, count, shift_of(count)});
  }
}

AddressMap::Field AddressMap::field_named(const std::string& word,
                                          const TimingDramSettings& settings) {
  const auto& names = field_names();
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    throw Error(settings.place,
                "the DRAM's address order has an unknown part " + reader::in_quotes(word),
                reader::suggest(word, names));
  }
  return static_cast<Field>(found - names.begin());
}

std::int64_t AddressMap::radix(Field field, const TimingDramSettings& settings) const {
  switch (field) {
    case Field::row:
      return settings.rows;
    case Field::rank:
      return settings.ranks;
    case Field::bank:
      return groups_apart_ ? settings.banks_per_group : settings.banks_per_rank();
    case Field::group:
      return settings.bank_groups;
    case Field::column:
      return settings.columns();
    case Field::channel:
      return settings.channels;
  }
  return 1;
}

std::int64_t AddressMap::Digit::take(std::int64_t& number) const {
  if (shift >= 0) {
    const std::int64_t value = number & (radix - 1);
    number >>= shift;
    return value;
  }
  const std::int64_t value = number % radix;
  number /= radix;
  return value;
}

DramLocation AddressMap::locate(std::int64_t burst) const {
  std::array<std::int64_t, field_count> values{};
  for (const Digit& digit : digits_) {
    values[static_cast<std::size_t>(digit.field)] = digit.take(burst);
  }
  const auto value = [&](Field field) { return values[static_cast<std::size_t>(field)]; };
  std::int64_t group = value(Field::group);
  std::int64_t bank = value(Field::bank);
  if (!groups_apart_ && bank_groups_ > 1) {
    group = bank % bank_groups_;
    bank /= bank_groups_;
  }
  return {static_cast<int>(value(Field::channel)),
          static_cast<int>(value(Field::rank)),
          static_cast<int>(group),
          static_cast<int>(group * banks_per_group_ + bank),
          value(Field::row),
          value(Field::column)};
}

}  // namespace tilewright::sim
