#pragma once
// What a partial mapping has cost so far: the components of a label, each the better the smaller.

#include <cstdint>
#include <vector>

#include "mapper/exact/problem.hpp"

namespace tilewright::exact {

/// The most components that a label can have.
inline constexpr int max_components = 64;

/// Which component is what; -1: the problem does not need it.
struct Components {
  static constexpr int energy = 0;             ///< pJ, without leakage
  int cycles = -1;                             ///< of the slowest level that is complete
  int leakage = -1;                            ///< pJ per cycle
  std::array<int, max_data_spaces> content{};  ///< words that wait for a level or a transit
  /// By level, for levels with limited bandwidth: words per instance while the level is not
  /// complete, [first + 2 x data space] read, and behind them those filled and updated.
  std::vector<int> traffic;
  int count = 1;

  explicit Components(const Problem& problem);
};

/// Stands for each number of compute units.
inline constexpr std::int64_t any_units = 0;

using Values = std::array<double, max_components>;

/// Charges accesses of one program, in which `units` compute units are in use. With any_units
/// (provided that Problem::scales()), all instances of a level are taken together, as if there was
/// one compute unit: energy is then the same, or less where words are not spread evenly.
class Account {
 public:
  Account(const Problem& problem, std::int64_t units);

  /// Leaves out what does not matter, so that more labels are alike: energy, or cycles (which
  /// energy depends on where something leaks).
  void track(bool energy, bool cycles) {
    tracks_energy_ = energy;
    tracks_cycles_ = cycles || components_.leakage >= 0;
  }

  const Problem& problem() const { return problem_; }
  const Components& components() const { return components_; }
  std::int64_t units() const { return units_; }
  bool any_units() const { return any_units_; }
  double instances(std::int64_t units_below) const {
    return static_cast<double>(units_) / static_cast<double>(units_below);
  }

  /// Charges `words` per instance of `level`, each instance of which has `units_below` units. They
  /// are whole, but with any_units.
  void charge(int level, int space, Access access, double words, std::int64_t units_below,
              Values& values) const;
  /// Energy (pJ) of at least so many accesses: `words` by all instances together, each of which may
  /// round its own down.
  double least_pj(int level, Access access, double words, std::int64_t units_below) const;
  void charge_network(double energy_pj, Values& values) const {
    if (tracks_energy_) values[Components::energy] += energy_pj;
  }
  /// Adds what the instances of `level` leak, and others that are switched off with it.
  void add_leakage(int level, std::int64_t units_below, Values& values) const;
  /// Takes a level whose accesses are all charged into the cycles.
  void close_level(int level, Values& values) const;

  /// Energy and latency of a complete mapping; a lower bound of both for a part of one.
  /// `least_cycles`: what else is known of the cycles.
  double latency_cycles(const Values& values, double least_cycles = 0) const;
  double energy_pj(const Values& values, double least_cycles = 0) const;

 private:
  double level_cycles(int level, const Values& values) const;
  double busy_cycles(const Values& values) const;

  const Problem& problem_;
  Components components_;
  bool any_units_;
  std::int64_t units_;
  double compute_cycles_;
  bool tracks_energy_ = true;
  bool tracks_cycles_ = true;
};

/// To the nearest whole number, halves upwards; downwards where only a rounding error may have made
/// it more than a half.
double rounded_words(double words);

}  // namespace tilewright::exact
