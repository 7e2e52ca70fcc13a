#include "mapper/certificate/window_words.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "mapper/certificate/window_future.hpp"

namespace tilewright::certificate {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Where the children of one rank lie, when they are spread over one level.
std::set<Count> places(const WindowRanks::Rank& rank, const Shape& tile, const Shape& factors) {
  std::set<Count> all{0};
  for (std::size_t term = 0; term < rank.terms.size(); ++term) {
    std::set<Count> next;
    for (const Count place : all) {
      for (Count i = 0; i < factors[term]; ++i) {
        next.insert(place + i * rank.terms[term].step * tile[term]);
      }
    }
    all = std::move(next);
  }
  return all;
}

// Those that no child takes when all move on.
double left_behind(const std::set<Count>& places, Count step) {
  return static_cast<double>(std::count_if(places.begin(), places.end(), [&](Count place) {
    return places.count(place + step) == 0;
  }));
}

// Tiles of children that divide the extents; false if they do not.
bool divide(const Shape& extents, const Shape& factors, Shape& tile) {
  tile = extents;
  for (std::size_t term = 0; term < extents.size(); ++term) {
    if (extents[term] % factors[term] != 0) return false;
    tile[term] /= factors[term];
  }
  return true;
}

}  // namespace

WindowWords::WindowWords(const WindowRanks& ranks, const Case& spatial, int child, int parent,
                         int level, double passing_on)
    : ranks_(ranks), child_(child), parent_(parent), level_(level), passing_on_(passing_on) {
  std::vector<std::vector<Spread>> all;
  for (const WindowRanks::Rank& rank : ranks.ranks()) {
    all.push_back(spreads(rank, spatial));
    outside_.emplace_back();
    for (const Tensor::Term& term : rank.terms) {
      outside_.back().push_back(growths(term.dimension, spatial));
    }
    double most = 1;
    for (const Spread& spread : all.back()) {
      most = std::max(most, static_cast<double>(product(spread.factors)) / spread.instances);
    }
    groups_ *= most;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    fill(i, all[i], tables_.emplace_back());
  }
}

std::vector<WindowWords::Spread> WindowWords::spreads(const WindowRanks::Rank& rank,
                                                      const Case& spatial) const {
  std::set<Spread> all{{Shape(rank.terms.size(), 1), 1, 1, true}};
  for (int level = child_ + 1; level <= level_; ++level) {
    std::set<Spread> next;
    for (const Shape& factors : spatial.spatial[static_cast<std::size_t>(level)]) {
      Shape own;
      for (const Tensor::Term& term : rank.terms) {
        own.push_back(factors[static_cast<std::size_t>(term.dimension)]);
      }
      const auto children = static_cast<double>(product(own));
      for (Spread spread : all) {
        spread.exact = spread.exact && (children == 1 || product(spread.factors) == 1) &&
                       (children == 1 || level <= parent_);
        for (std::size_t term = 0; term < own.size(); ++term) spread.factors[term] *= own[term];
        // Children with the same tile differ in two terms at least.
        (level <= parent_ ? spread.groups : spread.instances) *=
            level <= parent_ ? static_cast<double>(*std::max_element(own.begin(), own.end()))
                             : children;
        next.insert(spread);
      }
    }
    all = std::move(next);
  }
  return {all.begin(), all.end()};
}

// Products of spatial loops of the dimension further out.
std::vector<Count> WindowWords::growths(int dimension, const Case& spatial) const {
  std::set<Count> all{1};
  for (std::size_t level = static_cast<std::size_t>(level_) + 1; level < spatial.spatial.size();
       ++level) {
    std::set<Count> next = all;
    for (const Shape& factors : spatial.spatial[level]) {
      for (const Count growth : all) {
        next.insert(growth * factors[static_cast<std::size_t>(dimension)]);
      }
    }
    all = std::move(next);
  }
  return {all.begin(), all.end()};
}

WindowWords::Words WindowWords::slide(std::size_t rank_index, const Spread& spread, int number,
                                      std::size_t term, std::size_t larger) const {
  const WindowRanks::Rank& rank = ranks_.ranks()[rank_index];
  const Shape& extents = rank.extents[static_cast<std::size_t>(number)];
  Shape tile;
  if (!divide(extents, spread.factors, tile)) return {infinity, infinity, false};
  const Count step = rank.terms[term].step * extents[term];
  const auto box = static_cast<double>(rank.box(tile));
  const double fresh = std::min(box, static_cast<double>(step));
  const auto steps = static_cast<double>(rank.divisors[term][larger] / extents[term] - 1);
  Shape after = extents;
  after[term] = rank.divisors[term][larger];
  double rest = 1;
  for (std::size_t t = 0; t < after.size(); ++t) {
    rest *= static_cast<double>(rank.bounds[t] / after[t]);
  }
  WindowFuture future(rank.terms, rank.bounds, outside_[rank_index], step, fresh / box);
  const double fetches = future.least_fetches(after, step);
  const bool returns = fetches < rest;
  const double first = box * fetches / rest;
  Words words;
  words.filled = (first + steps * fresh) * static_cast<double>(product(spread.factors));
  double groups = spread.groups;
  double moved_on = 1;
  if (spread.exact) {
    const std::set<Count> all = places(rank, tile, spread.factors);
    groups = static_cast<double>(all.size());
    moved_on = left_behind(all, step);
  }
  words.served = (first + steps * fresh) * groups;
  // Neighbours pass on what they have just got, if it is the same, a whole tile or the same step,
  // and if the tiles have moved by as much as neighbours are apart.
  const bool apart = product(spread.factors) > 1;
  const bool same = fresh >= box;
  if (linked() && (apart ? same || returns : same && returns)) {
    const double certain = first * groups / groups_ + steps * fresh * moved_on;
    words.served = certain + passing_on_ * (words.served - certain);
    words.passed_on = true;
  }
  words.served *= spread.instances;
  return words;
}

void WindowWords::fill(std::size_t rank_index, const std::vector<Spread>& spreads,
                       Table& table) const {
  const WindowRanks::Rank& rank = ranks_.ranks()[rank_index];
  const auto take_less = [](const Words& words, Words& least) {
    least.filled = std::min(least.filled, words.filled);
    least.served = std::min(least.served, words.served);
    least.passed_on = least.passed_on || words.passed_on;
  };
  const std::size_t columns = rank.terms.size() * rank.most_divisors;
  table.at_rest.assign(rank.extents.size(), {infinity, infinity, false});
  table.sliding.assign(rank.extents.size() * columns, {infinity, infinity, false});
  for (std::size_t number = 0; number < rank.extents.size(); ++number) {
    const Shape& extents = rank.extents[number];
    for (const Spread& spread : spreads) {
      Shape tile;
      if (!divide(extents, spread.factors, tile)) continue;
      const auto box = static_cast<double>(rank.box(tile));
      const double groups =
          spread.exact ? static_cast<double>(places(rank, tile, spread.factors).size())
                       : spread.groups;
      take_less({box * static_cast<double>(product(spread.factors)),
                 box * groups * spread.instances, false},
                table.at_rest[number]);
      for (std::size_t term = 0; term < rank.terms.size(); ++term) {
        for (std::size_t i = 0; i < rank.divisors[term].size(); ++i) {
          const Count larger = rank.divisors[term][i];
          if (larger <= extents[term] || larger % extents[term] != 0) continue;
          take_less(slide(rank_index, spread, static_cast<int>(number), term, i),
                    table.sliding[number * columns + term * rank.most_divisors + i]);
        }
      }
    }
  }
}

WindowWords::Words WindowWords::at_rest(int shape) const {
  Words words;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const int number = ranks_.ranks()[i].numbers[static_cast<std::size_t>(shape)];
    const Words& own = tables_[i].at_rest[static_cast<std::size_t>(number)];
    words.filled *= own.filled;
    words.served *= own.served;
  }
  return words;
}

WindowWords::Words WindowWords::sliding(int shape, int rank, int term, std::size_t larger) const {
  Words words;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const WindowRanks::Rank& own = ranks_.ranks()[i];
    const auto number = static_cast<std::size_t>(own.numbers[static_cast<std::size_t>(shape)]);
    const Words& factor =
        static_cast<int>(i) == rank
            ? tables_[i].sliding[number * own.terms.size() * own.most_divisors +
                                 static_cast<std::size_t>(term) * own.most_divisors + larger]
            : tables_[i].at_rest[number];
    words.filled *= factor.filled;
    words.served *= factor.served;
    words.passed_on = words.passed_on || factor.passed_on;
  }
  return words;
}

}  // namespace tilewright::certificate
