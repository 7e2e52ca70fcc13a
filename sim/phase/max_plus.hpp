#pragma once
// What a phase does to the state of the machine, as a matrix of the max-plus algebra: every state
// variable (a point in time) becomes the latest of some old ones plus durations. The effects of
// phases in sequence are multiplied; n repetitions take log2(n) products. (Baccelli, Cohen, Olsder,
// Quadrat: Synchronization and Linearity, 1992, chapter 1.)

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/phase/stamp.hpp"

namespace tilewright::sim {

/// One variable's new value as a function of the old ones: the latest of old[index] + duration over
/// the entries, ascending by index.
class Row {
 public:
  struct Entry {
    int index;
    Stamp duration;
    bool operator==(const Entry&) const = default;
  };

  Row() = default;
  /// The old value of variable `index`.
  explicit Row(int index) : entries_{{index, {}}} {}

  const std::vector<Entry>& entries() const { return entries_; }
  /// Takes over the later value, entry by entry.
  void join(const Row& other);
  void add(std::int64_t ticks, int cause);
  /// Joins `other` with `duration` added to each entry.
  void join_after(const Row& other, const Stamp& duration);

  bool operator==(const Row&) const = default;

 private:
  std::vector<Entry> entries_;
};

Row later(const Row& a, const Row& b);
Row after(Row row, std::int64_t ticks, int cause);

/// A square matrix: row i is the new value of variable i. Rows that only repeat their old value are
/// the rule, so that a product costs what it changes.
class MaxPlus {
 public:
  /// The identity on `size` variables.
  explicit MaxPlus(int size);
  explicit MaxPlus(std::vector<Row> rows) : rows_(std::move(rows)) {}

  int size() const { return static_cast<int>(rows_.size()); }
  const std::vector<Row>& rows() const { return rows_; }

  /// This phase first, then `next`.
  MaxPlus then(const MaxPlus& next) const;
  /// This phase `count` >= 1 times.
  MaxPlus repeated(std::int64_t count) const;
  /// The state after this phase.
  std::vector<Stamp> apply(const std::vector<Stamp>& state) const;

 private:
  std::vector<Row> rows_;
};

}  // namespace tilewright::sim
