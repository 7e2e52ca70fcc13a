#include "sim/flow/point_shapes.hpp"

#include <algorithm>
#include <cstdlib>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

constexpr std::size_t most_runs = std::size_t{1} << 22;

void append(Runs& runs, std::int64_t first, std::int64_t last) {
  if (!runs.empty() && runs.back().second == first) {
    runs.back().second = last;
  } else {
    runs.emplace_back(first, last);
  }
}

// Sorts runs and joins those that overlap or touch.
Runs joined(Runs runs) {
  std::sort(runs.begin(), runs.end());
  Runs result;
  for (const auto& [first, last] : runs) {
    if (!result.empty() && first <= result.back().second) {
      result.back().second = std::max(result.back().second, last);
    } else {
      result.emplace_back(first, last);
    }
  }
  return result;
}

// The union of `count` copies of a set, `step` > 0 apart.
Runs repeated(const Runs& runs, std::int64_t step, std::int64_t count) {
  if (runs.size() == 1 && step <= runs.front().second - runs.front().first) {
    return {{runs.front().first, runs.front().second + step * (count - 1)}};
  }
  if (static_cast<std::size_t>(count) > most_runs / runs.size()) {
    throw Error("a tile falls into more than " + std::to_string(most_runs) + " separate pieces",
                "the simulator follows each of them; use smaller tiles or coefficients");
  }
  Runs copies;
  copies.reserve(runs.size() * static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    for (const auto& [first, last] : runs) copies.emplace_back(first + i * step, last + i * step);
  }
  return joined(std::move(copies));
}

}  // namespace

PlacedShape PointShapes::sum_set(std::vector<std::pair<std::int64_t, std::int64_t>> steps) {
  std::int64_t low = 0;
  for (auto& [step, count] : steps) {
    if (step < 0) low += step * (count - 1);
    step = std::abs(step);
  }
  std::sort(steps.begin(), steps.end());  // small steps first: fewer pieces on the way
  Runs runs{{0, 1}};
  for (const auto& [step, count] : steps) {
    if (step != 0 && count > 1) runs = repeated(runs, step, count);
  }
  PlacedShape result = intern(std::move(runs));
  result.low = low;
  return result;
}

PlacedShape PointShapes::intern(Runs runs) {
  if (runs.empty()) return {};
  const std::int64_t low = runs.front().first;
  std::int64_t words = 0;
  for (auto& [first, last] : runs) {
    first -= low;
    last -= low;
    words += last - first;
  }
  const auto [at, inserted] = numbers_.try_emplace(runs, static_cast<int>(runs_.size()));
  if (inserted) {
    runs_.push_back(std::move(runs));
    words_.push_back(words);
  }
  return {at->second, low};
}

PointShapes::Split PointShapes::split(const PlacedShape& set, const PlacedShape& other) {
  if (set == other) return {set, {}};
  const Pair pair{set.shape, other.shape, other.low - set.low};
  const auto found = splits_.find(pair);
  Split result;
  if (found != splits_.end()) {
    result = found->second;
  } else {
    const Runs& own = runs(set.shape);
    const Runs& removed = runs(other.shape);
    Runs both;
    Runs rest;
    std::size_t next = 0;
    for (const auto& [first, last] : own) {
      std::int64_t at = first;
      while (next < removed.size() && removed[next].second + pair.displacement <= at) ++next;
      for (std::size_t i = next; i < removed.size(); ++i) {
        const std::int64_t from = std::max(at, removed[i].first + pair.displacement);
        const std::int64_t to = std::min(last, removed[i].second + pair.displacement);
        if (from >= last) break;
        if (from > at) append(rest, at, from);
        append(both, from, to);
        at = to;
      }
      if (at < last) append(rest, at, last);
    }
    result.both = intern(std::move(both));
    result.rest = intern(std::move(rest));
    splits_.emplace(pair, result);
  }
  result.both.low += set.low;
  result.rest.low += set.low;
  return result;
}

std::size_t PointShapes::PairHash::operator()(const Pair& pair) const {
  std::uint64_t hash = static_cast<std::uint64_t>(pair.set) * 0x9E3779B97F4A7C15ULL;
  hash = (hash ^ static_cast<std::uint64_t>(pair.other)) * 0x9E3779B97F4A7C15ULL;
  hash = (hash ^ static_cast<std::uint64_t>(pair.displacement)) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

}  // namespace tilewright::sim
