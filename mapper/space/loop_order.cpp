#include "mapper/space/loop_order.hpp"

#include <algorithm>
#include <numeric>

#include "model/spec/error.hpp"

namespace tilewright {

namespace {

constexpr int most_free_dimensions = 20;  // 21! exceeds 64 bits

std::uint64_t factorial(int n) {
  std::uint64_t product = 1;
  for (int factor = 2; factor <= n; ++factor) product *= static_cast<std::uint64_t>(factor);
  return product;
}

}  // namespace

void LoopOrder::reset(int dimension_count, const std::vector<int>& prefix,
                      const std::vector<int>& suffix) {
  reset(dimension_count, {}, prefix, suffix);
}

void LoopOrder::reset(int dimension_count, std::span<const unsigned char> unit,
                      const std::vector<int>& prefix, const std::vector<int>& suffix) {
  const auto is_unit = [&](int dimension) {
    return !unit.empty() && unit[static_cast<std::size_t>(dimension)] != 0;
  };
  base_.clear();
  base_.reserve(static_cast<std::size_t>(dimension_count));
  selected_.reserve(static_cast<std::size_t>(dimension_count));
  placed_.assign(static_cast<std::size_t>(dimension_count), 0);
  const auto place = [&](int dimension) {
    base_.push_back(dimension);
    placed_[static_cast<std::size_t>(dimension)] = 1;
  };
  for (int dimension = 0; dimension < dimension_count; ++dimension) {
    if (is_unit(dimension)) place(dimension);
  }
  for (const int dimension : prefix) {
    if (!is_unit(dimension)) place(dimension);
  }
  for (const int dimension : suffix) placed_[static_cast<std::size_t>(dimension)] = 1;
  free_begin_ = static_cast<int>(base_.size());
  selected_index_ = 0;
  for (int dimension = 0; dimension < dimension_count; ++dimension) {
    if (placed_[static_cast<std::size_t>(dimension)] == 0) base_.push_back(dimension);
  }
  free_count_ = static_cast<int>(base_.size()) - free_begin_;
  if (free_count_ > most_free_dimensions) {
    throw Error("a level has more than 20 loops in free order", "add a 'permutation' constraint");
  }
  count_ = factorial(free_count_);
  for (const int dimension : suffix) {
    if (!is_unit(dimension)) base_.push_back(dimension);
  }
}

void LoopOrder::reset_canonical(int dimension_count) {
  base_.resize(static_cast<std::size_t>(dimension_count));
  std::iota(base_.begin(), base_.end(), 0);
  free_begin_ = 0;
  free_count_ = 0;
  count_ = 1;
  selected_index_ = 0;
}

std::span<const int> LoopOrder::select(std::uint64_t index) {
  if (index == 0) return base_;
  if (index == selected_index_) return selected_;
  selected_index_ = index;
  selected_ = base_;
  std::uint64_t scale = count_;
  for (int i = 0; i + 1 < free_count_; ++i) {
    scale /= static_cast<std::uint64_t>(free_count_ - i);
    const auto first = selected_.begin() + free_begin_ + i;
    const auto picked = first + static_cast<std::ptrdiff_t>(index / scale);
    const int dimension = *picked;
    std::copy_backward(first, picked, picked + 1);
    *first = dimension;
    index %= scale;
  }
  return selected_;
}

}  // namespace tilewright
