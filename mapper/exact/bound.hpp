#pragma once
// How much energy a partial mapping must still cost, whatever loops follow: a lower bound, from a
// program that goes from the outermost level inwards (docs/exact.md, section 4).
//
// It knows the tile shape and which separable data spaces have pending transits, since which level.
// It forgets what the statuses know beyond that: spatial loops do not multiply words there, and a
// level that is reached later serves as many children at once as it has. Data spaces that levels
// may or may not keep count not at all, and unusual sliding windows with each word once.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mapper/exact/problem.hpp"
#include "mapper/exact/status.hpp"
#include "mapper/exact/window_table.hpp"

namespace tilewright::exact {

class Bound {
 public:
  explicit Bound(const Problem& problem);

  /// Energy still to come (pJ) for a partial mapping with this shape and these statuses, by data
  /// space, and the words that wait (`content`, by data space). `level` is the level whose temporal
  /// loops are being placed, or, with `complete`, the last one that is complete (-1: none).
  /// Infinite where no mapping can follow.
  double energy_to_come_pj(int level, bool complete, std::uint32_t shape,
                           std::span<const Status* const> statuses,
                           std::span<const double> content) const;

  /// Cycles that the levels from `level` on, of which none has been charged, take at least.
  double cycles_to_come(int level) const {
    return cycles_to_come_[static_cast<std::size_t>(level)];
  }

 private:
  /// What closing the transits of one data space costs per word, in one level's block.
  struct Closing {
    double per_word = 0;           // at levels already reached
    double per_repeated_word = 0;  // of words beyond the first visits (partial sums)
    double most_first = 1;         // first visits that spatial loops further out can make of a word
    // At the next level to be reached, behind networks that serve several children at once:
    double per_arriving = 0;
    double per_repeated_arriving = 0;
    double most_served = 1;
    double most_first_arriving = 1;
    // Of sliding windows: words that neighbours may have passed on, and what fractions of a word
    // may save.
    double per_shared_word = 0;
    double fractions = 0;
  };
  /// A data space that the program follows.
  struct Followed {
    int space = 0;
    std::vector<int> levels;    // that keep it
    std::vector<double> words;  // by shape: words that are moved when transits close there
    std::shared_ptr<const WindowTable> window;  // null: separable
    std::vector<double> visits;  // separable, by shape: loops outside that do not move it
    std::vector<std::vector<Closing>> closing;  // [level][position in levels of the first transit]
    int open_states(int level) const;           // kept levels inside of `level`, and one
  };

  bool has_fixed_levels(int space) const;
  std::vector<int> kept_levels(int space) const;
  double per_word(int level, Access access) const;
  double most_reduced(int first_slot, int last_slot) const;
  void follow(int space, std::shared_ptr<const WindowTable> window);
  void find_touched(int space);
  void find_compulsory(int space);
  void find_cycles();
  Closing window_closing(const std::vector<int>& levels, int level, int since) const;
  Closing closing(const std::vector<int>& levels, int level, int since, bool read_write) const;
  double closing_cost(const Followed& followed, int level, int since, std::uint32_t shape) const;
  void run();
  void iterate(int level, std::span<const float> outside, std::vector<float>& result) const;
  void spread(int level, std::vector<float>& values) const;
  float least_window_move(int level, std::uint32_t shape, const Followed& followed, int since,
                          std::span<const float> closed, std::size_t combinations) const;
  std::size_t combination_count(int level) const;
  std::size_t after_keeping(int level, std::size_t combination) const;
  std::size_t close(int level, std::size_t combination, std::size_t followed, int& since) const;
  bool fits(int level, std::uint32_t shape) const;
  double served(int space, int first_slot, int level, std::uint32_t shape) const;
  double arrival(int space, int level, double words) const;

  const Problem& problem_;
  std::vector<Followed> followed_;
  std::vector<std::vector<int>> kept_;           // by data space; empty where it is not fixed
  std::vector<double> touched_;                  // by data space: different words; 0: not known
  std::vector<double> cycles_to_come_;           // by level
  std::vector<std::vector<double>> compulsory_;  // [data space][level]: of the levels from there on
  std::vector<std::vector<double>> compulsory_reads_;  // of these, the reads of one level
  std::vector<std::vector<float>> iterating_;          // [level][shape x combinations]
  std::vector<std::vector<float>> complete_;  // [levels complete]: the same, before the next one
};

}  // namespace tilewright::exact
