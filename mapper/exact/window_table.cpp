#include "mapper/exact/window_table.hpp"

#include <algorithm>
#include <set>

#include "mapper/exact/window_future.hpp"

namespace tilewright::exact {

namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

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

WindowTable::WindowTable(const Problem& problem, int space)
    : problem_(problem), space_(problem.spaces[at(space)]) {
  steps_.resize(at(problem.dimension_count()));
  rank_of_.assign(steps_.size(), -1);
  for (const Rank& rank : problem.data_spaces[at(space)].ranks) {
    if (rank.size() > 1) prepare_rank(static_cast<int>(extents_.size()), rank);
  }
  for (std::uint32_t shape = 0; shape < problem.lattice.size(); ++shape) {
    Extent words;
    for (const auto& extents : extents_) {
      words.whole *= extents[shape].whole;
      words.shared *= extents[shape].shared;
      words.box *= extents[shape].box;
    }
    const double loops = outside(shape);
    rest_.push_back({words.whole * loops, words.shared * loops, words.box * loops});
  }
}

// Shapes that agree in the rank's dimensions agree in its extents.
void WindowTable::prepare_rank(int rank, const std::vector<ProjectionTerm>& terms) {
  const Lattice& lattice = problem_.lattice;
  struct Known {
    Extent extent;
    std::vector<Extent> steps;
  };
  std::map<std::vector<std::int64_t>, Known> known;
  extents_.emplace_back();
  for (const ProjectionTerm& term : terms) rank_of_[at(term.dimension)] = rank;
  for (std::uint32_t shape = 0; shape < lattice.size(); ++shape) {
    std::vector<std::int64_t> key;
    for (const ProjectionTerm& term : terms) key.push_back(lattice.extent(shape, term.dimension));
    const auto [found, added] = known.try_emplace(key);
    if (added) {
      found->second.extent = extent(terms, lattice.shape(shape));
      for (const ProjectionTerm& term : terms) {
        found->second.steps.push_back(step(terms, lattice.shape(shape), term));
      }
    }
    extents_.back().push_back(found->second.extent);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      steps_[at(terms[i].dimension)].push_back(found->second.steps[i]);
    }
  }
}

WindowTable::Extent WindowTable::extent(const std::vector<ProjectionTerm>& terms,
                                        std::span<const std::int64_t> shape) const {
  std::vector<std::int64_t> tile(shape.begin(), shape.end());
  auto least = static_cast<double>(box_extent(terms, shape));
  for_each_tile(terms, 0, tile, 1, [&](const std::vector<std::int64_t>& part, std::int64_t parts) {
    least = std::min(least, static_cast<double>(box_extent(terms, part) * parts));
  });
  return {least, static_cast<double>(touched(terms, shape).size()),
          static_cast<double>(box_extent(terms, shape))};
}

// New words of the rank in one step of a loop of `moving` outside of the shape.
WindowTable::Extent WindowTable::step(const std::vector<ProjectionTerm>& terms,
                                      std::span<const std::int64_t> shape,
                                      const ProjectionTerm& moving) const {
  const std::int64_t distance = moving.coefficient * shape[at(moving.dimension)];
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

// Iterations outside of the shape, with the whole extents of the dimensions that lead away.
double WindowTable::outside(std::uint32_t shape) const {
  double loops = space_.relevant_bound;
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((space_.leaving >> d & 1U) != 0) continue;
    loops *= static_cast<double>(problem_.lattice.rest(shape, d));
  }
  return loops;
}

bool WindowTable::may_return(std::uint32_t shape, int dimension,
                             const Lattice::Factor& factor) const {
  const Lattice& lattice = problem_.lattice;
  std::vector<std::int64_t> key = {dimension, factor.value};
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    const bool moves = rank_of_[at(d)] >= 0;
    key.push_back(moves ? lattice.extent(shape, d) : (lattice.rest(shape, d) > 1 ? 2 : 1));
  }
  const auto [found, added] = returns_.try_emplace(std::move(key), false);
  if (added) {
    const NestLoop loop{dimension, LoopKind::temporal, factor.value, factor.value,
                        lattice.extent(shape, dimension)};
    found->second =
        may_come_back(space_, lattice, Transit{}, std::span(&loop, 1),
                      lattice.shape(shape + factor.offset), 1, problem_.children_outside.front());
  }
  return found->second;
}

// The first visit and, in each further step, what is new. Where the window may come back, each
// return saves at most what the first visit fetched, once for each run of the loops so far
// (docs/exact.md, section 4): the steps remain.
double WindowTable::move(std::uint32_t shape, int dimension, const Lattice::Factor& factor,
                         double Extent::*kind) const {
  const int rank = rank_of_[at(dimension)];
  double others = 1;
  for (std::size_t r = 0; r < extents_.size(); ++r) {
    if (static_cast<int>(r) != rank) others *= extents_[r][shape].*kind;
  }
  const double first = extents_[at(rank)][shape].*kind;
  const double stepping =
      static_cast<double>(factor.value - 1) * steps_[at(dimension)][shape].*kind;
  const bool certain = kind != &Extent::shared && !may_return(shape, dimension, factor);
  return others * (stepping + (certain ? first : 0)) * outside(shape + factor.offset);
}

}  // namespace tilewright::exact
