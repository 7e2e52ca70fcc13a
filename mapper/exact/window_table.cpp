#include "mapper/exact/window_table.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mapper/exact/window_returns.hpp"

namespace tilewright::exact {

namespace {

// Positions of a rank that a box of operations touches.
std::set<std::int64_t> touched(const std::vector<ProjectionTerm>& terms,
                               std::span<const std::int64_t> shape) {
  std::set<std::int64_t> places = {0};
  for (const ProjectionTerm& term : terms) {
    std::set<std::int64_t> next;
    for (const std::int64_t place : places) {
      for (std::int64_t i = 0; i < shape[at(term.dimension)]; ++i) {
        next.insert(place + i * term.coefficient);
      }
    }
    places = std::move(next);
  }
  return places;
}

// Calls visit(shape of the tile, number of tiles) for each way to spread the terms' dimensions.
template <typename Visit>
void for_each_tile(const std::vector<ProjectionTerm>& terms, std::size_t term,
                   std::vector<std::int64_t>& tile, std::int64_t tiles, Visit visit) {
  if (term == terms.size()) {
    visit(tile, tiles);
    return;
  }
  std::int64_t& extent = tile[at(terms[term].dimension)];
  const std::int64_t all = extent;
  for (std::int64_t spread = 1; spread <= all; ++spread) {
    if (all % spread != 0) continue;
    extent = all / spread;
    for_each_tile(terms, term + 1, tile, tiles * spread, visit);
  }
  extent = all;
}

std::int64_t box_extent(const std::vector<ProjectionTerm>& terms,
                        std::span<const std::int64_t> shape) {
  std::int64_t extent = 1;
  for (const ProjectionTerm& term : terms) {
    extent += term.coefficient * (shape[at(term.dimension)] - 1);
  }
  return extent;
}

std::array<double, 3> tile_words(const std::vector<ProjectionTerm>& terms,
                                 std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> tile(shape.begin(), shape.end());
  const auto box = static_cast<double>(box_extent(terms, shape));
  double least = box;
  for_each_tile(terms, 0, tile, 1, [&](const std::vector<std::int64_t>& part, std::int64_t parts) {
    least = std::min(least, static_cast<double>(box_extent(terms, part) * parts));
  });
  return {least, static_cast<double>(touched(terms, shape).size()), box};
}

// New words in one step of a loop of `moving` outside of the shape.
std::array<double, 3> step_words(const std::vector<ProjectionTerm>& terms,
                                 std::span<const std::int64_t> shape, std::int64_t distance) {
  std::vector<std::int64_t> tile(shape.begin(), shape.end());
  auto least = static_cast<double>(distance);
  for_each_tile(terms, 0, tile, 1, [&](const std::vector<std::int64_t>& part, std::int64_t parts) {
    least =
        std::min(least, static_cast<double>(std::min(box_extent(terms, part), distance) * parts));
  });
  const std::int64_t end = box_extent(terms, shape);
  double beyond = 0;
  for (const std::int64_t place : touched(terms, shape)) beyond += place + distance >= end ? 1 : 0;
  return {least, beyond, static_cast<double>(std::min(end, distance))};
}

}  // namespace

std::unique_ptr<WindowTable> WindowTable::make(const Problem& problem, int space) {
  const DataSpace& data_space = problem.data_spaces[at(space)];
  DimensionMask seen = 0;
  for (const Rank& rank : data_space.ranks) {
    DimensionMask own = 0;
    for (const ProjectionTerm& term : rank) {
      if (term.coefficient < 1) return nullptr;
      const DimensionMask bit = DimensionMask{1} << term.dimension;
      if (((own | seen) & bit) != 0) return nullptr;
      own |= bit;
    }
    seen |= own;
  }
  return std::unique_ptr<WindowTable>(new WindowTable(problem, space));
}

WindowTable::WindowTable(const Problem& problem, int space) : problem_(problem) {
  places_.assign(at(problem.dimension_count()), {-1, 0});
  for (const Rank& rank : problem.data_spaces[at(space)].ranks) {
    if (rank.size() == 1) continue;
    for (std::size_t term = 0; term < rank.size(); ++term) {
      places_[at(rank[term].dimension)] = {static_cast<int>(ranks_.size()), static_cast<int>(term)};
    }
    ranks_.push_back(prepare(rank));
  }
  for (std::uint32_t shape = 0; shape < problem.lattice.size(); ++shape) {
    outside_.push_back(
        problem.iterations_outside(problem.spaces[at(space)], problem.lattice.shape(shape)));
  }
}

// Shapes that agree in the rank's dimensions agree in its words.
WindowTable::SumRank WindowTable::prepare(const std::vector<ProjectionTerm>& terms) const {
  const Lattice& lattice = problem_.lattice;
  SumRank rank;
  std::map<std::vector<std::int64_t>, std::uint32_t> known;
  for (std::uint32_t shape = 0; shape < lattice.size(); ++shape) {
    std::vector<std::int64_t> key;
    key.reserve(terms.size());
    for (const ProjectionTerm& term : terms) key.push_back(lattice.extent(shape, term.dimension));
    const auto [found, added] =
        known.try_emplace(key, static_cast<std::uint32_t>(rank.words.size()));
    rank.place.push_back(found->second);
    if (!added) continue;
    problem_.stop_if_late();
    rank.words.push_back(tile_words(terms, lattice.shape(shape)));
    rank.moved.emplace_back();
    for (const ProjectionTerm& term : terms) {
      rank.moved.back().push_back(moved_by(terms, term, shape, rank.words.back()));
    }
  }
  return rank;
}

// The first visit and, in each further step of a loop of `moving`, what is new, less what returns
// may save; by the loop's factor.
std::vector<WindowTable::ByKind> WindowTable::moved_by(const std::vector<ProjectionTerm>& terms,
                                                       const ProjectionTerm& moving,
                                                       std::uint32_t shape,
                                                       const ByKind& tile) const {
  const Lattice& lattice = problem_.lattice;
  const std::int64_t distance = moving.coefficient * lattice.extent(shape, moving.dimension);
  const ByKind steps = step_words(terms, lattice.shape(shape), distance);
  std::vector<ByKind> result;
  for (const Lattice::Factor& factor : lattice.factors(moving.dimension)) {
    ByKind& words = result.emplace_back();
    if (!lattice.divides(shape, moving.dimension, factor.value)) continue;
    const auto repeats = static_cast<double>(factor.value - 1);
    for (std::size_t kind = 0; kind < words.size(); ++kind) {
      words[kind] = repeats * steps[kind];
      if (kind == at(static_cast<int>(Kind::shared))) continue;  // neighbours may hold the tile
      std::vector<std::int64_t> extents;
      std::vector<std::int64_t> rests;
      for (const ProjectionTerm& term : terms) {
        extents.push_back(
            lattice.extent(shape + factor.offset * (&term == &moving ? 1 : 0), term.dimension));
        rests.push_back(lattice.bound(term.dimension) / extents.back());
      }
      const WindowReturns returns(lattice, terms, tile[kind], steps[kind], distance,
                                  problem_.children_outside.front());
      words[kind] += tile[kind] - returns.most_saved(extents, rests, distance);
    }
  }
  return result;
}

double WindowTable::at_rest(std::uint32_t shape, Kind kind) const {
  double words = outside_[shape];
  for (const SumRank& rank : ranks_) {
    words *= rank.words[rank.place[shape]][static_cast<std::size_t>(kind)];
  }
  return words;
}

double WindowTable::moved(std::uint32_t shape, int dimension, std::size_t factor, Kind kind) const {
  const auto [moving, term] = places_[at(dimension)];
  double words = outside_[shape + problem_.lattice.factors(dimension)[factor].offset];
  for (std::size_t r = 0; r < ranks_.size(); ++r) {
    const SumRank& rank = ranks_[r];
    const std::uint32_t place = rank.place[shape];
    const ByKind& counted =
        r == at(moving) ? rank.moved[place][at(term)][factor] : rank.words[place];
    words *= counted[static_cast<std::size_t>(kind)];
  }
  return words;
}

}  // namespace tilewright::exact
