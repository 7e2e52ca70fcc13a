#pragma once
// What words that are still to be moved cost at least: the figures of the bound on the energy to
// come.

#include <cstdint>
#include <memory>
#include <vector>

#include "mapper/exact/problem.hpp"
#include "mapper/exact/window_table.hpp"

namespace tilewright::exact {

/// What closing the transits of one data space costs per word, in one level's block.
struct Closing {
  double per_word = 0;           ///< at levels already reached
  double per_unspread_word = 0;  ///< the same, of tiles that no spatial loops have spread since
  double per_repeated_word = 0;  ///< of words beyond the first visits (partial sums)
  double most_first = 1;         ///< first visits that spatial loops further out can make of a word
  // At the next level to be reached, behind networks that serve several children at once:
  double per_arriving = 0;
  double per_repeated_arriving = 0;
  double most_served = 1;
  double most_first_arriving = 1;
  // Of sliding windows: words that neighbours may have passed on, and what fractions of a word may
  // save.
  double per_shared_word = 0;
  double fractions = 0;
};

/// A data space that fixed levels keep, and whose transits the bound follows.
struct Followed {
  int space = 0;
  double words = 1;                           ///< product of the bounds that lead away from a tile
  std::vector<int> levels;                    ///< that keep it
  std::shared_ptr<const WindowTable> window;  ///< null: separable
  std::vector<double> holes;   ///< separable, by shape: words of a tile for each that is touched
  std::vector<double> visits;  ///< separable, by shape: loops outside that do not move it
  std::vector<std::vector<Closing>> closing;  ///< [level][position in levels of the first transit]

  /// Kept levels inside of `level` that transits can be pending from, and one.
  int open_states(int level) const;
  /// Energy (pJ) when the transits since `since` are fixed in the block of `level` at `shape`, by a
  /// loop that leads away.
  double closing_cost(int level, int since, std::uint32_t shape) const;
  /// The same by a loop that slides the window, with the bound lattice.factors(dimension)[factor].
  double sliding_cost(int level, int since, std::uint32_t shape, int dimension,
                      std::size_t factor) const;
};

class BoundCosts {
 public:
  explicit BoundCosts(const Problem& problem);

  const std::vector<Followed>& followed() const { return followed_; }
  /// Levels that keep a data space; empty where that is not fixed.
  const std::vector<int>& kept(std::size_t space) const { return kept_[space]; }
  /// Energy of accesses that the levels from `level` on cannot avoid, for a data space that is not
  /// followed, and of these, the reads at one level.
  double compulsory_pj(std::size_t space, int level) const {
    return compulsory_[space][static_cast<std::size_t>(level)];
  }
  double compulsory_reads_pj(std::size_t space, int level) const {
    return compulsory_reads_[space][static_cast<std::size_t>(level)];
  }
  /// Cycles that the levels from `level` on take at least.
  double cycles(int level) const { return cycles_[static_cast<std::size_t>(level)]; }
  /// Energy of an access per word: blocks are taken as full, and as many instances share a memory
  /// as there are.
  double per_word(int level, Access access) const;
  /// The most children that one word can serve in the networks of these levels.
  double most_served(int first_slot, int last_slot) const;

 private:
  bool has_fixed_levels(int space) const;
  std::vector<int> kept_levels(int space) const;
  void follow(int space, std::shared_ptr<const WindowTable> window);
  Closing closing(const std::vector<int>& levels, int level, int since, bool read_write) const;
  Closing window_closing(const std::vector<int>& levels, int level, int since) const;
  void find_touched(int space);
  void find_compulsory(int space);
  void find_cycles();
  bool unspread(int child, int level) const { return most_served(child + 1, level) == 1; }
  bool surely_gets(std::size_t space, int level) const;

  const Problem& problem_;
  std::vector<Followed> followed_;
  std::vector<std::vector<int>> kept_;           // by data space
  std::vector<double> touched_;                  // by data space: different words; 0: not known
  std::vector<std::vector<double>> compulsory_;  // [data space][level]
  std::vector<std::vector<double>> compulsory_reads_;
  std::vector<double> cycles_;  // by level
};

}  // namespace tilewright::exact
