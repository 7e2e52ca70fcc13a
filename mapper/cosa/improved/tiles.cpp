#include "mapper/cosa/improved/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tilewright::cosa::improved {

namespace {

std::vector<std::int64_t> divisors(std::int64_t bound) {
  std::vector<std::int64_t> small;
  std::vector<std::int64_t> large;
  for (std::int64_t d = 1; d <= bound / d; ++d) {
    if (bound % d != 0) continue;
    small.push_back(d);
    if (d != bound / d) large.push_back(bound / d);
  }
  small.insert(small.end(), large.rbegin(), large.rend());
  return small;
}

int valuation(std::int64_t value, std::int64_t prime) {
  int count = 0;
  for (; value % prime == 0; value /= prime) ++count;
  return count;
}

/// By how many words each dimension that iterates lengthens a rank, each dimension once.
Rank strides_of(const Rank& rank, const Facts& facts) {
  Rank strides;
  for (const ProjectionTerm& term : rank) {
    if (term.coefficient == 0 || facts.bound(term.dimension) == 1) continue;
    const auto same = std::find_if(strides.begin(), strides.end(), [&](const auto& stride) {
      return stride.dimension == term.dimension;
    });
    if (same == strides.end()) {
      strides.push_back({term.dimension, std::abs(term.coefficient), {}});
    } else {
      same->coefficient += std::abs(term.coefficient);
    }
  }
  return strides;
}

/// The extents of a rank's dimensions, and the words that they span.
struct Window {
  std::vector<std::int64_t> extents;  ///< by term of the rank
  std::int64_t words = 1;
};

/// All that have no more than `most` words.
std::vector<Window> windows_of(const Rank& rank, const Facts& facts,
                               const std::optional<std::int64_t>& most) {
  std::vector<Window> windows = {{}};
  for (const ProjectionTerm& term : rank) {
    std::vector<Window> longer;
    for (const Window& window : windows) {
      for (const std::int64_t extent : divisors(facts.bound(term.dimension))) {
        Window next = window;
        next.extents.push_back(extent);
        next.words += term.coefficient * (extent - 1);
        if (!most || next.words <= *most) longer.push_back(std::move(next));
      }
    }
    windows = std::move(longer);
  }
  return windows;
}

}  // namespace

const Linear& Tiles::log2_words(int space, int level) {
  const auto known = tiles_.find({space, level});
  if (known != tiles_.end()) return known->second;
  return tiles_[{space, level}] = make(space, level);
}

Linear Tiles::make(int space, int level) {
  Linear tile;
  for (const Rank& rank : facts_.spec.workload.data_spaces[space].ranks) {
    const Rank terms = strides_of(rank, facts_);
    if (terms.empty()) continue;
    if (terms.size() == 1 && terms.front().coefficient == 1) {
      tile.add(counts_.log2_extent(terms.front().dimension, level));
    } else {
      tile.add(window(terms, level));
    }
  }
  return tile;
}

Linear Tiles::window(const Rank& rank, int level) {
  Linear log2_words;
  Linear chosen;
  std::map<int, Linear> exponents;  // by factor: of the choice, less that of the counts
  for (const Window& window : windows_of(rank, facts_, facts_.levels[level].capacity_words)) {
    const int choice = model_.add_column({.lower = 0, .upper = 1, .integer = true});
    chosen.add(choice, 1);
    log2_words.add(choice, std::log2(static_cast<double>(window.words)));
    for (int f = 0; f < static_cast<int>(facts_.factors.size()); ++f) {
      const PrimeFactor& factor = facts_.factors[f];
      for (std::size_t t = 0; t < rank.size(); ++t) {
        if (rank[t].dimension != factor.dimension) continue;
        exponents[f].add(choice, valuation(window.extents[t], factor.prime));
      }
    }
  }
  model_.rows.push_back(chosen.row(1, 1));
  for (auto& [factor, exponent] : exponents) {
    exponent.add(counts_.exponent(factor, level), -1);
    model_.rows.push_back(exponent.row(0, 0));
  }
  return log2_words;
}

}  // namespace tilewright::cosa::improved
