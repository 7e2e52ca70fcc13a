#pragma once
// How many words a sliding window fetches at least, by shape: for the bound on the energy to come.

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "mapper/exact/problem.hpp"

namespace tilewright::exact {

/// Words of all instances, over the whole run, for one data space whose ranks are sums of different
/// dimensions with positive coefficients. Whatever spatial loops have spread a tile: spread tiles
/// overlap more, or have fewer holes.
class WindowTable {
 public:
  /// Null where the data space is not of this kind.
  static std::unique_ptr<WindowTable> make(const Problem& problem, int space);

  /// The tile at `shape` leaves its place: no loop has moved the window before.
  double at_rest(std::uint32_t shape) const { return rest_[shape].whole; }
  /// The window's first loop is one of `dimension`, with bound `factor`. Loops further out may
  /// still bring it back to words that it holds.
  double moved(std::uint32_t shape, int dimension, const Lattice::Factor& factor) const {
    return move(shape, dimension, factor, &Extent::whole);
  }

  /// The same for the different words that arrive from all children of a network, where neighbours
  /// may pass words on.
  double shared_at_rest(std::uint32_t shape) const { return rest_[shape].shared; }
  double shared_moved(std::uint32_t shape, int dimension, const Lattice::Factor& factor) const {
    return move(shape, dimension, factor, &Extent::shared);
  }

  /// The same as the first two for a tile that no spatial loops have spread.
  double unspread_at_rest(std::uint32_t shape) const { return rest_[shape].box; }
  double unspread_moved(std::uint32_t shape, int dimension, const Lattice::Factor& factor) const {
    return move(shape, dimension, factor, &Extent::box);
  }

 private:
  /// One rank by shape. `whole`: words of boxes, spread or not; `shared`: different words that are
  /// really touched; `box`: words of the one box.
  struct Extent {
    double whole = 1;
    double shared = 1;
    double box = 1;
  };
  WindowTable(const Problem& problem, int space);

  void prepare_rank(int rank, const std::vector<ProjectionTerm>& terms);
  Extent extent(const std::vector<ProjectionTerm>& terms,
                std::span<const std::int64_t> shape) const;
  Extent step(const std::vector<ProjectionTerm>& terms, std::span<const std::int64_t> shape,
              const ProjectionTerm& moving) const;
  double move(std::uint32_t shape, int dimension, const Lattice::Factor& factor,
              double Extent::*kind) const;
  bool may_return(std::uint32_t shape, int dimension, const Lattice::Factor& factor) const;
  double outside(std::uint32_t shape) const;

  const Problem& problem_;
  const Space& space_;
  std::vector<Extent> rest_;                  // by shape: words x loops outside
  std::vector<std::vector<Extent>> extents_;  // [rank that is a sum][shape]
  std::vector<std::vector<Extent>> steps_;    // [dimension][shape]: new words of its rank
  std::vector<int> rank_of_;                  // by dimension: position in extents_, or -1
  mutable std::map<std::vector<std::int64_t>, bool> returns_;
};

}  // namespace tilewright::exact
