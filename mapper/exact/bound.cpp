#include "mapper/exact/bound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tilewright::exact {

namespace {

constexpr float impossible = std::numeric_limits<float>::infinity();
// Costs are kept as floats, rounded down by this much and a bit.
constexpr double rounding = 1 - 4e-7;

constexpr std::uint32_t shapes_at_once = 4096;  // between looks at the clock

/// A loop with a prime bound.
struct Step {
  int dimension;
  std::int64_t value;
  std::uint32_t offset;
};

template <typename Usable>
std::vector<Step> prime_steps(const Lattice& lattice, Usable usable) {
  std::vector<Step> steps;
  for (int d = 0; d < lattice.dimension_count(); ++d) {
    if (!usable(d)) continue;
    for (const Lattice::Factor& factor : lattice.factors(d)) {
      if (factor.prime) steps.push_back({d, factor.value, factor.offset});
    }
  }
  return steps;
}

float rounded_down(double value) { return static_cast<float>(value * rounding); }

}  // namespace

Bound::Bound(const Problem& problem) : problem_(problem), costs_(problem) { run(); }

std::size_t Bound::combination_count(int level) const {
  std::size_t count = 1;
  for (const Followed& followed : followed()) {
    count *= static_cast<std::size_t>(followed.open_states(level));
  }
  return count;
}

// The combination when the level has been complete: transits of what it keeps are pending.
std::size_t Bound::after_keeping(int level, std::size_t combination) const {
  std::size_t result = 0;
  std::size_t weight = 1;
  for (const Followed& followed : followed()) {
    const auto states = static_cast<std::size_t>(followed.open_states(level));
    std::size_t state = combination % states;
    combination /= states;
    const auto found = std::find(followed.levels.begin(), followed.levels.end(), level);
    if (state == 0 && found != followed.levels.end() && found + 1 != followed.levels.end()) {
      state = static_cast<std::size_t>(found - followed.levels.begin()) + 1;
    }
    result += weight * state;
    weight *= static_cast<std::size_t>(followed.open_states(level + 1));
  }
  return result;
}

// The combination without the transits of one data space; `since` is -1 if there are none.
std::size_t Bound::close(int level, std::size_t combination, std::size_t position,
                         int& since) const {
  std::size_t weight = 1;
  for (std::size_t i = 0; i < position; ++i) {
    weight *= static_cast<std::size_t>(followed()[i].open_states(level));
  }
  const auto states = static_cast<std::size_t>(followed()[position].open_states(level));
  const std::size_t state = combination / weight % states;
  since = static_cast<int>(state) - 1;
  return combination - state * weight;
}

bool Bound::fits(int level, std::uint32_t shape) const {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  if (description.capacity_words < 0) return true;
  std::int64_t words = 0;
  for (int space = 0; space < problem_.space_count(); ++space) {
    if (!contains(description.always_keep, space)) continue;
    words += problem_.spaces[static_cast<std::size_t>(space)].projection.words(
        problem_.lattice.shape(shape));
  }
  return words <= description.capacity_words;
}

void Bound::run() {
  const std::uint32_t shapes = problem_.lattice.size();
  const int levels = problem_.level_count();
  iterating_.resize(static_cast<std::size_t>(levels));
  complete_.resize(static_cast<std::size_t>(levels) + 1);
  for (int level = levels - 1; level >= 0; --level) {
    const auto index = static_cast<std::size_t>(level);
    std::vector<float>& outside = complete_[index + 1];
    if (level + 1 < levels) {
      outside = iterating_[index + 1];
      spread(level + 1, outside);
    } else {
      const std::size_t combinations = combination_count(levels);
      outside.assign(shapes * combinations, impossible);
      for (std::size_t c = 0; c < combinations; ++c) {
        double cost = 0;
        for (std::size_t f = 0; f < followed().size(); ++f) {
          int since = -1;
          close(levels, c, f, since);
          if (since >= 0) cost += followed()[f].closing_cost(levels, since, problem_.lattice.top());
        }
        outside[problem_.lattice.top() * combinations + c] = rounded_down(cost);
      }
    }
    iterate(level, outside, iterating_[index]);
  }
  complete_.front() = iterating_.front();
  spread(0, complete_.front());
}

// Temporal loops: those that move nothing pending are free; the transits of a data space are closed
// before one that moves it.
void Bound::iterate(int level, std::span<const float> outside, std::vector<float>& result) const {
  const std::uint32_t shapes = problem_.lattice.size();
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const std::size_t combinations = combination_count(level);
  const std::size_t outer_combinations = combination_count(level + 1);
  result.assign(shapes * combinations, impossible);
  std::vector<std::size_t> kept(combinations);
  std::vector<DimensionMask> blocked(combinations, 0);
  for (std::size_t c = 0; c < combinations; ++c) {
    kept[c] = after_keeping(level, c);
    for (std::size_t f = 0; f < followed().size(); ++f) {
      int since = -1;
      close(level, c, f, since);
      if (since >= 0) {
        blocked[c] |= problem_.spaces[static_cast<std::size_t>(followed()[f].space)].relevant;
      }
    }
  }
  const std::vector<Step> steps =
      prime_steps(problem_.lattice, [&](int d) { return description.most[at(d)] > 1; });
  for (std::uint32_t shape = shapes; shape-- > 0;) {
    if (shape % shapes_at_once == 0) problem_.stop_if_late();
    const bool leaves = fits(level, shape);
    float* const own = &result[shape * combinations];
    for (std::size_t c = 0; c < combinations; ++c) {
      float best = impossible;
      if (leaves) best = outside[shape * outer_combinations + kept[c]];
      for (const Step& step : steps) {
        if ((blocked[c] & bit(step.dimension)) != 0 ||
            !problem_.lattice.divides(shape, step.dimension, step.value)) {
          continue;
        }
        best = std::min(best, result[(shape + step.offset) * combinations + c]);
      }
      for (std::size_t f = 0; f < followed().size(); ++f) {
        int since = -1;
        const std::size_t closed = close(level, c, f, since);
        if (since < 0) continue;
        if (followed()[f].window != nullptr) {
          best = std::min(best, least_window_move(level, shape, followed()[f], since,
                                                  std::span(result).subspan(closed), combinations));
        }
        if (own[closed] >= best) continue;
        best = std::min(
            best, rounded_down(own[closed] + followed()[f].closing_cost(level, since, shape)));
      }
      own[c] = best;
    }
  }
}

// A loop slides the window for the first time.
float Bound::least_window_move(int level, std::uint32_t shape, const Followed& followed, int since,
                               std::span<const float> closed, std::size_t combinations) const {
  const Space& space = problem_.spaces[static_cast<std::size_t>(followed.space)];
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  float best = impossible;
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((space.relevant & ~space.leaving & bit(d)) == 0) continue;
    const std::vector<Lattice::Factor>& factors = problem_.lattice.factors(d);
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const Lattice::Factor& factor = factors[i];
      if (factor.value > description.most[static_cast<std::size_t>(d)]) break;
      if (!problem_.lattice.divides(shape, d, factor.value)) continue;
      const float rest = closed[(shape + factor.offset) * combinations];
      if (rest >= best) continue;
      best = std::min(best, rounded_down(rest + followed.sliding_cost(level, since, shape, d, i)));
    }
  }
  return best;
}

// Spatial loops: any that the instances allow, their number alone considered. `values` are those
// after the loops, and become those before them.
void Bound::spread(int level, std::vector<float>& values) const {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const std::int64_t instances = description.fanout_x * description.fanout_y;
  if (instances == 1) return;
  const std::uint32_t shapes = problem_.lattice.size();
  const std::size_t combinations = combination_count(level);
  std::vector<std::int64_t> budgets;  // instances / k, descending
  for (std::int64_t k = 1; k <= instances; k = instances / (instances / k) + 1) {
    budgets.push_back(instances / k);
  }
  const auto position = [&](std::int64_t budget) {
    return static_cast<std::size_t>(
        std::lower_bound(budgets.begin(), budgets.end(), budget, std::greater<>()) -
        budgets.begin());
  };
  const std::vector<Step> steps = prime_steps(problem_.lattice, [&](int d) {
    return std::any_of(description.spatial.begin(), description.spatial.end(),
                       [d](const auto& choice) { return choice.factors[at(d)] > 1; });
  });
  // From the smallest budget up: what is left after a factor is a smaller one.
  std::vector<std::vector<float>> by_budget(budgets.size());
  for (std::size_t b = budgets.size(); b-- > 0;) {
    by_budget[b] = values;
    problem_.stop_if_late();
    for (const Step& step : steps) {
      if (step.value > budgets[b]) continue;
      const std::vector<float>& rest = by_budget[position(budgets[b] / step.value)];
      for (std::uint32_t shape = 0; shape < shapes; ++shape) {
        if (!problem_.lattice.divides(shape, step.dimension, step.value)) continue;
        for (std::size_t c = 0; c < combinations; ++c) {
          float& own = by_budget[b][shape * combinations + c];
          own = std::min(own, rest[(shape + step.offset) * combinations + c]);
        }
      }
    }
  }
  values = std::move(by_budget.front());
}

// The most children that can share a word on its way to a level.
double Bound::served(int space, int first_slot, int level, std::uint32_t shape) const {
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  double sharing = 1;  // loops left that do not lead away from a tile
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((description.leaving & bit(d)) == 0) {
      sharing *= static_cast<double>(problem_.lattice.rest(shape, d));
    }
  }
  return std::min(sharing, costs_.most_served(first_slot, level));
}

// What words cost that arrive at a level. Partial sums are read again, but for the first visits.
double Bound::arrival(int space, int level, double words) const {
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  // Where words need not be whole, each instance may round its own down.
  if (!description.separable) {
    words -= static_cast<double>(problem_.instances(level));
  }
  words = std::max(0.0, words);
  if (!description.read_write) return words * costs_.per_word(level, Access::read);
  const double first = static_cast<double>(description.words) *
                       costs_.most_served(level + 1, problem_.level_count() - 1);
  return words * costs_.per_word(level, Access::update) +
         std::max(0.0, words - first) * costs_.per_word(level, Access::read);
}

double Bound::tiles_to_come_pj(int level, bool complete, std::uint32_t shape,
                               std::span<const Status* const> statuses) const {
  std::size_t combination = 0;
  std::size_t weight = 1;
  const int next = level + (complete ? 1 : 0);  // the next level to be complete
  for (const Followed& followed : followed()) {
    const Status& status = *statuses[static_cast<std::size_t>(followed.space)];
    for (const Transit& transit : status.transits) {
      if (transit.child < 0 || transit.first_loop >= 0) continue;
      const auto found =
          std::find(followed.levels.begin(), followed.levels.end(), int{transit.child});
      combination += weight * (static_cast<std::size_t>(found - followed.levels.begin()) + 1);
      break;
    }
    weight *= static_cast<std::size_t>(followed.open_states(next));
  }
  const auto& table = complete ? complete_[static_cast<std::size_t>(next)]
                               : iterating_[static_cast<std::size_t>(level)];
  double total = table[shape * weight + combination];
  for (std::size_t space = 0; space < problem_.spaces.size(); ++space) {
    total += costs_.compulsory_pj(space, next);
  }
  return total;
}

double Bound::energy_to_come_pj(int level, bool complete, std::uint32_t shape,
                                std::span<const Status* const> statuses,
                                std::span<const double> content) const {
  const int next = level + (complete ? 1 : 0);
  double total = tiles_to_come_pj(level, complete, shape, statuses);
  for (std::size_t space = 0; space < problem_.spaces.size(); ++space) {
    const Status& status = *statuses[space];
    const std::vector<int>& kept = costs_.kept(space);
    if (kept.empty()) continue;
    if (!status.transits.empty()) {
      if (status.transits.front().reads_wait && status.has_content) {
        total += arrival(static_cast<int>(space), status.transits.front().child, content[space]);
      }
      continue;
    }
    const auto parent = std::lower_bound(kept.begin(), kept.end(), next);
    if (parent == kept.end()) continue;
    if (!status.has_content && status.reached) continue;
    // Neighbouring compute units may pass words on.
    if (level < 0 && problem_.levels.front().spreads()) continue;
    const double sharing = served(static_cast<int>(space), level + 1, *parent, shape);
    const double words =
        status.has_content ? content[space] : problem_.operations * status.per_operation.value();
    total += std::max(0.0, arrival(static_cast<int>(space), *parent, words / sharing) -
                               costs_.compulsory_reads_pj(space, *parent));
  }
  return total;
}

}  // namespace tilewright::exact
