#include "mapper/space/factorizations.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"
#include "model/spec/error.hpp"

namespace tilewright {

namespace {

constexpr std::size_t most_table_entries = std::size_t{1} << 18;  // 6 MB

// 1, n, 2, n / 2, ...: pairs of divisors.
std::vector<std::int64_t> paired_divisors(std::int64_t n) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t i = 1; i <= n / i; ++i) {
    if (n % i != 0) continue;
    divisors.push_back(i);
    if (n / i != i) divisors.push_back(n / i);
  }
  return divisors;
}

bool allows(const FactorRange& range, std::int64_t factor) {
  return range.least <= factor && factor <= range.most;
}

void add_to(std::uint64_t& sum, std::uint64_t added) {
  if (__builtin_add_overflow(sum, added, &sum)) {
    throw Error("a dimension has more than 2^64 factorizations", "constrain some of its factors");
  }
}

}  // namespace

Factorizations::Factorizations(std::int64_t bound, const std::vector<FactorRange>& levels)
    : bound_(bound) {
  std::int64_t quotient = bound;
  bool possible = true;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const FactorRange& range = levels[level];
    exact_.push_back(range.exact.value_or(0));
    const std::int64_t fixed = range.exact.value_or(1);
    fixed_.push_back({fixed, fixed, fixed});
    if (!range.exact) {
      free_levels_.push_back(static_cast<int>(level));
      continue;
    }
    imperfect_ = imperfect_ || quotient % *range.exact != 0;
    quotient = ceil_divide(quotient, *range.exact);
    possible = possible && allows(range, *range.exact);
  }
  if (!possible) return;
  if (free_levels_.empty()) {
    count_ = quotient == 1 ? 1 : 0;
    return;
  }
  const std::vector<std::int64_t> divisors = paired_divisors(quotient);
  std::vector<std::vector<int>> known(free_levels_.size(), std::vector<int>(divisors.size(), -1));
  root_ = add_node(static_cast<int>(free_levels_.size()) - 1, quotient, divisors, levels, known);
  count_ = nodes_[static_cast<std::size_t>(root_)].count;
  make_table();
}

int Factorizations::add_node(int position, std::int64_t quotient,
                             const std::vector<std::int64_t>& divisors,
                             const std::vector<FactorRange>& levels,
                             std::vector<std::vector<int>>& known) {
  const auto rank = static_cast<std::size_t>(std::find(divisors.begin(), divisors.end(), quotient) -
                                             divisors.begin());
  const auto index = static_cast<std::size_t>(position);
  if (known[index][rank] >= 0) return known[index][rank];
  const FactorRange& range = levels[static_cast<std::size_t>(free_levels_[index])];
  Node node{position, quotient};
  if (position == 0) {
    node.count = allows(range, quotient) ? 1 : 0;
    if (node.count > 0) node.options.push_back({0, quotient, -1});
  } else {
    for (const std::int64_t divisor : divisors) {
      if (quotient % divisor != 0 || !allows(range, divisor)) continue;
      const int next = add_node(position - 1, quotient / divisor, divisors, levels, known);
      const std::uint64_t choices = nodes_[static_cast<std::size_t>(next)].count;
      if (choices == 0) continue;
      node.options.push_back({node.count, divisor, next});
      add_to(node.count, choices);
    }
  }
  nodes_.push_back(std::move(node));
  return known[index][rank] = static_cast<int>(nodes_.size()) - 1;
}

void Factorizations::make_table() {
  const std::size_t levels = fixed_.size();
  if (count_ > most_table_entries / levels) return;
  std::vector<LoopBound> table(static_cast<std::size_t>(count_) * levels);
  for (std::size_t index = 0; index < count_; ++index) {
    look_up(index, {&table[index * levels], levels});
  }
  table_ = std::move(table);
}

void Factorizations::read(std::uint64_t index, std::span<LoopBound> levels) const {
  if (table_.empty()) {
    look_up(index, levels);
  } else {
    std::copy_n(table_.begin() + static_cast<std::ptrdiff_t>(index * levels.size()), levels.size(),
                levels.begin());
  }
}

void Factorizations::look_up(std::uint64_t index, std::span<LoopBound> levels) const {
  std::copy(fixed_.begin(), fixed_.end(), levels.begin());
  for (int at = root_; at >= 0;) {
    const Node& node = nodes_[static_cast<std::size_t>(at)];
    if (node.quotient == 1) break;  // nothing is left for this level and those inside of it
    auto option = std::upper_bound(
        node.options.begin(), node.options.end(), index,
        [](std::uint64_t value, const Option& candidate) { return value < candidate.before; });
    --option;
    const auto level =
        static_cast<std::size_t>(free_levels_[static_cast<std::size_t>(node.position)]);
    levels[level] = {option->divisor, option->divisor, option->divisor};
    index -= option->before;
    at = option->next;
  }
  if (imperfect_) set_imperfect(levels);
}

// From the inside out, each level takes what it can of what is left.
void Factorizations::set_imperfect(std::span<LoopBound> levels) const {
  std::int64_t left = bound_;
  for (LoopBound& level : levels) {
    level.bound = std::min(level.factor, left);
    level.residual = left % level.bound == 0 ? level.bound : left % level.bound;
    left = ceil_divide(left, level.bound);
  }
}

std::int64_t Factorizations::least_factor(int level) const {
  if (is_exact(level)) return exact_[static_cast<std::size_t>(level)];
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Node& node : nodes_) {
    if (free_levels_[static_cast<std::size_t>(node.position)] != level) continue;
    for (const Option& option : node.options) least = std::min(least, option.divisor);
  }
  return least;
}

std::int64_t Factorizations::largest_factor(int level) const {
  if (is_exact(level)) return exact_[static_cast<std::size_t>(level)];
  std::int64_t largest = 1;
  for (const Node& node : nodes_) {
    if (free_levels_[static_cast<std::size_t>(node.position)] != level) continue;
    for (const Option& option : node.options) largest = std::max(largest, option.divisor);
  }
  return largest;
}

std::int64_t Factorizations::least_extent(int level) const {
  std::int64_t exact = 1;
  int position = -1;  // of the outermost free level up to `level`
  for (int inner = 0; inner <= level; ++inner) {
    if (is_exact(inner)) {
      exact = checked_multiply(exact, exact_[static_cast<std::size_t>(inner)]);
    } else {
      ++position;
    }
  }
  if (position < 0) return std::min(exact, bound_);
  std::int64_t least = bound_;
  for (const Node& node : nodes_) {
    if (node.position == position && node.count > 0) least = std::min(least, node.quotient);
  }
  return std::min(checked_multiply(exact, least), bound_);
}

}  // namespace tilewright
