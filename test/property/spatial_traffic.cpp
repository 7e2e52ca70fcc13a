#include "test/property/spatial_traffic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tilewright::test {

namespace {

struct Hops {
  double together = 0;
  double alone = 0;
};

// Words enter at column 0, in the middle of the rows, go along the columns as far as needed and
// drop vertical branches.
Hops group_hops(const std::vector<std::int64_t>& group, const Grid& grid) {
  struct Range {
    std::int64_t low, high;
  };
  std::map<std::int64_t, Range> rows_at_column;
  const double centre = static_cast<double>(grid.rows - 1) / 2;
  Hops hops;
  for (const std::int64_t id : group) {
    const std::int64_t column = id % grid.columns;
    const std::int64_t row = id / grid.columns;
    const auto [it, inserted] = rows_at_column.try_emplace(column, Range{row, row});
    it->second.low = std::min(it->second.low, row);
    it->second.high = std::max(it->second.high, row);
    hops.alone += static_cast<double>(column) + std::abs(static_cast<double>(row) - centre);
  }
  hops.together = static_cast<double>(rows_at_column.rbegin()->first);
  for (const auto& [column, range] : rows_at_column) {
    hops.together += std::max(0.0, centre - static_cast<double>(range.low));
    hops.together += std::max(0.0, static_cast<double>(range.high) - centre);
  }
  return hops;
}

std::vector<std::vector<std::int64_t>> equal_groups(const ChildDeltas& deltas, bool multicast) {
  std::vector<std::vector<std::int64_t>> groups;
  for (const auto& child : deltas) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return multicast && deltas.at(group.front()).same_boxes(child.second);
    });
    if (same == groups.end()) {
      groups.push_back({child.first});
    } else {
      same->push_back(child.first);
    }
  }
  return groups;
}

}  // namespace

Records multicast_records(const ChildDeltas& deltas, const Grid& grid, bool multicast,
                          std::int64_t epochs) {
  struct Bucket {
    double accesses = 0;
    std::int64_t groups = 0;
    Hops hops;
  };
  std::map<std::int64_t, Bucket> buckets;  // by group size
  for (const auto& group : equal_groups(deltas, multicast)) {
    const std::int64_t words = deltas.at(group.front()).size();
    if (words == 0) continue;
    Bucket& bucket = buckets[static_cast<std::int64_t>(group.size())];
    const Hops hops = group_hops(group, grid);
    bucket.accesses += static_cast<double>(words * epochs);
    bucket.groups += 1;
    bucket.hops.together += hops.together;
    bucket.hops.alone += hops.alone;
  }
  Records records;
  for (const auto& [children, bucket] : buckets) {
    const auto scatter = static_cast<double>(bucket.groups);
    records[{children, bucket.groups}] = {bucket.accesses,
                                          (bucket.hops.together * bucket.accesses) / scatter,
                                          (bucket.hops.alone * bucket.accesses) / scatter};
  }
  return records;
}

ChildDeltas children_served_by_links(const ChildDeltas& deltas, const ChildDeltas& previous,
                                     const Grid& grid) {
  constexpr std::array<std::pair<int, int>, 4> steps{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
  ChildDeltas served;
  for (const auto& [id, delta] : deltas) {
    if (delta.empty()) continue;
    const std::int64_t column = id % grid.columns;
    const std::int64_t row = id / grid.columns;
    for (const auto& [dx, dy] : steps) {
      const std::int64_t x = column + dx;
      const std::int64_t y = row + dy;
      if (x < 0 || x >= grid.columns || y < 0 || y >= grid.rows) continue;
      const auto neighbour = previous.find(y * grid.columns + x);
      if (neighbour != previous.end() && neighbour->second.same_boxes(delta)) {
        served.emplace(id, delta);
      }
    }
  }
  return served;
}

double total_accesses(const Records& records) {
  double total = 0;
  for (const auto& [key, record] : records) total += record.accesses;
  return total;
}

}  // namespace tilewright::test
