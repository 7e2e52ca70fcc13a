#include "mapper/exact/status.hpp"

namespace tilewright::exact {

namespace {

void append(const Rational& value, Key& key) {
  key.push_back(value.numerator);
  key.push_back(value.denominator);
}

}  // namespace

void append_key(std::span<const NestLoop> loops, Key& key) {
  key.push_back(static_cast<std::int64_t>(loops.size()));
  for (const NestLoop& loop : loops) {
    key.push_back(loop.dimension * 3 + static_cast<int>(loop.kind));
    key.push_back(loop.bound);
    key.push_back(loop.stride);
  }
}

void append_key(const Status& status, int ranks, Key& key) {
  key.push_back((status.reached ? 1 : 0) + (status.done ? 2 : 0) + (status.has_content ? 4 : 0));
  append(status.per_operation, key);
  key.push_back(status.reduction);
  append_key(status.loops, key);
  for (const Transit& transit : status.transits) {
    key.push_back(((transit.slot * 64 + transit.child + 1) * 64 + transit.parent + 1) * 16 +
                  (transit.always_all ? 1 : 0) + (transit.reads_wait ? 2 : 0) +
                  (transit.idle ? 4 : 0) + (transit.counted ? 8 : 0));
    key.push_back(transit.child_units);
    key.push_back(transit.parent_units);
    key.push_back(transit.child_share);
    key.push_back(transit.parent_share);
    append(transit.per_operation, key);
    append(transit.scale, key);
    append(transit.passed, key);
    key.push_back(transit.first_loop);
    for (int rank = 0; rank < ranks; ++rank) {
      key.push_back(transit.extents[static_cast<std::size_t>(rank)]);
    }
    key.push_back(transit.profile);
  }
}

}  // namespace tilewright::exact
