#pragma once
// The searches that go through the choices of a factorization like an odometer: the bypass choice
// turns fastest, then the split, then the permutation; the factorization turns last.

#include <cstdint>
#include <optional>

#include "mapper/search/random_stream.hpp"
#include "mapper/search/search.hpp"
#include "mapper/search/visited_set.hpp"

namespace tilewright {

/// Visits all permutations, splits and bypasses of a factorization in turn. How the
/// factorizations follow each other is up to the derived class.
class Odometer : public Search {
 public:
  std::optional<MappingId> next() override;
  void report(Outcome outcome) override;

 protected:
  /// Starts at number 0 of each choice. An empty share ends the search at once.
  explicit Odometer(MappingBuilder& builder);

  /// Turns to another factorization. False: there is none.
  virtual bool turn_factorization() = 0;
  /// Turns to another permutation of the same factorization. False: all have been visited.
  virtual bool turn_permutation();
  /// Leaves out the permutations that are left: the next turn is to another factorization.
  virtual void skip_permutations();

  MappingBuilder& builder() { return builder_; }
  MappingId& at() { return at_; }
  bool over() const { return over_; }

 private:
  bool turn();

  MappingBuilder& builder_;
  MappingId at_;
  uint128 rejected_bypasses_ = 0;  // of the current permutation and split
  bool over_;
};

/// All mappings, factorizations in ascending order.
class ExhaustiveSearch : public Odometer {
 public:
  explicit ExhaustiveSearch(MappingBuilder& builder) : Odometer(builder) {}

 protected:
  bool turn_factorization() override;
};

/// The same in the pruned space.
class LinearPrunedSearch : public ExhaustiveSearch {
 public:
  explicit LinearPrunedSearch(MappingBuilder& builder);

 protected:
  bool turn_factorization() override;
};

/// Factorization 0, then random ones; all that the pruned space has for each.
class HybridSearch : public Odometer {
 public:
  HybridSearch(MappingBuilder& builder, const SearchSettings& settings);

 protected:
  bool turn_factorization() override;

 private:
  RandomStream factorizations_;
  std::optional<VisitedSet> visited_;  // where revisits are filtered
};

/// Random factorizations, and some random permutations of each.
class RandomPrunedSearch : public Odometer {
 public:
  RandomPrunedSearch(MappingBuilder& builder, const SearchSettings& settings);

 protected:
  bool turn_factorization() override;
  bool turn_permutation() override;
  void skip_permutations() override;

 private:
  void draw_factorization();
  void draw_permutation();

  RandomStream factorizations_;
  RandomStream permutations_;  // over all that the unpruned space has
  uint128 permutations_per_visit_;
  uint128 to_visit_ = 1;
  uint128 visited_ = 0;
};

}  // namespace tilewright
