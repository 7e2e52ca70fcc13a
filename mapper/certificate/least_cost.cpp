#include "mapper/certificate/least_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tilewright::certificate {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Sums and products of a few dozen doubles are closer than this.
constexpr double rounding = 1 - 1e-12;

double rounded_up(double value) { return std::ceil(value * rounding); }

}  // namespace

LeastCost::LeastCost(const Instance& instance, const Shapes& shapes)
    : instance_(instance), shapes_(shapes), is_listed_(static_cast<std::size_t>(shapes.size())) {
  for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
    transfers_.push_back(transfers_of(tensor));
    const bool window = instance.tensors[static_cast<std::size_t>(tensor)].slides();
    ranks_.push_back(window ? std::make_unique<WindowRanks>(instance, shapes, tensor) : nullptr);
    if (!window) continue;
    const std::vector<WindowRanks::Rank>& ranks = ranks_.back()->ranks();
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      for (std::size_t term = 0; term < ranks[rank].terms.size(); ++term) {
        slides_.push_back({tensor, static_cast<int>(rank), static_cast<int>(term),
                           ranks[rank].terms[term].dimension});
      }
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
      fits.push_back(own.capacity < 0 || words <= own.capacity);
      enough.push_back(own.capacity < 0 || static_cast<double>(words) >= own.least_words);
    }
  }
}

bool LeastCost::keeps(int level, int tensor) const {
  return contains(instance_.levels[static_cast<std::size_t>(level)].keep, tensor);
}

std::vector<LeastCost::Transfer> LeastCost::transfers_of(int tensor) const {
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

// ---- What words cost ----

// At least: what one instance is charged is charged for all that work, but for those that share a
// memory.
double LeastCost::charge(const Context& context, int level, Energy each, double words,
                         bool address) const {
  if (words <= 0) return 0;
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  const SpreadFacts::Range instances =
      context.facts.children(level + 1, instance_.level_count() - 1);
  const double share = std::min(1.0, static_cast<double>(own.memories) / instances.most);
  double vectors = words / static_cast<double>(own.block);
  if (instances.least == instances.most) {
    vectors = rounded_up(vectors / instances.most) * instances.most;
  }
  return share * (vectors * to_pj(each) + (address ? words * to_pj(own.address) : 0));
}

double LeastCost::serving(const Context& context, int tensor, int level, double words) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(tensor)];
  if (!description.read_write) return charge(context, level, own.read, words, true);
  const double first =
      static_cast<double>(description.whole_words) *
      context.facts.idle(tensor, level + 1, instance_.level_count() - 1).most;
  return charge(context, level, own.update, words, true) +
         charge(context, level, own.read, words - first, false);
}

double LeastCost::filling(const Context& context, int tensor, int level, double words) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(tensor)];
  if (description.read_write) {
    words -= static_cast<double>(description.whole_words) *
             context.facts.idle(tensor, level + 1, instance_.level_count() - 1).most;
  }
  return charge(context, level, own.fill, words, true);
}

// A word that a neighbour passes on is read there instead of in the parent.
double LeastCost::passing_on(const Transfer& transfer) const {
  if (transfer.parent != transfer.child + 1) return 0;
  const Level& child = instance_.levels[static_cast<std::size_t>(transfer.child)];
  const Level& parent = instance_.levels[static_cast<std::size_t>(transfer.parent)];
  if (parent.instances > 1) return 0;
  const double own = (to_pj(child.read) / static_cast<double>(child.block) + to_pj(child.address)) *
                     std::min(1.0, static_cast<double>(child.memories) /
                                       static_cast<double>(child.instances));
  const double saved = to_pj(parent.read) / static_cast<double>(parent.block) + to_pj(parent.address);
  return saved > 0 ? std::min(1.0, own / saved) : 1;
}

// Points of the tensor that single dimensions lead to, times the iterations of all other loops
// outside of the shape.
double LeastCost::outside(int tensor, int shape) const {
  const Tensor& description = instance_.tensors[static_cast<std::size_t>(tensor)];
  double loops = 1;
  for (int d = 0; d < instance_.dimension_count(); ++d) {
    const auto index = static_cast<std::size_t>(d);
    const Count bound = instance_.bounds[index];
    const bool leads_away = description.moved_by[index] && !description.slides_by(d);
    loops *= static_cast<double>(leads_away ? bound : bound / shapes_.shape(shape)[index]);
  }
  return loops;
}

double LeastCost::transfer_cost(const Context& context, int tensor, const Transfer& transfer,
                                int level, int shape, const WindowWords::Words& window) const {
  const double words = outside(tensor, shape);
  const double copies = context.facts.idle(tensor, transfer.child + 1, level).least;
  double filled = words * copies * window.filled;
  double served = words * window.served;
  if (transfer.parent <= level) {
    served *= context.facts.idle(tensor, transfer.parent + 1, level).least;
  } else {
    served /= context.facts.shared(tensor, level + 1, transfer.parent);
  }
  if (window.passed_on) {  // fills are rounded down
    filled -= context.facts.children(transfer.child + 1, instance_.level_count() - 1).most;
  }
  if (context.facts.mixed(tensor, transfer.child + 1, transfer.parent) &&
      transfer.parent != transfer.child + 1) {
    served -= context.facts.children(transfer.parent + 1, instance_.level_count() - 1).most;
  }
  return filling(context, tensor, transfer.child, filled) +
         serving(context, tensor, transfer.parent, served);
}

// Each operation takes a word from the first level that keeps the tensor.
double LeastCost::arrival(const Context& context, int tensor, int level) const {
  for (int inner = 0; inner < level; ++inner) {
    if (keeps(inner, tensor)) return 0;
  }
  double words =
      static_cast<double>(instance_.operations) / context.facts.shared(tensor, 0, level);
  if (context.facts.mixed(tensor, 0, level)) {  // rounded
    words -= context.facts.children(level + 1, instance_.level_count() - 1).most;
  }
  return serving(context, tensor, level, words);
}

// ---- The program ----

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
    make_windows(context, level);
    iterate(context, level);
    spread(context, level);
  }
  return (next_.front() + to_pj(instance_.operation_energy)) * rounding;
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
    if (keeps(level, tensor)) arriving += arrival(context, tensor, level);
  }
  std::vector<std::size_t> after;
  for (std::size_t c = 0; c < inner; ++c) {
    after.push_back(static_cast<std::size_t>(after_keeping(level, static_cast<int>(c))));
  }
  values_.resize(static_cast<std::size_t>(shapes_.size()) * inner);
  for (const int shape : listed_) {
    const auto index = static_cast<std::size_t>(shape);
    const bool done = enough_[static_cast<std::size_t>(level)][index] != 0;
    for (std::size_t c = 0; c < inner; ++c) {
      values_[index * inner + c] = done ? next_[index * outer + after[c]] + arriving : infinity;
    }
  }
}

void LeastCost::make_windows(const Context& context, int level) {
  windows_.clear();
  if (slides_.empty()) return;
  const int tensor = slides_.front().tensor;
  for (const Transfer& transfer : transfers_[static_cast<std::size_t>(tensor)]) {
    if (transfer.child >= level) break;
    windows_.emplace_back(*ranks_[static_cast<std::size_t>(tensor)], context.spatial,
                          transfer.child, transfer.parent, level, passing_on(transfer));
  }
}

// All transfers from the first open one on.
void LeastCost::cost_at_rest(const Context& context, int level, int shape, Costs& costs) const {
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    const auto index = static_cast<std::size_t>(tensor);
    std::vector<double>& own = costs[index];
    own.assign(static_cast<std::size_t>(open_states(tensor, level)), 0);
    for (std::size_t digit = own.size() - 1; digit > 0; --digit) {
      const WindowWords::Words words =
          ranks_[index] ? windows_[digit - 1].at_rest(shape) : WindowWords::Words{};
      own[digit] = transfer_cost(context, tensor, transfers_[index][digit - 1], level, shape, words) +
                   (digit + 1 < own.size() ? own[digit + 1] : 0);
    }
  }
}

double LeastCost::slide_cost(const Context& context, int level, int shape, const Slide& slide,
                             int since, std::size_t larger) const {
  const int after =
      shape + (static_cast<int>(larger) - shapes_.position(shape, slide.dimension)) *
                  shapes_.weight(slide.dimension);
  double cost = 0;
  for (std::size_t i = static_cast<std::size_t>(since); i < windows_.size(); ++i) {
    cost += transfer_cost(context, slide.tensor,
                          transfers_[static_cast<std::size_t>(slide.tensor)][i], level, after,
                          windows_[i].sliding(shape, slide.rank, slide.term, larger));
  }
  return cost;
}

// The first loop to move the window slides it.
double LeastCost::least_slide(const Context& context, int level, int shape, int combination,
                              const std::vector<int>& digits,
                              const std::vector<int>& weights) const {
  const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
  const auto count = static_cast<std::size_t>(combinations(level));
  double least = infinity;
  for (const Slide& slide : slides_) {
    const auto tensor = static_cast<std::size_t>(slide.tensor);
    const auto dimension = static_cast<std::size_t>(slide.dimension);
    if (digits[tensor] == 0 || !may[dimension]) continue;
    bool moves_others = false;
    for (std::size_t other = 0; other < digits.size(); ++other) {
      moves_others = moves_others || (other != tensor && digits[other] > 0 &&
                                      instance_.tensors[other].moved_by[dimension]);
    }
    if (moves_others) continue;
    const auto closed = static_cast<std::size_t>(combination - digits[tensor] * weights[tensor]);
    const std::vector<Count>& divisors = shapes_.divisors(slide.dimension);
    const int position = shapes_.position(shape, slide.dimension);
    for (std::size_t i = static_cast<std::size_t>(position) + 1; i < divisors.size(); ++i) {
      if (divisors[i] % divisors[static_cast<std::size_t>(position)] != 0) continue;
      const auto after = static_cast<std::size_t>(
          shape + (static_cast<int>(i) - position) * shapes_.weight(slide.dimension));
      if (is_listed_[after] == 0) continue;
      const double rest = values_[after * count + closed];
      if (rest >= least) continue;
      least = std::min(least,
                       rest + slide_cost(context, level, shape, slide, digits[tensor] - 1, i));
    }
  }
  return least;
}

void LeastCost::iterate(const Context& context, int level) {
  const int count = combinations(level);
  const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
  std::vector<std::vector<int>> all_digits;
  std::vector<std::vector<int>> free;  // dimensions that move nothing open
  for (int combination = 0; combination < count; ++combination) {
    all_digits.push_back(digits(level, combination));
    std::vector<int>& own = free.emplace_back();
    for (int d = 0; d < instance_.dimension_count(); ++d) {
      bool moves = !may[static_cast<std::size_t>(d)];
      for (std::size_t tensor = 0; tensor < instance_.tensors.size(); ++tensor) {
        moves = moves || (all_digits.back()[tensor] > 0 &&
                          instance_.tensors[tensor].moved_by[static_cast<std::size_t>(d)]);
      }
      if (!moves) own.push_back(d);
    }
  }
  std::vector<int> weights;
  int weight = 1;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    weights.push_back(weight);
    weight *= open_states(tensor, level);
  }
  Costs costs(instance_.tensors.size());
  for (std::size_t i = listed_.size(); i-- > 0;) {
    const int shape = listed_[i];
    cost_at_rest(context, level, shape, costs);
    double* const own = &values_[static_cast<std::size_t>(shape) * static_cast<std::size_t>(count)];
    for (int combination = 0; combination < count; ++combination) {
      const std::vector<int>& open = all_digits[static_cast<std::size_t>(combination)];
      double least = own[combination];
      for (std::size_t tensor = 0; tensor < open.size(); ++tensor) {
        if (open[tensor] == 0) continue;
        least = std::min(least, own[combination - open[tensor] * weights[tensor]] +
                                    costs[tensor][static_cast<std::size_t>(open[tensor])]);
      }
      for (const int d : free[static_cast<std::size_t>(combination)]) {
        for (const Count prime : shapes_.primes(d)) {
          const int larger = shapes_.times(shape, d, prime);
          if (larger == -1 || is_listed_[static_cast<std::size_t>(larger)] == 0) continue;
          least = std::min(least, values_[static_cast<std::size_t>(larger * count + combination)]);
        }
      }
      least = std::min(least, least_slide(context, level, shape, combination, open, weights));
      own[combination] = least;
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
