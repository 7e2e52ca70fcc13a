#pragma once
// The least energy that a partial mapping must still cost, from a simpler program that goes from
// the outside inwards. It knows the shape, and since which level each tensor has open transfers.
// It leaves out what the spatial loops do to the words of open transfers, and takes every decision
// to close them as free, so that it never exceeds the true energy:
//   - a tensor's open transfers carry, in all rounds and instances together, at least each
//     iteration of the loops that do not move it once for every one of its points;
//   - a level that is still to be reached serves at most as many children at once as it has;
//   - at most as many partial sums are first ones as the spatial loops further out allow.

#include <cstdint>
#include <vector>

#include "mapper/certificate/pending.hpp"
#include "mapper/certificate/shapes.hpp"

namespace tilewright::certificate {

class CostToCome {
 public:
  /// For mappings that use `units` compute units.
  CostToCome(const Instance& instance, const Shapes& shapes, Count units);

  /// Of a partial mapping inside the temporal loops of `level`, or before its spatial ones. Never
  /// too much. Nothing (-1) where no mapping can follow.
  Energy energy(int level, bool iterating, int shape, const std::vector<Pending>& pendings,
                Count instances) const;

 private:
  // Whole numbers of 2^-16 pJ, rounded down; none: no mapping.
  using Coarse = std::int64_t;
  static constexpr int dropped_bits = energy_fraction_bits - 16;
  static constexpr Coarse none = INT64_MAX;

  // Energies per word of a level, as little as a word can cost.
  struct Rates {
    double moved = 0;     // of each word
    double repeated = 0;  // of each word that is no first visit
  };

  const std::vector<int>& transfers(int tensor, int inside_of) const;
  std::vector<int> list_transfers(int tensor, int inside_of) const;
  bool keeps(int level, int tensor) const;
  int last_level(int tensor) const;
  double memory_share(const Level& level) const;
  Rates serving(int level, int tensor) const;
  Rates filling(int level, int tensor) const;
  double most_idle(int tensor, int first_level, int last_level) const;
  double idle_rest(int tensor, int shape) const;
  double closing(int tensor, int level, int since, int shape) const;
  int combinations(int level) const;
  void iterate(int level, const std::vector<Coarse>& after);
  void spread(int level);
  std::vector<Coarse> keep(int level) const;
  bool fits(int level, int shape) const;

  const Instance& instance_;
  const Shapes& shapes_;
  Count units_;
  std::vector<std::vector<std::vector<int>>> transfers_;  // [tensor][level]: levels inside of it
  std::vector<std::vector<double>> most_idle_;            // [tensor][level]
  std::vector<std::vector<Coarse>> iterating_;            // [level][combination x shape]
  std::vector<std::vector<Coarse>> entering_;  // the same, before the level's spatial loops
};

}  // namespace tilewright::certificate
