#include "mapper/exact/bound_costs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace tilewright::exact {

int Followed::open_states(int level) const {
  int states = 1;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) states += levels[i] < level ? 1 : 0;
  return states;
}

double Followed::closing_cost(int level, int since, std::uint32_t shape) const {
  const Closing& cost = closing[static_cast<std::size_t>(level)][static_cast<std::size_t>(since)];
  if (window != nullptr) {
    using Kind = WindowTable::Kind;
    return std::max(0.0, cost.per_word * window->at_rest(shape, Kind::whole) +
                             cost.per_unspread_word * window->at_rest(shape, Kind::box) +
                             cost.per_shared_word * window->at_rest(shape, Kind::shared) -
                             cost.fractions);
  }
  const double arriving = std::max(1.0, visits[shape] / cost.most_served);
  // A tile with holes may count more words than are touched, never fewer.
  return words * ((cost.per_word + cost.per_unspread_word * holes[shape]) * visits[shape] +
                  cost.per_repeated_word * std::max(0.0, visits[shape] - cost.most_first) +
                  cost.per_arriving * arriving +
                  cost.per_repeated_arriving * std::max(0.0, arriving - cost.most_first_arriving));
}

double Followed::sliding_cost(int level, int since, std::uint32_t shape, int dimension,
                              std::size_t factor) const {
  using Kind = WindowTable::Kind;
  const Closing& cost = closing[static_cast<std::size_t>(level)][static_cast<std::size_t>(since)];
  double total = -cost.fractions;
  const auto add = [&](double per_word, Kind kind) {
    if (per_word != 0) total += per_word * window->moved(shape, dimension, factor, kind);
  };
  add(cost.per_word, Kind::whole);
  add(cost.per_unspread_word, Kind::box);
  add(cost.per_shared_word, Kind::shared);
  return std::max(0.0, total);
}

BoundCosts::BoundCosts(const Problem& problem) : problem_(problem) {
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
}

// It is fixed where the data space is kept, and all that happens there counts.
bool BoundCosts::has_fixed_levels(int space) const {
  return std::all_of(problem_.levels.begin(), problem_.levels.end(), [space](const Level& level) {
    return contains(level.always_keep, space) == contains(level.may_keep, space) &&
           !contains(level.uncounted, space);
  });
}

std::vector<int> BoundCosts::kept_levels(int space) const {
  std::vector<int> levels;
  for (int level = 0; level < problem_.level_count(); ++level) {
    if (contains(problem_.levels[static_cast<std::size_t>(level)].always_keep, space)) {
      levels.push_back(level);
    }
  }
  return levels;
}

double BoundCosts::per_word(int level, Access access) const {
  const auto index = static_cast<std::size_t>(level);
  const Level& costs = problem_.levels[index];
  const auto instances = static_cast<double>(problem_.instances(level));
  return costs.access_pj[static_cast<std::size_t>(access)] / static_cast<double>(costs.block_size) *
         std::min(1.0, static_cast<double>(costs.memories) / instances);
}

double BoundCosts::most_served(int first_slot, int last_slot) const {
  double product = 1;
  for (int slot = first_slot; slot <= std::min(last_slot, problem_.level_count() - 1); ++slot) {
    const Level& level = problem_.levels[static_cast<std::size_t>(slot)];
    product *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
  }
  return product;
}

void BoundCosts::follow(int space, std::shared_ptr<const WindowTable> window) {
  Followed followed;
  followed.window = std::move(window);
  followed.space = space;
  followed.words = problem_.spaces[static_cast<std::size_t>(space)].relevant_bound;
  followed.levels = kept_[static_cast<std::size_t>(space)];
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  const std::uint32_t shapes = problem_.lattice.size();
  problem_.stop_if_late();
  for (std::uint32_t shape = 0; shape < shapes; ++shape) {
    double visits = 1;
    for (int d = 0; d < problem_.dimension_count(); ++d) {
      if ((description.relevant & bit(d)) == 0) {
        visits *= static_cast<double>(problem_.lattice.rest(shape, d));
      }
    }
    followed.visits.push_back(visits);
    double touched = 1;
    for (int d = 0; d < problem_.dimension_count(); ++d) {
      if ((description.relevant & bit(d)) != 0) {
        touched *= static_cast<double>(problem_.lattice.extent(shape, d));
      }
    }
    const std::int64_t box = description.projection.words(problem_.lattice.shape(shape));
    followed.holes.push_back(static_cast<double>(box) / touched);
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

Closing BoundCosts::closing(const std::vector<int>& levels, int level, int since,
                            bool read_write) const {
  Closing cost;
  const int outermost = problem_.level_count() - 1;
  cost.most_first = most_served(level + 1, outermost);
  for (std::size_t q = static_cast<std::size_t>(since); q + 1 < levels.size() && levels[q] < level;
       ++q) {
    const int parent = levels[q + 1];
    const double fill = per_word(levels[q], Access::fill);
    const double read = per_word(parent, Access::read);
    const double update = per_word(parent, Access::update);
    double& per_word_read = unspread(levels[q], level) ? cost.per_unspread_word : cost.per_word;
    (read_write ? cost.per_repeated_word : per_word_read) += fill;
    if (parent < level || most_served(level + 1, parent) == 1) {
      (read_write ? cost.per_repeated_word : per_word_read) += read;
      if (read_write) cost.per_word += update;
    } else {
      cost.per_arriving = read_write ? update : read;
      cost.per_repeated_arriving = read_write ? read : 0;
      cost.most_served = most_served(level + 1, parent);
      cost.most_first_arriving = most_served(parent + 1, outermost);
    }
  }
  return cost;
}

Closing BoundCosts::window_closing(const std::vector<int>& levels, int level, int since) const {
  Closing cost;
  const auto charge = [&](int at, Access access, double& sum) {
    sum += per_word(at, access);
    cost.fractions += per_word(at, access) * static_cast<double>(problem_.instances(at));
  };
  for (std::size_t q = static_cast<std::size_t>(since); q + 1 < levels.size() && levels[q] < level;
       ++q) {
    double& per = unspread(levels[q], level) ? cost.per_unspread_word : cost.per_word;
    charge(levels[q], Access::fill, per);
    const double sharing = most_served(levels[q] + 1, levels[q + 1]);
    if (sharing == 1) {
      charge(levels[q + 1], Access::read, per);
    } else if (levels[q] + 1 == levels[q + 1]) {
      charge(levels[q + 1], Access::read, cost.per_shared_word);
    }
  }
  return cost;
}

// Words of a rank that are touched at all: tiles are boxes and may have holes.
void BoundCosts::find_touched(int space) {
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
void BoundCosts::find_compulsory(int space) {
  const std::vector<int>& kept = kept_[static_cast<std::size_t>(space)];
  const double touched = touched_[static_cast<std::size_t>(space)];
  auto& list = compulsory_[static_cast<std::size_t>(space)];
  for (int level = problem_.level_count() - 1; level >= 0; --level) {
    const auto index = static_cast<std::size_t>(level);
    list[index] = list[index + 1];
    const auto found = std::find(kept.begin(), kept.end(), level);
    if (found == kept.end()) continue;
    const auto instances = static_cast<double>(problem_.instances(level));
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

// True when each word of the data space arrives at the level from one further inside. With levels
// between that do not keep it, the words of sliding windows may be shared in more ways.
bool BoundCosts::surely_gets(std::size_t space, int level) const {
  const std::vector<int>& kept = kept_[space];
  const auto found = std::find(kept.begin(), kept.end(), level);
  if (found == kept.end() || found == kept.begin()) return false;
  return problem_.spaces[space].separable || *(found - 1) == level - 1;
}

void BoundCosts::find_cycles() {
  cycles_.assign(problem_.levels.size() + 1, 0);
  for (int level = problem_.level_count() - 1; level >= 0; --level) {
    const auto index = static_cast<std::size_t>(level);
    const StorageLevel& storage = problem_.spec.architecture.storage[index];
    double& cycles = cycles_[index];
    cycles = cycles_[index + 1];
    if (!problem_.levels[index].limits_bandwidth) continue;
    double reads = 0;
    double writes = 0;
    for (std::size_t space = 0; space < kept_.size(); ++space) {
      if (!surely_gets(space, level)) continue;
      const double scale = problem_.levels[index].bandwidth_scales[space];
      const double words = touched_[space] / static_cast<double>(problem_.instances(level)) -
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

}  // namespace tilewright::exact
