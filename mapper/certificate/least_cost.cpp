#include "mapper/certificate/least_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tilewright::certificate {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Sums and products of a few dozen doubles are closer than this.
constexpr double rounding = 1 - 1e-12;

}  // namespace

LeastCost::LeastCost(const Instance& instance, const Shapes& shapes)
    : instance_(instance), shapes_(shapes), is_listed_(static_cast<std::size_t>(shapes.size())) {
  for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
    transfers_.push_back(transfers_of(tensor));
    const bool window = instance.tensors[static_cast<std::size_t>(tensor)].has_windows();
    ranks_.push_back(window ? std::make_unique<WindowRanks>(instance, shapes, tensor) : nullptr);
    if (!window) continue;
    const std::vector<WindowRanks::Rank>& ranks = ranks_.back()->ranks();
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      if (ranks[rank].terms.size() == 1) continue;  // each step leads to a new tile
      for (std::size_t term = 0; term < ranks[rank].terms.size(); ++term) {
        slides_.push_back({tensor, static_cast<int>(rank), static_cast<int>(term),
                           ranks[rank].terms[term].dimension});
      }
    }
  }
  for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
    std::vector<double>& own = outside_.emplace_back();
    for (int shape = 0; shape < shapes.size(); ++shape) {
      own.push_back(iterations_outside(tensor, shape));
    }
  }
  for (int level = 0; level < instance.level_count(); ++level) {
    const Level& own = instance.levels[static_cast<std::size_t>(level)];
    std::vector<char>& fits = fits_.emplace_back();
    std::vector<char>& enough = enough_.emplace_back();
    for (int shape = 0; shape < shapes.size(); ++shape) {
      Count words = 0;
      for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
        if (keeps(level, tensor)) {
          words += instance.tensors[static_cast<std::size_t>(tensor)].words(shapes.shape(shape));
        }
      }
      fits.push_back(own.capacity < 0 || words <= own.capacity ? 1 : 0);
      enough.push_back(own.capacity < 0 || static_cast<double>(words) >= own.least_words ? 1 : 0);
    }
  }
}

bool LeastCost::keeps(int level, int tensor) const {
  return contains(instance_.levels[static_cast<std::size_t>(level)].keep, tensor);
}

std::vector<Transfer> LeastCost::transfers_of(int tensor) const {
  std::vector<Transfer> transfers;
  int child = -1;
  for (int level = 0; level < instance_.level_count(); ++level) {
    if (!keeps(level, tensor)) continue;
    if (child != -1) transfers.push_back({child, level});
    child = level;
  }
  return transfers;
}

// Nothing is open, or one of the transfers from below `level` is the innermost open one.
int LeastCost::open_states(int tensor, int level) const {
  const std::vector<Transfer>& all = transfers_[static_cast<std::size_t>(tensor)];
  return 1 + static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Transfer& transfer) {
           return transfer.child < level;
         }));
}

int LeastCost::combinations(int level) const {
  int count = 1;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    count *= open_states(tensor, level);
  }
  return count;
}

std::vector<int> LeastCost::digits(int level, int combination) const {
  std::vector<int> result;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    result.push_back(combination % open_states(tensor, level));
    combination /= open_states(tensor, level);
  }
  return result;
}

int LeastCost::after_keeping(int level, int combination) const {
  const std::vector<int> before = digits(level, combination);
  int result = 0;
  int weight = 1;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    const int states = open_states(tensor, level + 1);
    int digit = before[static_cast<std::size_t>(tensor)];
    if (digit == 0 && states > open_states(tensor, level)) digit = states - 1;
    result += weight * digit;
    weight *= states;
  }
  return result;
}

// Points of the tensor that single dimensions lead to, times the iterations of all other loops
// outside of the shape.
double LeastCost::iterations_outside(int tensor, int shape) const {
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(tensor)];
  double loops = 1;
  for (int d = 0; d < instance_.dimension_count(); ++d) {
    const auto index = static_cast<std::size_t>(d);
    const Count bound = instance_.bounds[index];
    const bool leads_away = description.moved_by[index] && !description.moves_window(d);
    loops *= static_cast<double>(leads_away ? bound : bound / shapes_.shape(shape)[index]);
  }
  return loops;
}

double LeastCost::of(const Case& spatial) {
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    bool kept = false;
    for (int level = 0; level < instance_.level_count(); ++level) kept |= keeps(level, tensor);
    if (!kept) return infinity;
  }
  const Context context{spatial, SpreadFacts(instance_, spatial)};
  const int levels = instance_.level_count();
  const auto size = static_cast<std::size_t>(shapes_.size());
  next_.assign(size * static_cast<std::size_t>(combinations(levels)), infinity);
  next_[(size - 1) * static_cast<std::size_t>(combinations(levels))] = 0;
  for (int level = levels - 1; level >= 0; --level) {
    list_shapes(context, level);
    keep(context, level);
    prepare(context, level);
    iterate(context, level);
    spread(context, level);
  }
  return (next_.front() + to_pj(instance_.operation_energy)) * rounding;
}

// May the loops of `level` reach the extent, given those of tiles further in and further out?
bool LeastCost::between(const Case& spatial, int level, int dimension, Count extent) const {
  for (int other = 0; other < instance_.level_count(); ++other) {
    const Count given =
        spatial.extents[static_cast<std::size_t>(other)][static_cast<std::size_t>(dimension)];
    if (given == 0) continue;
    if (other < level ? extent % given != 0 : given % extent != 0) return false;
  }
  return true;
}

// Shapes that the spatial loops divide, inside and outside.
void LeastCost::list_shapes(const Context& context, int level) {
  const Shape& inside = context.facts.inside[static_cast<std::size_t>(level)];
  const Shape& outside = context.facts.outside[static_cast<std::size_t>(level)];
  listed_.assign(1, 0);
  for (int d = instance_.dimension_count() - 1; d >= 0; --d) {
    const auto index = static_cast<std::size_t>(d);
    std::vector<int> next;
    for (const int shape : listed_) {
      for (std::size_t i = 0; i < shapes_.divisors(d).size(); ++i) {
        const Count extent = shapes_.divisors(d)[i];
        if (extent % inside[index] != 0) continue;
        if (instance_.bounds[index] % (extent * outside[index]) != 0) continue;
        if (!between(context.spatial, level, d, extent)) continue;
        next.push_back(shape + static_cast<int>(i) * shapes_.weight(d));
      }
    }
    listed_ = std::move(next);
  }
  std::fill(is_listed_.begin(), is_listed_.end(), 0);
  std::erase_if(listed_, [&](int shape) {
    return fits_[static_cast<std::size_t>(level)][static_cast<std::size_t>(shape)] == 0;
  });
  for (const int shape : listed_) is_listed_[static_cast<std::size_t>(shape)] = 1;
}

// The level's loops are done; from next_ to values_.
void LeastCost::keep(const Context& context, int level) {
  const auto inner = static_cast<std::size_t>(combinations(level));
  const auto outer = static_cast<std::size_t>(combinations(level + 1));
  double arriving = 0;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    if (keeps(level, tensor)) arriving += arrival(instance_, context.facts, tensor, level);
  }
  std::vector<std::size_t> after;
  for (std::size_t c = 0; c < inner; ++c) {
    after.push_back(static_cast<std::size_t>(after_keeping(level, static_cast<int>(c))));
  }
  const Shape& given = context.spatial.extents[static_cast<std::size_t>(level)];
  values_.resize(static_cast<std::size_t>(shapes_.size()) * inner);
  for (const int shape : listed_) {
    const auto index = static_cast<std::size_t>(shape);
    bool done = enough_[static_cast<std::size_t>(level)][index] != 0;
    for (std::size_t d = 0; d < given.size(); ++d) {
      done = done && (given[d] == 0 || given[d] == shapes_.shape(shape)[d]);
    }
    for (std::size_t c = 0; c < inner; ++c) {
      values_[index * inner + c] = done ? next_[index * outer + after[c]] + arriving : infinity;
    }
  }
}

// What transfers cost that are charged at the level, and where the window may slide.
void LeastCost::prepare(const Context& context, int level) {
  rates_.assign(transfers_.size(), {});
  windows_.clear();
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    const auto index = static_cast<std::size_t>(tensor);
    for (const Transfer& transfer : transfers_[index]) {
      if (transfer.child >= level) break;
      rates_[index].emplace_back(instance_, context.facts, tensor, transfer, level);
      if (!ranks_[index]) continue;
      const auto network = static_cast<std::size_t>(transfer.child) + 1;
      const std::vector<Shape>& choices = context.spatial.spatial[network];
      WindowTransfer own{transfer.child, transfer.parent, level, passing_on(instance_, transfer),
                         nullptr};
      if (choices.size() == 1) {
        own.neighbours = neighbours_.differences(instance_.levels[network], choices.front());
      }
      windows_.emplace_back(instance_.tensors[index], *ranks_[index], context.spatial, own);
    }
  }
}

// All transfers from the first open one on.
void LeastCost::cost_at_rest(int shape) {
  at_rest_.resize(rates_.size());
  for (std::size_t tensor = 0; tensor < rates_.size(); ++tensor) {
    const double words = outside_[tensor][static_cast<std::size_t>(shape)];
    std::vector<double>& own = at_rest_[tensor];
    own.assign(rates_[tensor].size() + 1, 0);
    for (std::size_t i = rates_[tensor].size(); i-- > 0;) {
      own[i] =
          own[i + 1] + rates_[tensor][i].charge(words, ranks_[tensor] ? windows_[i].at_rest(shape)
                                                                      : WindowWords::Words{});
    }
  }
}

bool LeastCost::moves_rank(const Slide& slide, int dimension) const {
  return std::any_of(slides_.begin(), slides_.end(), [&](const Slide& other) {
    return other.rank == slide.rank && other.dimension == dimension;
  });
}

// Where the level's tile reaches farther than the shape, beside the window's own dimension.
WindowWords::Later LeastCost::later(const Case& spatial, int level, const Slide& slide,
                                    int shape) const {
  using Later = WindowWords::Later;
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(slide.tensor)];
  const Shape& tile = spatial.extents[static_cast<std::size_t>(level)];
  Later result = Later::unknown;
  for (int d = 0; d < instance_.dimension_count(); ++d) {
    const auto index = static_cast<std::size_t>(d);
    if (!description.moved_by[index] || tile[index] == 0) continue;
    if (tile[index] == shapes_.shape(shape)[index]) continue;
    if (!description.moves_window(d)) return Later::leads_away;
    if (!moves_rank(slide, d)) result = Later::another_rank;
  }
  return result;
}

// Are only loops left of the window's own rank, and such as lead away?
bool LeastCost::alone(const Slide& slide, int shape) const {
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(slide.tensor)];
  for (int d = 0; d < instance_.dimension_count(); ++d) {
    const auto index = static_cast<std::size_t>(d);
    if (shapes_.shape(shape)[index] == instance_.bounds[index]) continue;
    const bool leads_away = description.moved_by[index] && !description.moves_window(d);
    if (!leads_away && !moves_rank(slide, d)) return false;
  }
  return true;
}

// The first loop to move the window slides it.
void LeastCost::cost_slides(const Context& context, int level, int shape) {
  const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
  moves_.clear();
  for (const Slide& slide : slides_) {
    if (!may[static_cast<std::size_t>(slide.dimension)] || windows_.empty()) continue;
    const auto tensor = static_cast<std::size_t>(slide.tensor);
    const WindowWords::Following following{later(context.spatial, level, slide, shape),
                                           alone(slide, shape)};
    const std::vector<Count>& divisors = shapes_.divisors(slide.dimension);
    const auto position = static_cast<std::size_t>(shapes_.position(shape, slide.dimension));
    for (std::size_t i = position + 1; i < divisors.size(); ++i) {
      if (divisors[i] % divisors[position] != 0) continue;
      Move move{&slide, shape + static_cast<int>(i - position) * shapes_.weight(slide.dimension),
                std::vector<double>(windows_.size() + 1)};
      if (is_listed_[static_cast<std::size_t>(move.after)] == 0) continue;
      const double words = outside_[tensor][static_cast<std::size_t>(move.after)];
      for (std::size_t w = windows_.size(); w-- > 0;) {
        move.costs[w] =
            move.costs[w + 1] +
            rates_[tensor][w].charge(
                words, windows_[w].sliding(shape, slide.rank, slide.term, i, following));
      }
      moves_.push_back(std::move(move));
    }
  }
}

double LeastCost::least_slide(const Combination& combination, int count, int own) const {
  double least = infinity;
  for (const Move& move : moves_) {
    const auto tensor = static_cast<std::size_t>(move.slide->tensor);
    const int open = combination.open[tensor];
    if (open == 0 || !combination.may_slide[static_cast<std::size_t>(move.slide->dimension)]) {
      continue;
    }
    const int closed = own - open * combination.weights[tensor];
    least = std::min(
        least, value(move.after, count, closed) + move.costs[static_cast<std::size_t>(open) - 1]);
  }
  return least;
}

std::vector<LeastCost::Combination> LeastCost::list_combinations(int level) const {
  const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
  std::vector<Combination> all;
  for (int number = 0; number < combinations(level); ++number) {
    Combination& own = all.emplace_back();
    own.open = digits(level, number);
    int weight = 1;
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      own.weights.push_back(weight);
      weight *= open_states(tensor, level);
    }
    for (int d = 0; d < instance_.dimension_count(); ++d) {
      bool moves = false;         // tensors with open transfers
      bool moves_others = false;  // those that do not slide
      for (std::size_t tensor = 0; tensor < own.open.size(); ++tensor) {
        if (own.open[tensor] == 0) continue;
        if (!instance_.tensors[tensor].moved_by[static_cast<std::size_t>(d)]) continue;
        moves = true;
        moves_others = moves_others || !ranks_[tensor];
      }
      own.may_slide.push_back(!moves_others);
      if (!moves && may[static_cast<std::size_t>(d)]) own.free.push_back(d);
    }
  }
  return all;
}

void LeastCost::iterate(const Context& context, int level) {
  const std::vector<Combination> all = list_combinations(level);
  const auto count = static_cast<int>(all.size());
  for (std::size_t i = listed_.size(); i-- > 0;) {
    const int shape = listed_[i];
    cost_at_rest(shape);
    cost_slides(context, level, shape);
    list_steps(shape);
    double* const own = &values_[static_cast<std::size_t>(shape) * all.size()];
    for (int number = 0; number < count; ++number) {
      const Combination& combination = all[static_cast<std::size_t>(number)];
      double least = own[number];
      for (std::size_t tensor = 0; tensor < combination.open.size(); ++tensor) {
        const int open = combination.open[tensor];
        if (open == 0) continue;
        least = std::min(least, own[number - open * combination.weights[tensor]] +
                                    at_rest_[tensor][static_cast<std::size_t>(open) - 1]);
      }
      for (const int d : combination.free) {
        for (const int larger : steps_[static_cast<std::size_t>(d)]) {
          least = std::min(least, value(larger, count, number));
        }
      }
      own[number] = std::min(least, least_slide(combination, count, number));
    }
  }
}

// Where loops with a prime bound lead.
void LeastCost::list_steps(int shape) {
  steps_.resize(instance_.bounds.size());
  for (int d = 0; d < instance_.dimension_count(); ++d) {
    std::vector<int>& own = steps_[static_cast<std::size_t>(d)];
    own.clear();
    for (const Count prime : shapes_.primes(d)) {
      const int larger = shapes_.times(shape, d, prime);
      if (larger != -1 && is_listed_[static_cast<std::size_t>(larger)] != 0) own.push_back(larger);
    }
  }
}

// The level's spatial loops; from values_ to next_, for the shapes inside of them.
void LeastCost::spread(const Context& context, int level) {
  const auto count = static_cast<std::size_t>(combinations(level));
  next_.assign(static_cast<std::size_t>(shapes_.size()) * count, infinity);
  const std::vector<char> reached = is_listed_;
  if (level > 0) {
    list_shapes(context, level - 1);
  } else {
    listed_.assign(1, 0);
  }
  for (const int shape : listed_) {
    for (const Shape& factors : context.spatial.spatial[static_cast<std::size_t>(level)]) {
      const int larger = shapes_.times(shape, factors);
      if (larger == -1 || reached[static_cast<std::size_t>(larger)] == 0) continue;
      for (std::size_t c = 0; c < count; ++c) {
        double& least = next_[static_cast<std::size_t>(shape) * count + c];
        least = std::min(least, values_[static_cast<std::size_t>(larger) * count + c]);
      }
    }
  }
}

}  // namespace tilewright::certificate
