#include "mapper/exact/bound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace tilewright::exact {

namespace {

constexpr float impossible = std::numeric_limits<float>::infinity();
// Costs are kept as floats, rounded down by this much and a bit.
constexpr double rounding = 1 - 4e-7;

DimensionMask bit(int dimension) { return DimensionMask{1} << dimension; }

float rounded_down(double value) { return static_cast<float>(value * rounding); }

}  // namespace

Bound::Bound(const Problem& problem) : problem_(problem) {
  kept_.resize(problem.spaces.size());
  touched_.assign(problem.spaces.size(), 0);
  compulsory_.assign(problem.spaces.size(), std::vector<double>(problem.levels.size() + 1, 0));
  compulsory_reads_ = compulsory_;
  for (int space = 0; space < problem.space_count(); ++space) {
    if (!has_fixed_levels(space)) continue;
    kept_[static_cast<std::size_t>(space)] = kept_levels(space);
    find_touched(space);
    std::shared_ptr<const WindowTable> window;
    if (!problem.spaces[static_cast<std::size_t>(space)].separable) {
      window = WindowTable::make(problem, space);
      if (window == nullptr) {
        find_compulsory(space);
        continue;
      }
    }
    follow(space, std::move(window));
  }
  find_cycles();
  run();
}

bool Bound::has_fixed_levels(int space) const {
  return std::all_of(problem_.levels.begin(), problem_.levels.end(), [space](const Level& level) {
    return contains(level.always_keep, space) == contains(level.may_keep, space);
  });
}

std::vector<int> Bound::kept_levels(int space) const {
  std::vector<int> levels;
  for (int level = 0; level < problem_.level_count(); ++level) {
    if (contains(problem_.levels[static_cast<std::size_t>(level)].always_keep, space)) {
      levels.push_back(level);
    }
  }
  return levels;
}

// Blocks are taken as full, and as many instances share a memory as there are.
double Bound::per_word(int level, Access access) const {
  const auto index = static_cast<std::size_t>(level);
  const Level& costs = problem_.levels[index];
  const auto instances =
      static_cast<double>(problem_.spec.architecture.storage[index].mesh.instances);
  return costs.access_pj[static_cast<std::size_t>(access)] / static_cast<double>(costs.block_size) *
         std::min(1.0, static_cast<double>(costs.memories) / instances);
}

// The most children that one word can serve in the networks of these levels.
double Bound::most_reduced(int first_slot, int last_slot) const {
  double product = 1;
  for (int slot = first_slot; slot <= last_slot; ++slot) {
    const Level& level = problem_.levels[static_cast<std::size_t>(slot)];
    product *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
  }
  return product;
}

int Bound::Followed::open_states(int level) const {
  int states = 1;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) states += levels[i] < level ? 1 : 0;
  return states;
}

void Bound::follow(int space, std::shared_ptr<const WindowTable> window) {
  Followed followed;
  followed.window = std::move(window);
  followed.space = space;
  followed.levels = kept_[static_cast<std::size_t>(space)];
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  const std::uint32_t shapes = problem_.lattice.size();
  for (std::uint32_t shape = 0; shape < shapes; ++shape) {
    double visits = 1;
    for (int d = 0; d < problem_.dimension_count(); ++d) {
      if ((description.relevant & bit(d)) == 0) {
        visits *= static_cast<double>(problem_.lattice.rest(shape, d));
      }
    }
    followed.visits.push_back(visits);
  }
  const auto last = static_cast<int>(followed.levels.size()) - 1;
  followed.closing.resize(problem_.levels.size() + 1);
  for (int level = 0; level <= problem_.level_count(); ++level) {
    for (int since = 0; since < last; ++since) {
      followed.closing[static_cast<std::size_t>(level)].push_back(
          followed.window != nullptr
              ? window_closing(followed.levels, level, since)
              : closing(followed.levels, level, since, description.read_write));
    }
  }
  followed_.push_back(std::move(followed));
}

Bound::Closing Bound::closing(const std::vector<int>& levels, int level, int since,
                              bool read_write) const {
  Closing cost;
  const int outermost = problem_.level_count() - 1;
  cost.most_first = most_reduced(level + 1, outermost);
  for (std::size_t q = static_cast<std::size_t>(since); q + 1 < levels.size() && levels[q] < level;
       ++q) {
    const int parent = levels[q + 1];
    const double fill = per_word(levels[q], Access::fill);
    const double read = per_word(parent, Access::read);
    const double update = per_word(parent, Access::update);
    (read_write ? cost.per_repeated_word : cost.per_word) += fill;
    if (parent < level) {
      (read_write ? cost.per_repeated_word : cost.per_word) += read;
      if (read_write) cost.per_word += update;
    } else {
      cost.per_arriving = read_write ? update : read;
      cost.per_repeated_arriving = read_write ? read : 0;
      cost.most_served = most_reduced(level + 1, parent);
      cost.most_first_arriving = most_reduced(parent + 1, outermost);
    }
  }
  return cost;
}

Bound::Closing Bound::window_closing(const std::vector<int>& levels, int level, int since) const {
  Closing cost;
  const auto charge = [&](int at, Access access, double& per) {
    per += per_word(at, access);
    cost.fractions +=
        per_word(at, access) *
        static_cast<double>(
            problem_.spec.architecture.storage[static_cast<std::size_t>(at)].mesh.instances);
  };
  for (std::size_t q = static_cast<std::size_t>(since); q + 1 < levels.size() && levels[q] < level;
       ++q) {
    charge(levels[q], Access::fill, cost.per_word);
    const double sharing = most_reduced(levels[q] + 1, levels[q + 1]);
    if (sharing == 1) {
      charge(levels[q + 1], Access::read, cost.per_word);
    } else if (levels[q] + 1 == levels[q + 1]) {
      charge(levels[q + 1], Access::read, cost.per_shared_word);
    }
  }
  return cost;
}

double Bound::closing_cost(const Followed& followed, int level, int since,
                           std::uint32_t shape) const {
  const Closing& cost =
      followed.closing[static_cast<std::size_t>(level)][static_cast<std::size_t>(since)];
  if (followed.window != nullptr) {
    return std::max(0.0, cost.per_word * followed.window->at_rest(shape) +
                             cost.per_shared_word * followed.window->shared_at_rest(shape) -
                             cost.fractions);
  }
  const Space& space = problem_.spaces[static_cast<std::size_t>(followed.space)];
  const double visits = followed.visits[shape];
  const double arriving = std::max(1.0, visits / cost.most_served);
  // A tile with holes may count more words than are touched, never fewer.
  return space.relevant_bound *
         (cost.per_word * visits +
          cost.per_repeated_word * std::max(0.0, visits - cost.most_first) +
          cost.per_arriving * arriving +
          cost.per_repeated_arriving * std::max(0.0, arriving - cost.most_first_arriving));
}

// Words of a rank that are touched at all: tiles are boxes and may have holes.
void Bound::find_touched(int space) {
  const DataSpace& data_space = problem_.data_spaces[static_cast<std::size_t>(space)];
  DimensionMask seen = 0;
  double touched = 1;
  for (const Rank& rank : data_space.ranks) {
    std::set<std::int64_t> places = {0};
    DimensionMask own = 0;
    for (const ProjectionTerm& term : rank) {
      if (((own | seen) & bit(term.dimension)) != 0) return;  // they depend on each other: no bound
      own |= bit(term.dimension);
    }
    seen |= own;
    for (const ProjectionTerm& term : rank) {
      std::set<std::int64_t> next;
      for (const std::int64_t place : places) {
        for (std::int64_t i = 0; i < problem_.lattice.bound(term.dimension); ++i) {
          next.insert(place + i * term.coefficient);
        }
      }
      places = std::move(next);
    }
    touched *= static_cast<double>(places.size());
  }
  touched_[static_cast<std::size_t>(space)] = touched;
}

// Every level that keeps a data space gets each word from outside once, and hands it on once.
void Bound::find_compulsory(int space) {
  const std::vector<int>& kept = kept_[static_cast<std::size_t>(space)];
  const double touched = touched_[static_cast<std::size_t>(space)];
  auto& list = compulsory_[static_cast<std::size_t>(space)];
  for (int level = problem_.level_count() - 1; level >= 0; --level) {
    const auto index = static_cast<std::size_t>(level);
    list[index] = list[index + 1];
    const auto found = std::find(kept.begin(), kept.end(), level);
    if (found == kept.end()) continue;
    const auto instances =
        static_cast<double>(problem_.spec.architecture.storage[index].mesh.instances);
    if (level != kept.back()) {
      list[index] += per_word(level, Access::fill) * std::max(0.0, touched - instances);
    }
    if (found != kept.begin() && *(found - 1) == level - 1) {
      double& reads = compulsory_reads_[static_cast<std::size_t>(space)][index];
      reads = per_word(level, Access::read) * std::max(0.0, touched - instances);
      list[index] += reads;
    }
  }
}

void Bound::find_cycles() {
  cycles_to_come_.assign(problem_.levels.size() + 1, 0);
  for (int level = problem_.level_count() - 1; level >= 0; --level) {
    const auto index = static_cast<std::size_t>(level);
    const StorageLevel& storage = problem_.spec.architecture.storage[index];
    double& cycles = cycles_to_come_[index];
    cycles = cycles_to_come_[index + 1];
    if (!problem_.levels[index].limits_bandwidth) continue;
    double reads = 0;
    double writes = 0;
    for (std::size_t space = 0; space < kept_.size(); ++space) {
      const std::vector<int>& kept = kept_[space];
      const auto found = std::find(kept.begin(), kept.end(), level);
      if (found == kept.end() || found == kept.begin() || *(found - 1) != level - 1) {
        // With levels between, the words of sliding windows may be shared in more ways.
        if (found == kept.end() || found == kept.begin() || !problem_.spaces[space].separable) {
          continue;
        }
      }
      const double scale = problem_.levels[index].bandwidth_scales[space];
      const double words = touched_[space] / static_cast<double>(storage.mesh.instances) -
                           (problem_.spaces[space].separable ? 0 : 1);
      (problem_.spaces[space].read_write ? writes : reads) += scale * std::max(0.0, words);
    }
    if (storage.read_bandwidth) cycles = std::max(cycles, reads / *storage.read_bandwidth);
    if (storage.write_bandwidth) cycles = std::max(cycles, writes / *storage.write_bandwidth);
    if (storage.shared_bandwidth) {
      cycles = std::max(cycles, (reads + writes) / *storage.shared_bandwidth);
    }
    cycles = std::ceil(cycles * (1 - 1e-9));  // whole ones; less a rounding error
  }
}

std::size_t Bound::combination_count(int level) const {
  std::size_t count = 1;
  for (const Followed& followed : followed_) {
    count *= static_cast<std::size_t>(followed.open_states(level));
  }
  return count;
}

// The combination when the level has been complete: transits of what it keeps are pending.
std::size_t Bound::after_keeping(int level, std::size_t combination) const {
  std::size_t result = 0;
  std::size_t weight = 1;
  for (const Followed& followed : followed_) {
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
std::size_t Bound::close(int level, std::size_t combination, std::size_t followed,
                         int& since) const {
  std::size_t weight = 1;
  for (std::size_t i = 0; i < followed; ++i) {
    weight *= static_cast<std::size_t>(followed_[i].open_states(level));
  }
  const auto states = static_cast<std::size_t>(followed_[followed].open_states(level));
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
        for (std::size_t f = 0; f < followed_.size(); ++f) {
          int since = -1;
          close(levels, c, f, since);
          if (since >= 0) cost += closing_cost(followed_[f], levels, since, problem_.lattice.top());
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
    for (std::size_t f = 0; f < followed_.size(); ++f) {
      int since = -1;
      close(level, c, f, since);
      if (since >= 0) {
        blocked[c] |= problem_.spaces[static_cast<std::size_t>(followed_[f].space)].relevant;
      }
    }
  }
  struct Step {
    int dimension;
    std::int64_t value;
    std::uint32_t offset;
  };
  std::vector<Step> steps;
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if (description.most[static_cast<std::size_t>(d)] == 1) continue;
    for (const Lattice::Factor& factor : problem_.lattice.factors(d)) {
      if (factor.prime) steps.push_back({d, factor.value, factor.offset});
    }
  }
  for (std::uint32_t shape = shapes; shape-- > 0;) {
    const bool leaves = fits(level, shape);
    float* const own = &result[shape * combinations];
    for (std::size_t c = 0; c < combinations; ++c) {
      float best = leaves ? outside[shape * outer_combinations + kept[c]] : impossible;
      for (const Step& step : steps) {
        if ((blocked[c] & bit(step.dimension)) != 0 ||
            !problem_.lattice.divides(shape, step.dimension, step.value)) {
          continue;
        }
        best = std::min(best, result[(shape + step.offset) * combinations + c]);
      }
      for (std::size_t f = 0; f < followed_.size(); ++f) {
        int since = -1;
        const std::size_t closed = close(level, c, f, since);
        if (since < 0) continue;
        if (followed_[f].window != nullptr) {
          best = std::min(best, least_window_move(level, shape, followed_[f], since,
                                                  std::span(result).subspan(closed), combinations));
        }
        if (own[closed] >= best) continue;
        best = std::min(
            best, rounded_down(own[closed] + closing_cost(followed_[f], level, since, shape)));
      }
      own[c] = best;
    }
  }
}

// A loop slides the window for the first time.
float Bound::least_window_move(int level, std::uint32_t shape, const Followed& followed, int since,
                               std::span<const float> closed, std::size_t combinations) const {
  const Space& space = problem_.spaces[static_cast<std::size_t>(followed.space)];
  const Closing& cost =
      followed.closing[static_cast<std::size_t>(level)][static_cast<std::size_t>(since)];
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  float best = impossible;
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((space.relevant & ~space.leaving & bit(d)) == 0) continue;
    for (const Lattice::Factor& factor : problem_.lattice.factors(d)) {
      if (factor.value > description.most[static_cast<std::size_t>(d)]) break;
      if (!problem_.lattice.divides(shape, d, factor.value)) continue;
      const float rest = closed[(shape + factor.offset) * combinations];
      if (rest >= best) continue;
      double own = cost.per_word * followed.window->moved(shape, d, factor) - cost.fractions;
      if (cost.per_shared_word != 0) {
        own += cost.per_shared_word * followed.window->shared_moved(shape, d, factor);
      }
      best = std::min(best, rounded_down(rest + std::max(0.0, own)));
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
  struct Step {
    int dimension;
    std::int64_t value;
    std::uint32_t offset;
  };
  std::vector<Step> steps;
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    const bool usable = std::any_of(
        description.spatial.begin(), description.spatial.end(),
        [d](const auto& choice) { return choice.factors[static_cast<std::size_t>(d)] > 1; });
    if (!usable) continue;
    for (const Lattice::Factor& factor : problem_.lattice.factors(d)) {
      if (factor.prime) steps.push_back({d, factor.value, factor.offset});
    }
  }
  // From the smallest budget up: what is left after a factor is a smaller one.
  std::vector<std::vector<float>> by_budget(budgets.size());
  for (std::size_t b = budgets.size(); b-- > 0;) {
    by_budget[b] = values;
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
  return std::min(sharing, most_reduced(first_slot, level));
}

// What words cost that arrive at a level.
double Bound::arrival(int space, int level, double words) const {
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  // Where words need not be whole, each instance may round its own down.
  if (!description.separable) {
    const auto index = static_cast<std::size_t>(level);
    words -= static_cast<double>(problem_.spec.architecture.storage[index].mesh.instances);
  }
  return std::max(0.0, words) *
         per_word(level, description.read_write ? Access::update : Access::read);
}

double Bound::energy_to_come_pj(int level, bool complete, std::uint32_t shape,
                                std::span<const Status* const> statuses,
                                std::span<const double> content) const {
  std::size_t combination = 0;
  std::size_t weight = 1;
  const int next = level + (complete ? 1 : 0);  // the next level to be complete
  for (const Followed& followed : followed_) {
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
  for (std::size_t space = 0; space < kept_.size(); ++space) {
    const Status& status = *statuses[space];
    const std::vector<int>& kept = kept_[space];
    total += compulsory_[space][static_cast<std::size_t>(next)];
    if (kept.empty()) continue;
    if (!status.transits.empty()) {
      if (status.transits.front().reads_wait && status.has_content) {
        total += arrival(static_cast<int>(space), status.transits.front().child, content[space]);
      }
      continue;
    }
    const auto parent = std::lower_bound(kept.begin(), kept.end(), next);
    if (parent == kept.end()) continue;
    const double sharing = served(static_cast<int>(space), level + 1, *parent, shape);
    if (!status.has_content && status.reached) continue;
    // Neighbouring compute units may pass words on.
    if (level < 0 && problem_.levels.front().spreads()) continue;
    const double words =
        status.has_content ? content[space] : problem_.operations * status.per_operation.value();
    total += std::max(0.0, arrival(static_cast<int>(space), *parent, words / sharing) -
                               compulsory_reads_[space][static_cast<std::size_t>(*parent)]);
  }
  return total;
}

}  // namespace tilewright::exact
