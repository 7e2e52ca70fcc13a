#include "mapper/exact/label_store.hpp"

#include <algorithm>

namespace tilewright::exact {

namespace {

// What rounding changes; far less than the margin with which costs are compared in the end.
constexpr double equal = 1e-12;

}  // namespace

std::uint32_t LabelStore::add(const Label& label, const Values& values) {
  labels_.push_back(label);
  values_.insert(values_.end(), values.begin(),
                 values.begin() + static_cast<std::ptrdiff_t>(components_));
  return static_cast<std::uint32_t>(labels_.size() - 1);
}

Values LabelStore::values(std::uint32_t number) const {
  Values result{};
  std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(number * components_), components_,
              result.begin());
  return result;
}

bool LabelStore::beats(std::uint32_t number, const Values& values) const {
  const double* own = &values_[number * components_];
  for (std::size_t i = 0; i < components_; ++i) {
    if (own[i] > values[i] * (1 + equal)) return false;
  }
  return true;
}

bool LabelStore::beaten_by(std::uint32_t number, const Values& values) const {
  const double* own = &values_[number * components_];
  for (std::size_t i = 0; i < components_; ++i) {
    if (values[i] > own[i]) return false;
  }
  return true;
}

bool Stage::insert(LabelStore& store, std::uint32_t shape, std::uint32_t configuration,
                   const Label& label, const Values& values) {
  const std::uint64_t key = (std::uint64_t{shape} << 32) | configuration;
  const auto [found, added] = numbers_.try_emplace(key, static_cast<std::uint32_t>(states_.size()));
  if (added) {
    states_.push_back({configuration, no_label});
    by_shape_[shape].push_back(found->second);
  }
  State& state = states_[found->second];
  for (std::uint32_t i = state.first_label; i != no_label; i = store.label(i).next) {
    if (store.beats(i, values)) return false;
  }
  std::uint32_t before = no_label;
  for (std::uint32_t i = state.first_label; i != no_label; i = store.label(i).next) {
    if (!store.beaten_by(i, values)) {
      before = i;
    } else if (before == no_label) {
      state.first_label = store.label(i).next;
    } else {
      store.label(before).next = store.label(i).next;
    }
  }
  const std::uint32_t number = store.add(label, values);
  if (before == no_label) {
    state.first_label = number;
  } else {
    store.label(before).next = number;
  }
  return true;
}

}  // namespace tilewright::exact
