#include "mapper/search/rejections.hpp"

#include <algorithm>

namespace tilewright {

namespace {

constexpr std::size_t kinds = static_cast<std::size_t>(Rejection::Kind::distributed_multicast) + 1;

// True when a value below the limit was wrong, not one above it.
bool is_minimum(Rejection::Kind kind) {
  return kind == Rejection::Kind::min_utilization || kind == Rejection::Kind::parallelism;
}

bool is_closer(const Rejection& a, const Rejection& b) {
  return is_minimum(a.kind) ? a.value > b.value : a.value < b.value;
}

}  // namespace

RejectionCounts::RejectionCounts(int storage_levels)
    : row_(storage_levels + 1), counts_(kinds * static_cast<std::size_t>(row_)) {}

void RejectionCounts::add(const Rejection& rejection) {
  const int position = static_cast<int>(rejection.kind) * row_ + rejection.level + 1;
  RejectionCount& entry = counts_[static_cast<std::size_t>(position)];
  if (entry.count++ == 0 || is_closer(rejection, entry.closest)) entry.closest = rejection;
}

void RejectionCounts::add(const RejectionCounts& other) {
  for (std::size_t index = 0; index < counts_.size(); ++index) {
    const RejectionCount& added = other.counts_[index];
    RejectionCount& entry = counts_[index];
    if (added.count == 0) continue;
    if (entry.count == 0 || is_closer(added.closest, entry.closest)) entry.closest = added.closest;
    entry.count += added.count;
  }
}

std::vector<RejectionCount> RejectionCounts::by_frequency() const {
  std::vector<RejectionCount> sorted;
  std::copy_if(counts_.begin(), counts_.end(), std::back_inserter(sorted),
               [](const RejectionCount& entry) { return entry.count > 0; });
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const RejectionCount& a, const RejectionCount& b) { return a.count > b.count; });
  return sorted;
}

}  // namespace tilewright
