#pragma once
// The dynamic program for one number of compute units in use.

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "mapper/exact/account.hpp"
#include "mapper/exact/bound.hpp"
#include "mapper/exact/label_store.hpp"
#include "mapper/exact/objective.hpp"
#include "mapper/exact/status_rules.hpp"

namespace tilewright::exact {

/// What else decides how a partial mapping can go on.
struct Configuration {
  std::int64_t units = 1;  ///< compute units below one instance of the current level
  DimensionMask used = 0;  ///< dimensions that this level's temporal loops may not use again
  int phase = 0;           ///< in the prescribed order of this level's loops
  std::array<std::uint32_t, max_data_spaces> statuses{};
};

/// What a program looks for: the least of one metric while all keep to their limits.
struct Goal {
  std::size_t metric = 0;
  std::vector<double> limits;
  bool needs_energy = true;  ///< energy is minimized or limited, by itself or in a product
  bool needs_cycles = true;
};

/// One order and split of a choice's spatial loops.
struct Arrangement {
  std::uint16_t index = 0;
  std::array<const SpreadFacts*, max_data_spaces> facts{};  ///< by data space
};

/// What programs of one thread have found out, whatever the number of compute units.
struct Memory {
  explicit Memory(std::size_t space_count) : spaces(space_count) {}

  std::vector<SpaceMemory> spaces;
  KeyMap<std::vector<Arrangement>> arrangements;  ///< that cost differently, of a spatial choice
};

class Program {
 public:
  /// What programs of one thread share. All must outlive them. `stop` is asked now and then.
  struct Shared {
    const Problem& problem;
    const Bound& bound;
    const Objective& objective;
    Memory& memory;
    std::function<bool()> stop;
  };
  /// With any_units (where Problem::scales()): all numbers of units at once, with energy that may
  /// be less than a mapping's.
  Program(const Shared& shared, std::int64_t units);
  ~Program();

  struct Outcome {
    bool complete = false;     ///< not stopped
    std::vector<double> cost;  ///< of the mapping, by the program's own account
    std::optional<Mapping> mapping;
  };
  /// Runs once.
  Outcome run(const Goal& goal);

  /// No mapping with these units costs less, in any of the metrics.
  std::vector<double> least_cost() const;

  std::int64_t label_count() const;
  std::int64_t transition_count() const;
  std::int64_t configuration_count() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tilewright::exact
