#include "mapper/space/ruby_factors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "model/spec/checked.hpp"
#include "model/spec/error.hpp"

namespace tilewright {

namespace {

constexpr std::size_t most_pairs = 4'000'000;  // 32 MB
constexpr std::size_t most_residuals = 1'000'000;

void add_divisors(std::int64_t n, std::set<std::int64_t>& pool) {
  for (std::int64_t i = 1; i <= n / i; ++i) {
    if (n % i == 0) pool.insert({i, n / i});
  }
}

// Divisors (below n) of remainder * n * ceil(n / remainder).
void add_imperfect_factors(std::int64_t n, std::int64_t remainder, std::set<std::int64_t>& pool) {
  const std::int64_t multiple =
      checked_multiply(checked_multiply(remainder, n), ceil_divide(n, remainder));
  for (std::int64_t i = 1; i <= n; ++i) {
    if (multiple % i != 0) continue;
    if (i < n) pool.insert(i);
    if (multiple / i != i && multiple / i < n) pool.insert(multiple / i);
  }
}

// All combinations of one value of each list, the last list fastest.
std::vector<std::vector<std::int64_t>> combinations(const std::vector<std::int64_t>& largest) {
  std::vector<std::vector<std::int64_t>> all = {{}};
  for (const std::int64_t most : largest) {
    std::vector<std::vector<std::int64_t>> longer;
    for (const auto& start : all) {
      for (std::int64_t value = 1; value <= most; ++value) {
        longer.push_back(start);
        longer.back().push_back(value);
      }
    }
    if (longer.size() > most_residuals) {
      throw Error("template ruby: too many combinations of remainders",
                  "give smaller 'remainders'");
    }
    all = std::move(longer);
  }
  return all;
}

}  // namespace

RubyFactors::RubyFactors(std::int64_t bound, const std::vector<FactorRange>& levels,
                         const std::vector<std::int64_t>& max_remainders)
    : bound_(bound), levels_(levels) {
  set_exact_factors();
  // Timeloop lists the remainders from the outermost level inwards, but hands them out from the
  // innermost outwards; this shows where they differ.
  for (std::size_t level = levels.size(); level-- > 0;) {
    const bool imperfect = max_remainders[level] >= 0 && exact_[level] == 0;
    may_be_imperfect_.insert(may_be_imperfect_.begin(), imperfect ? 1 : 0);
    if (imperfect) remainders_.push_back(max_remainders[level]);
  }
  find_candidates();
  list_residuals();
  const auto free_levels = std::max<std::ptrdiff_t>(1, std::count(exact_.begin(), exact_.end(), 0));
  // One level takes a factor from the upper half of the pool (the first from all of it), the others
  // from the lower half.
  const auto middle = static_cast<std::int64_t>(std::sqrt(static_cast<double>(bound_)) + 1.5);
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
  for (const std::int64_t factor : pool_) {
    if (factor <= middle) low.push_back(factor);
    if (factor >= middle) high.push_back(factor);
  }
  for (std::ptrdiff_t large = 0; large < free_levels; ++large) {
    std::vector<std::vector<std::int64_t>> candidates(static_cast<std::size_t>(free_levels), low);
    candidates[static_cast<std::size_t>(large)] = large == 0 ? pool_ : high;
    list_factors(candidates);
  }
}

void RubyFactors::set_exact_factors() {
  quotient_ = bound_;
  for (const FactorRange& range : levels_) {
    exact_.push_back(0);
    exact_residual_.push_back(0);
    if (!range.exact) continue;
    exact_.back() = *range.exact;
    if (quotient_ % *range.exact == 0) {
      quotient_ /= *range.exact;
    } else if (*range.exact > quotient_) {
      exact_.back() = quotient_;
      quotient_ = 1;
    } else {
      exact_residual_.back() = quotient_ % *range.exact;
      quotient_ = ceil_divide(quotient_, *range.exact);
    }
  }
}

void RubyFactors::find_candidates() {
  std::set<std::int64_t> pool;
  add_divisors(quotient_, pool);
  for (const std::int64_t most : remainders_) {
    for (std::int64_t remainder = 1; remainder <= most; ++remainder) {
      add_imperfect_factors(quotient_, remainder, pool);
    }
  }
  pool_.assign(pool.begin(), pool.end());
}

void RubyFactors::list_residuals() {
  std::vector<std::int64_t> largest;
  for (const std::int64_t most : remainders_) largest.push_back(std::max<std::int64_t>(most, 1));
  const auto free_levels = std::max<std::ptrdiff_t>(1, std::count(exact_.begin(), exact_.end(), 0));
  for (auto& residuals : combinations(largest)) {
    if (std::accumulate(residuals.begin(), residuals.end(), std::int64_t{0}) <=
        quotient_ + free_levels) {
      residuals_.push_back(std::move(residuals));
    }
  }
}

void RubyFactors::list_factors(const std::vector<std::vector<std::int64_t>>& candidates) {
  largest_rest_.assign(candidates.size() + 1, 1);
  for (std::size_t position = candidates.size(); position-- > 0;) {
    if (candidates[position].empty()) return;
    largest_rest_[position] =
        largest_rest_[position + 1] * static_cast<double>(candidates[position].back());
  }
  chosen_.clear();
  extend(candidates, 0, 1, 1);
}

// `reduced`: product of the factors so far, each less 1 (but at least 1), which must not exceed the
// quotient; `product`: their product, which must be able to reach the quotient.
void RubyFactors::extend(const std::vector<std::vector<std::int64_t>>& candidates,
                         std::size_t position, std::int64_t reduced, double product) {
  if (position == candidates.size()) {
    add_choices();
    return;
  }
  for (const std::int64_t factor : candidates[position]) {
    const std::int64_t next = checked_multiply(reduced, std::max<std::int64_t>(factor - 1, 1));
    if (next > quotient_) break;
    const double reached = product * static_cast<double>(factor);
    if (reached * largest_rest_[position + 1] < static_cast<double>(quotient_)) continue;
    chosen_.push_back(factor);
    extend(candidates, position + 1, next, reached);
    chosen_.pop_back();
  }
}

void RubyFactors::add_choices() {
  for (const auto& residuals : residuals_) add_if_valid(residuals);
}

// Keeps the chosen factors with these residuals if their loops make exactly `bound` iterations.
void RubyFactors::add_if_valid(const std::vector<std::int64_t>& residuals) {
  const std::size_t first = choices_.size();
  std::size_t next_free = 0;
  std::size_t next_residual = 0;
  bool valid = true;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const std::int64_t factor = exact_[level] != 0 ? exact_[level] : chosen_[next_free++];
    std::int64_t residual = factor;
    if (exact_residual_[level] != 0) {
      residual = exact_residual_[level];
    } else if (may_be_imperfect_[level] != 0) {
      valid = valid && factor <= remainders_[next_residual];
      residual = residuals[next_residual++];
    }
    const FactorRange& range = levels_[level];
    valid = valid && residual <= factor && factor <= range.most && residual >= range.least;
    choices_.push_back({static_cast<std::int32_t>(factor), static_cast<std::int32_t>(residual)});
  }
  std::int64_t last = 0;  // the last iteration, counted from the outermost loop inwards
  for (std::size_t index = choices_.size(); valid && index-- > first;) {
    const Pair& pair = choices_[index];
    last = pair.factor * last + pair.residual - 1;
    valid = last < bound_ && (last != 0 || pair.residual == pair.factor);
  }
  if (!valid || last + 1 != bound_) choices_.resize(first);
  if (choices_.size() > most_pairs) {
    throw Error("template ruby: a dimension has too many choices of factors to be listed",
                "give smaller 'remainders', or constrain some of its factors");
  }
}

std::span<const RubyFactors::Pair> RubyFactors::choice(std::size_t index) const {
  return {&choices_[index * levels_.size()], levels_.size()};
}

void RubyFactors::read(std::uint64_t index, std::span<LoopBound> levels) const {
  const auto pairs = choice(index);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    levels[level] = {pairs[level].factor, pairs[level].factor, pairs[level].residual};
  }
}

std::int64_t RubyFactors::least_factor(int level) const {
  std::int64_t least = bound_;
  for (std::size_t index = 0; index < count(); ++index) {
    least = std::min<std::int64_t>(least, choice(index)[static_cast<std::size_t>(level)].factor);
  }
  return least;
}

std::int64_t RubyFactors::largest_factor(int level) const {
  std::int64_t largest = 1;
  for (std::size_t index = 0; index < count(); ++index) {
    largest =
        std::max<std::int64_t>(largest, choice(index)[static_cast<std::size_t>(level)].factor);
  }
  return largest;
}

std::int64_t RubyFactors::least_extent(int level) const {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::size_t index = 0; index < count(); ++index) {
    std::int64_t extent = 1;
    for (const Pair& pair : choice(index).first(static_cast<std::size_t>(level) + 1)) {
      extent = checked_multiply(extent, pair.factor);
    }
    least = std::min(least, extent);
  }
  return least;
}

}  // namespace tilewright
