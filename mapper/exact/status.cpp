#include "mapper/exact/status.hpp"

namespace tilewright::exact {

namespace {

void append(std::vector<std::int64_t>& key, const Rational& value) {
  key.push_back(value.numerator);
  key.push_back(value.denominator);
}

void append(std::vector<std::int64_t>& key, std::span<const NestLoop> loops) {
  key.push_back(static_cast<std::int64_t>(loops.size()));
  for (const NestLoop& loop : loops) {
    key.push_back(loop.dimension * 3 + static_cast<int>(loop.kind));
    key.push_back(loop.bound);
    key.push_back(loop.stride);
  }
}

}  // namespace

std::vector<std::int64_t> key_of(const Status& status, int ranks) {
  std::vector<std::int64_t> key;
  key.push_back((status.reached ? 1 : 0) + (status.done ? 2 : 0) + (status.has_content ? 4 : 0));
  append(key, status.per_operation);
  key.push_back(status.reduction);
  append(key, status.loops);
  for (const Transit& transit : status.transits) {
    key.push_back(((transit.slot * 64 + transit.child + 1) * 64 + transit.parent + 1) * 8 +
                  (transit.always_all ? 1 : 0) + (transit.reads_wait ? 2 : 0) +
                  (transit.idle ? 4 : 0));
    key.push_back(transit.child_units);
    key.push_back(transit.parent_units);
    key.push_back(transit.child_share);
    key.push_back(transit.parent_share);
    append(key, transit.scale);
    append(key, transit.passed);
    append(key, transit.base);
    key.push_back(transit.first_loop);
    for (int rank = 0; rank < ranks; ++rank) {
      key.push_back(transit.extents[static_cast<std::size_t>(rank)]);
    }
    append(key, transit.spread);
  }
  return key;
}

}  // namespace tilewright::exact
