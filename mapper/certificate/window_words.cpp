#include "mapper/certificate/window_words.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "mapper/certificate/window_future.hpp"

namespace tilewright::certificate {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Where the children of one rank lie, when they are spread over one level, and how many lie there.
using Places = std::map<Count, Count>;
Places places(const WindowRanks::Rank& rank, const Shape& tile, const Shape& factors) {
  Places all{{0, 1}};
  for (std::size_t term = 0; term < rank.terms.size(); ++term) {
    Places next;
    for (const auto& [place, children] : all) {
      for (Count i = 0; i < factors[term]; ++i) {
        next[place + i * rank.terms[term].step * tile[term]] += children;
      }
    }
    all = std::move(next);
  }
  return all;
}

// Those that no child takes when all move on.
double left_behind(const Places& places, Count step) {
  return static_cast<double>(std::count_if(places.begin(), places.end(), [&](const auto& place) {
    return places.count(place.first + step) == 0;
  }));
}

Shape factors_of(const WindowRanks::Rank& rank, const Shape& factors) {
  Shape own;
  for (const Tensor::Term& term : rank.terms) {
    own.push_back(factors[static_cast<std::size_t>(term.dimension)]);
  }
  return own;
}

bool shares_unevenly(const WindowRanks::Rank& rank, const Shape& factors) {
  const Shape own = factors_of(rank, factors);
  return std::count_if(own.begin(), own.end(), [](Count factor) { return factor > 1; }) > 1;
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

std::size_t index_of(const WindowWords::Following& following) {
  return 2 * static_cast<std::size_t>(following.later) + (following.alone ? 1 : 0);
}

}  // namespace

double UnevenSharing::lost(double fetched) const {
  double sum = 0;
  for (const auto& [members, count] : groups) sum += fetched * count * members / children;
  return fetched - std::floor(sum);
}

WindowWords::WindowWords(const Tensor& tensor, const WindowRanks& ranks, const Case& spatial,
                         const WindowTransfer& transfer)
    : ranks_(ranks), transfer_(transfer) {
  const std::vector<Shape>& choices = spatial.spatial[static_cast<std::size_t>(transfer.child) + 1];
  if (choices.size() == 1) children_ = &choices.front();
  std::vector<std::vector<Spread>> all;
  for (const WindowRanks::Rank& rank : ranks.ranks()) {
    all.push_back(spreads(rank, spatial));
    outside_.emplace_back();
    tiles_.push_back(factors_of(rank, spatial.extents[static_cast<std::size_t>(transfer.level)]));
    if (std::count(tiles_.back().begin(), tiles_.back().end(), 0) > 0) tiles_.back().clear();
    for (const Tensor::Term& term : rank.terms) {
      outside_.back().push_back(growths(term.dimension, spatial));
    }
    double most = 1;
    for (const Spread& spread : all.back()) {
      most = std::max(most, static_cast<double>(product(spread.factors)) / spread.instances);
    }
    if (rank.terms.size() > 1) groups_ *= most;
    if (most > 1) ++spread_ranks_;
  }
  find_sharing(tensor, spatial);
  for (std::size_t i = 0; i < all.size(); ++i) {
    fill(i, all[i], tables_.emplace_back());
  }
}

std::vector<WindowWords::Spread> WindowWords::spreads(const WindowRanks::Rank& rank,
                                                      const Case& spatial) const {
  std::set<Spread> all{{Shape(rank.terms.size(), 1), 1, 1, true}};
  for (int level = transfer_.child + 1; level <= transfer_.level; ++level) {
    std::set<Spread> next;
    for (const Shape& factors : spatial.spatial[static_cast<std::size_t>(level)]) {
      const Shape own = factors_of(rank, factors);
      const auto children = static_cast<double>(product(own));
      for (Spread spread : all) {
        spread.exact = spread.exact && (children == 1 || product(spread.factors) == 1) &&
                       (children == 1 || level <= transfer_.parent);
        for (std::size_t term = 0; term < own.size(); ++term) spread.factors[term] *= own[term];
        // Children with the same tile differ in two terms at least.
        (level <= transfer_.parent ? spread.groups : spread.instances) *=
            level <= transfer_.parent
                ? static_cast<double>(*std::max_element(own.begin(), own.end()))
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
  for (std::size_t level = static_cast<std::size_t>(transfer_.level) + 1;
       level < spatial.spatial.size(); ++level) {
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

// May tiles that move so far meet those that neighbours held?
bool WindowWords::may_meet(std::size_t rank_index, const Shape& tile, const Spread& spread,
                           Count move) const {
  const WindowRanks::Rank& rank = ranks_.ranks()[rank_index];
  if (transfer_.neighbours == nullptr || children_ == nullptr) return true;
  if (factors_of(rank, *children_) != spread.factors) return true;
  return std::any_of(transfer_.neighbours->begin(), transfer_.neighbours->end(),
                     [&](const Shape& difference) {
                       Count apart = 0;
                       for (std::size_t term = 0; term < rank.terms.size(); ++term) {
                         const auto d = static_cast<std::size_t>(rank.terms[term].dimension);
                         apart += rank.terms[term].step * tile[term] * difference[d];
                       }
                       return apart == move;
                     });
}

WindowWords::Words WindowWords::slide(std::size_t rank_index, const Spread& spread, int number,
                                      std::size_t term, std::size_t larger,
                                      const Following& following) const {
  const WindowRanks::Rank& rank = ranks_.ranks()[rank_index];
  const Shape& extents = rank.extents[static_cast<std::size_t>(number)];
  Shape tile;
  if (!divide(extents, spread.factors, tile)) return {infinity, infinity};
  const Count step = rank.terms[term].step * extents[term];
  const auto box = static_cast<double>(rank.box(tile));
  const double fresh = std::min(box, static_cast<double>(step));
  const Count loop = rank.divisors[term][larger] / extents[term];
  const auto steps = static_cast<double>(loop - 1);
  Shape after = extents;
  after[term] = rank.divisors[term][larger];
  const bool apart = product(spread.factors) > 1;
  const bool same = fresh >= box;
  // Another rank's loops end what the window may keep, but neighbours may still meet there.
  const bool confined =
      !tiles_[rank_index].empty() &&
      (following.later == Later::leads_away ||
       (following.later == Later::another_rank && (!same || spread_ranks_ == (apart ? 1 : 0))));
  const Shape& bounds = confined ? tiles_[rank_index] : rank.bounds;
  Count iterations = 1;
  for (std::size_t t = 0; t < after.size(); ++t) {
    if (bounds[t] % after[t] != 0) return {infinity, infinity};
    iterations *= bounds[t] / after[t];
  }
  const auto rest = static_cast<double>(iterations);
  const std::vector<std::vector<Count>> nowhere(after.size(), {1});
  WindowFuture future(rank.terms, bounds, confined ? nowhere : outside_[rank_index], step,
                      fresh / box);
  const double fetches = future.least_fetches(after, step);
  const bool returns = fetches < rest;
  const double first = box * fetches / rest;
  Words words;
  words.filled = (first + steps * fresh) * static_cast<double>(product(spread.factors));
  Places all;
  double groups = spread.groups;
  if (spread.exact) {
    all = places(rank, tile, spread.factors);
    groups = static_cast<double>(all.size());
  }
  words.served = (first + steps * fresh) * groups;
  // Neighbours pass on what they have just got, if it is the same, a whole tile or the same step,
  // and if the tiles have moved by as much as neighbours are apart.
  if (linked() && (apart ? same || returns : same && returns)) {
    double anew = groups / groups_;  // groups at least that are served in the first step of a run
    double moved_on = 1;             // and in the others
    if (spread.exact) {
      const auto left = [&](Count move) {
        return may_meet(rank_index, tile, spread, move) ? left_behind(all, move) : groups;
      };
      moved_on = left(step);
      const std::set<Count> moves =
          future.displacements(after, step, all.rbegin()->first, following.alone);
      if (moves.count(0) == 0) {
        anew = groups;
        for (const Count move : moves) anew = std::min(anew, left(move));
      }
    }
    const double certain = first * anew + steps * fresh * moved_on;
    words.rounded_down = anew < groups || moved_on < groups;
    words.served = certain + transfer_.passing_on * (words.served - certain);
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
    least.rounded_down = least.rounded_down || words.rounded_down;
  };
  const std::size_t columns = rank.terms.size() * rank.most_divisors;
  table.at_rest.assign(rank.extents.size(), {infinity, infinity});
  for (std::vector<Words>& sliding : table.sliding) {
    sliding.assign(rank.extents.size() * columns, {infinity, infinity});
  }
  for (std::size_t number = 0; number < rank.extents.size(); ++number) {
    const Shape& extents = rank.extents[number];
    for (const Spread& spread : spreads) {
      Shape tile;
      if (!divide(extents, spread.factors, tile)) continue;
      const auto box = static_cast<double>(rank.box(tile));
      const double groups = spread.exact
                                ? static_cast<double>(places(rank, tile, spread.factors).size())
                                : spread.groups;
      take_less({box * static_cast<double>(product(spread.factors)),
                 box * groups * spread.instances, false},
                table.at_rest[number]);
      for (std::size_t term = 0; term < rank.terms.size(); ++term) {
        for (std::size_t i = 0; i < rank.divisors[term].size(); ++i) {
          const Count larger = rank.divisors[term][i];
          if (larger <= extents[term] || larger % extents[term] != 0) continue;
          const std::size_t at = number * columns + term * rank.most_divisors + i;
          for (const Later later : {Later::unknown, Later::another_rank, Later::leads_away}) {
            for (const bool alone : {false, true}) {
              take_less(
                  slide(rank_index, spread, static_cast<int>(number), term, i, {later, alone}),
                  table.sliding[index_of({later, alone})][at]);
            }
          }
        }
      }
    }
  }
}

// Of the network just outside of the child, if its spatial loops are decided.
void WindowWords::find_sharing(const Tensor& tensor, const Case& spatial) {
  const std::vector<Shape>& choices =
      spatial.spatial[static_cast<std::size_t>(transfer_.child) + 1];
  for (const WindowRanks::Rank& rank : ranks_.ranks()) {
    for (const Shape& factors : choices) uneven_ = uneven_ || shares_unevenly(rank, factors);
  }
  if (!uneven_ || choices.size() > 1) return;
  Count alone = product(choices.front()) / idle_product(tensor, choices.front());
  for (const WindowRanks::Rank& rank : ranks_.ranks()) {
    alone /= product(factors_of(rank, choices.front()));
  }
  std::map<std::vector<int>, Sharing> all;
  all[{}][idle_product(tensor, choices.front())] = alone;
  for (const WindowRanks::Rank& rank : ranks_.ranks()) {
    std::map<std::vector<int>, Sharing> next;
    for (const auto& [numbers, groups] : all) {
      for (std::size_t number = 0; number < rank.extents.size(); ++number) {
        const Sharing own = sharing_of(rank, number, spatial);
        if (own.empty()) continue;
        std::vector<int> longer = numbers;
        longer.push_back(static_cast<int>(number));
        next[longer] = combined(groups, own);
      }
    }
    all = std::move(next);
  }
  for (const auto& [numbers, groups] : all) {
    UnevenSharing& sharing = sharing_[numbers];
    sharing.children = static_cast<double>(product(choices.front()));
    for (const auto& [members, count] : groups) sharing.groups.emplace_back(members, count);
  }
}

// Empty if the spatial loops do not divide the rank's extents.
WindowWords::Sharing WindowWords::sharing_of(const WindowRanks::Rank& rank, std::size_t number,
                                             const Case& spatial) const {
  Shape tile = rank.extents[number];
  for (int level = transfer_.child + 1; level <= transfer_.level; ++level) {
    const std::vector<Shape>& choices = spatial.spatial[static_cast<std::size_t>(level)];
    if (!divide(tile, factors_of(rank, choices.front()), tile)) return {};
  }
  const Shape& factors = spatial.spatial[static_cast<std::size_t>(transfer_.child) + 1].front();
  Sharing groups;
  for (const auto& [place, children] : places(rank, tile, factors_of(rank, factors))) {
    ++groups[children];
  }
  return groups;
}

WindowWords::Sharing WindowWords::combined(const Sharing& a, const Sharing& b) {
  Sharing result;
  for (const auto& [members, count] : a) {
    for (const auto& [others, other_count] : b) result[members * others] += count * other_count;
  }
  return result;
}

const UnevenSharing* WindowWords::sharing(int shape) const {
  std::vector<int> numbers;
  for (const WindowRanks::Rank& rank : ranks_.ranks()) {
    numbers.push_back(rank.numbers[static_cast<std::size_t>(shape)]);
  }
  const auto found = sharing_.find(numbers);
  return found == sharing_.end() ? nullptr : &found->second;
}

WindowWords::Words WindowWords::at_rest(int shape) const {
  Words words;
  if (uneven_) {
    words.uneven = sharing(shape);
    words.rounded_down = words.uneven == nullptr;
  }
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const int number = ranks_.ranks()[i].numbers[static_cast<std::size_t>(shape)];
    const Words& own = tables_[i].at_rest[static_cast<std::size_t>(number)];
    words.filled *= own.filled;
    words.served *= own.served;
  }
  return words;
}

WindowWords::Words WindowWords::sliding(int shape, int rank, int term, std::size_t larger,
                                        const Following& following) const {
  Words words;
  if (uneven_) {
    words.uneven = sharing(shape);
    words.rounded_down = words.uneven == nullptr;
  }
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const WindowRanks::Rank& own = ranks_.ranks()[i];
    const auto number = static_cast<std::size_t>(own.numbers[static_cast<std::size_t>(shape)]);
    const Words& factor =
        static_cast<int>(i) == rank
            ? tables_[i].sliding[index_of(following)]
                                [number * own.terms.size() * own.most_divisors +
                                 static_cast<std::size_t>(term) * own.most_divisors + larger]
            : tables_[i].at_rest[number];
    words.filled *= factor.filled;
    words.served *= factor.served;
    words.rounded_down = words.rounded_down || factor.rounded_down;
  }
  return words;
}

}  // namespace tilewright::certificate
