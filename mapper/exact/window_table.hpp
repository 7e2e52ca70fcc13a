#pragma once
// How many words a sliding window fetches at least, by shape: for the bound on the energy to come.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "mapper/exact/problem.hpp"

namespace tilewright::exact {

/// Words of all instances, over the whole run, for one data space whose ranks are sums of different
/// dimensions with positive coefficients.
class WindowTable {
 public:
  /// What is counted of a tile that spatial loops may have spread since it was kept.
  enum class Kind : std::uint8_t {
    whole,   ///< the least over all ways to spread it: spread tiles overlap more, or have fewer
             ///< holes
    shared,  ///< only what arrives from all children of a network, where neighbours may pass words
             ///< on: different words
    box      ///< a tile that no spatial loops have spread
  };

  /// Null where the data space is not of this kind.
  static std::unique_ptr<WindowTable> make(const Problem& problem, int space);

  /// The tile at `shape` leaves its place: no loop has moved the window before.
  double at_rest(std::uint32_t shape, Kind kind) const;
  /// The window's first loop is one of `dimension`, with the bound lattice.factors(dimension)
  /// [factor]. Loops further out may still bring it back to words that it holds.
  double moved(std::uint32_t shape, int dimension, std::size_t factor, Kind kind) const;

 private:
  using ByKind = std::array<double, 3>;
  /// One rank that is a sum, by the extents of its dimensions.
  struct SumRank {
    std::vector<std::uint32_t> place;  ///< by shape: position in `words`
    std::vector<ByKind> words;
    std::vector<std::vector<std::vector<ByKind>>> moved;  ///< [place][term][factor]
  };
  WindowTable(const Problem& problem, int space);

  SumRank prepare(const std::vector<ProjectionTerm>& terms) const;
  std::vector<ByKind> moved_by(const std::vector<ProjectionTerm>& terms,
                               const ProjectionTerm& moving, std::uint32_t shape,
                               const ByKind& tile) const;

  const Problem& problem_;
  std::vector<SumRank> ranks_;
  std::vector<std::pair<int, int>> places_;  // by dimension: position in ranks_ (or -1), its term
  std::vector<double> outside_;              // by shape: Problem::iterations_outside
};

}  // namespace tilewright::exact
