#pragma once
// Partial mappings, kept by state: at one point of the nest (a stage), a state is a tile shape and
// a configuration. Of the labels of a state, those that another one beats in every component are
// left out.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "mapper/exact/account.hpp"

namespace tilewright::exact {

inline constexpr std::uint32_t no_label = ~std::uint32_t{0};

/// What a label adds to the one before.
struct Move {
  enum class Kind : std::uint8_t { start, spread, iterate, keep };
  Kind kind = Kind::start;
  std::uint8_t dimension = 0;     ///< iterate
  std::uint16_t arrangement = 0;  ///< spread
  std::uint32_t number = 0;       ///< spread: of the choice; iterate: the bound; keep: the mask
};

struct Label {
  std::uint32_t before = no_label;
  std::uint32_t next = no_label;  ///< of the same state
  Move move;
};

/// Labels of all stages, so that a mapping can be read back from its last label.
class LabelStore {
 public:
  explicit LabelStore(int components) : components_(static_cast<std::size_t>(components)) {}

  std::uint32_t add(const Label& label, const Values& values);
  const Label& label(std::uint32_t number) const { return labels_[number]; }
  Label& label(std::uint32_t number) { return labels_[number]; }
  Values values(std::uint32_t number) const;
  /// True when the label is at most as large as `values` in every component (to 1 in 10^12).
  bool beats(std::uint32_t number, const Values& values) const;
  bool beaten_by(std::uint32_t number, const Values& values) const;
  std::int64_t size() const { return static_cast<std::int64_t>(labels_.size()); }

 private:
  std::size_t components_;
  std::vector<Label> labels_;
  std::vector<double> values_;
};

/// The states of one stage.
class Stage {
 public:
  struct State {
    std::uint32_t configuration = 0;
    std::uint32_t first_label = no_label;
  };

  explicit Stage(std::uint32_t shapes) : by_shape_(shapes) {}

  /// False when a label of the state beats it.
  bool insert(LabelStore& store, std::uint32_t shape, std::uint32_t configuration,
              const Label& label, const Values& values);
  /// Numbers of the states with a shape.
  const std::vector<std::uint32_t>& at(std::uint32_t shape) const { return by_shape_[shape]; }
  const State& state(std::uint32_t number) const { return states_[number]; }
  std::uint32_t shape_count() const { return static_cast<std::uint32_t>(by_shape_.size()); }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<State> states_;
  std::vector<std::vector<std::uint32_t>> by_shape_;
};

}  // namespace tilewright::exact
