#include "mapper/certificate/cost_to_come.hpp"

#include <algorithm>
#include <cmath>

namespace tilewright::certificate {

namespace {

// Energies pass through doubles here; this much less than they say is below the true value.
constexpr double rounding = 1 - 1e-12;

double product(const Shape& factors, const std::vector<bool>& moved_by, bool moving) {
  double result = 1;
  for (std::size_t d = 0; d < factors.size(); ++d) {
    if (moved_by[d] == moving) result *= static_cast<double>(factors[d]);
  }
  return result;
}

}  // namespace

CostToCome::CostToCome(const Instance& instance, const Shapes& shapes, Count units)
    : instance_(instance), shapes_(shapes), units_(units) {
  for (const Tensor& tensor : instance.tensors) {
    std::vector<double>& most = most_idle_.emplace_back();
    for (const Level& level : instance.levels) {
      most.push_back(1);
      for (const Shape& factors : level.spatial) {
        most.back() = std::max(most.back(), product(factors, tensor.moved_by, false));
      }
    }
  }
  for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
    std::vector<std::vector<int>>& own = transfers_.emplace_back();
    for (int level = 0; level <= instance.level_count(); ++level) {
      own.push_back(list_transfers(tensor, level));
    }
  }
  const auto levels = static_cast<std::size_t>(instance.level_count());
  iterating_.resize(levels);
  entering_.resize(levels + 1);
  const auto size = static_cast<std::size_t>(shapes.size());
  entering_[levels].assign(static_cast<std::size_t>(combinations(instance.level_count())) * size,
                           none);
  entering_[levels][size - 1] = 0;
  for (int level = instance.level_count() - 1; level >= 0; --level) {
    iterate(level, keep(level));
    spread(level);
  }
}

bool CostToCome::keeps(int level, int tensor) const {
  return contains(instance_.levels[static_cast<std::size_t>(level)].keep, tensor);
}

const std::vector<int>& CostToCome::transfers(int tensor, int inside_of) const {
  return transfers_[static_cast<std::size_t>(tensor)][static_cast<std::size_t>(inside_of)];
}

int CostToCome::last_level(int tensor) const {
  int level = instance_.level_count() - 1;
  while (level >= 0 && !keeps(level, tensor)) --level;
  return level;
}

// Levels inside of `inside_of` that exchange the tensor with one further out.
std::vector<int> CostToCome::list_transfers(int tensor, int inside_of) const {
  std::vector<int> levels;
  for (int level = 0; level < std::min(inside_of, last_level(tensor)); ++level) {
    if (keeps(level, tensor)) levels.push_back(level);
  }
  return levels;
}

// Instances that share a memory cost least, each, when as many as possible work.
double CostToCome::memory_share(const Level& level) const {
  return std::min(1.0, static_cast<double>(level.memories) /
                           static_cast<double>(std::min(level.instances, units_)));
}

CostToCome::Rates CostToCome::serving(int level, int tensor) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  const double share = memory_share(own);
  const auto block = static_cast<double>(own.block);
  const double address = to_pj(own.address);
  if (!instance_.tensors[static_cast<std::size_t>(tensor)].read_write) {
    return {share * (to_pj(own.read) / block + address), 0};
  }
  return {share * (to_pj(own.update) / block + address), share * to_pj(own.read) / block};
}

CostToCome::Rates CostToCome::filling(int level, int tensor) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  const double share = memory_share(own);
  const double rate =
      share * (to_pj(own.fill) / static_cast<double>(own.block) + to_pj(own.address));
  if (!instance_.tensors[static_cast<std::size_t>(tensor)].read_write) return {rate, 0};
  return {0, rate};
}

// Children with the same words that the levels' spatial loops can have.
double CostToCome::most_idle(int tensor, int first_level, int last_level) const {
  double result = 1;
  for (int level = first_level; level <= last_level; ++level) {
    result *= most_idle_[static_cast<std::size_t>(tensor)][static_cast<std::size_t>(level)];
  }
  return std::min(result, static_cast<double>(units_));
}

double CostToCome::idle_rest(int tensor, int shape) const {
  const std::vector<bool>& moved = instance_.tensors[static_cast<std::size_t>(tensor)].moved_by;
  return product(instance_.bounds, moved, false) / product(shapes_.shape(shape), moved, false);
}

double CostToCome::closing(int tensor, int level, int since, int shape) const {
  const std::vector<int>& all = transfers(tensor, instance_.level_count());
  const double points =
      product(instance_.bounds, instance_.tensors[static_cast<std::size_t>(tensor)].moved_by, true);
  const double idle = idle_rest(tensor, shape);
  const double words = points * idle;
  const double outside = most_idle(tensor, level + 1, instance_.level_count() - 1);
  const double repeated = points * std::max(0.0, idle - outside);
  double energy = 0;
  for (std::size_t i = static_cast<std::size_t>(since); i < all.size() && all[i] < level; ++i) {
    const Rates fill = filling(all[i], tensor);
    energy += fill.moved * words + fill.repeated * repeated;
    const int parent = i + 1 < all.size() ? all[i + 1] : last_level(tensor);
    const Rates serve = serving(parent, tensor);
    const double served = parent <= level ? 1 : most_idle(tensor, level + 1, parent);
    energy += (serve.moved * words + serve.repeated * repeated) / served;
  }
  return energy * rounding;
}

int CostToCome::combinations(int level) const {
  std::size_t count = 1;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    count *= 1 + transfers(tensor, level).size();
  }
  return static_cast<int>(count);
}

bool CostToCome::fits(int level, int shape) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  if (own.capacity < 0) return true;
  Count words = 0;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    if (!keeps(level, tensor)) continue;
    words += instance_.tensors[static_cast<std::size_t>(tensor)].words(shapes_.shape(shape));
  }
  return words <= own.capacity;
}

// The energy after the loops of `level`, by its combinations.
std::vector<CostToCome::Coarse> CostToCome::keep(int level) const {
  const auto size = static_cast<std::size_t>(shapes_.size());
  const int count = combinations(level);
  std::vector<Coarse> result(static_cast<std::size_t>(count) * size, none);
  for (int combination = 0; combination < count; ++combination) {
    int rest = combination;
    int weight = 1;
    int next = 0;
    double arriving = 0;
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      const int inside = static_cast<int>(transfers(tensor, level).size());
      const int outside = static_cast<int>(transfers(tensor, level + 1).size());
      int digit = rest % (1 + inside);
      rest /= 1 + inside;
      if (digit == 0 && outside > inside) digit = outside;
      next += weight * digit;
      weight *= 1 + outside;
      if (!keeps(level, tensor) || inside > 0) continue;
      // The first level to keep it, if no other level inside does: each operation takes a word.
      bool first = true;
      for (int inner = 0; inner < level; ++inner) first = first && !keeps(inner, tensor);
      if (!first) continue;
      const Rates serve = serving(level, tensor);
      const double points = product(
          instance_.bounds, instance_.tensors[static_cast<std::size_t>(tensor)].moved_by, true);
      const double idle = idle_rest(tensor, 0);
      const double sums = most_idle(tensor, 0, instance_.level_count() - 1);
      arriving += points * (serve.moved * idle + serve.repeated * std::max(0.0, idle - sums)) /
                  most_idle(tensor, 0, level);
    }
    const auto own = static_cast<Coarse>(std::ldexp(arriving * rounding, 16));
    const std::vector<Coarse>& after = entering_[static_cast<std::size_t>(level) + 1];
    for (int shape = 0; shape < shapes_.size(); ++shape) {
      const Coarse rest_energy =
          after[static_cast<std::size_t>(next) * size + static_cast<std::size_t>(shape)];
      if (rest_energy == none || !fits(level, shape)) continue;
      result[static_cast<std::size_t>(combination) * size + static_cast<std::size_t>(shape)] =
          rest_energy + own;
    }
  }
  return result;
}

// Either the level is done, or open transfers are closed, or a loop follows that moves none of the
// tensors that have some.
void CostToCome::iterate(int level, const std::vector<Coarse>& after) {
  const auto size = static_cast<std::size_t>(shapes_.size());
  const int count = combinations(level);
  const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
  std::vector<Coarse>& values = iterating_[static_cast<std::size_t>(level)];
  values = after;
  for (int combination = 0; combination < count; ++combination) {
    std::vector<int> digits;
    std::vector<int> weights;
    int rest = combination;
    int weight = 1;
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      const int states = 1 + static_cast<int>(transfers(tensor, level).size());
      digits.push_back(rest % states);
      weights.push_back(weight);
      rest /= states;
      weight *= states;
    }
    std::vector<int> free;
    for (int d = 0; d < instance_.dimension_count(); ++d) {
      bool moves = !may[static_cast<std::size_t>(d)];
      for (std::size_t tensor = 0; tensor < digits.size(); ++tensor) {
        moves = moves || (digits[tensor] > 0 &&
                          instance_.tensors[tensor].moved_by[static_cast<std::size_t>(d)]);
      }
      if (!moves) free.push_back(d);
    }
    Coarse* const own = &values[static_cast<std::size_t>(combination) * size];
    for (int shape = shapes_.size() - 1; shape >= 0; --shape) {
      Coarse least = own[shape];
      for (std::size_t tensor = 0; tensor < digits.size(); ++tensor) {
        if (digits[tensor] == 0) continue;
        const int closed = combination - digits[tensor] * weights[tensor];
        const Coarse behind =
            values[static_cast<std::size_t>(closed) * size + static_cast<std::size_t>(shape)];
        if (behind == none) continue;
        const double energy = closing(static_cast<int>(tensor), level, digits[tensor] - 1, shape);
        least = std::min(least, behind + static_cast<Coarse>(std::ldexp(energy, 16)));
      }
      for (const int d : free) {
        for (const Count prime : shapes_.primes(d)) {
          const int larger = shapes_.times(shape, d, prime);
          if (larger != -1) least = std::min(least, own[larger]);
        }
      }
      own[shape] = fits(level, shape) ? least : none;
    }
  }
}

void CostToCome::spread(int level) {
  const auto size = static_cast<std::size_t>(shapes_.size());
  const int count = combinations(level);
  const std::vector<Coarse>& inside = iterating_[static_cast<std::size_t>(level)];
  std::vector<Coarse>& values = entering_[static_cast<std::size_t>(level)];
  values.assign(inside.size(), none);
  for (int shape = 0; shape < shapes_.size(); ++shape) {
    for (const Shape& factors : instance_.levels[static_cast<std::size_t>(level)].spatial) {
      const int larger = shapes_.times(shape, factors);
      if (larger == -1) continue;
      for (int combination = 0; combination < count; ++combination) {
        const std::size_t row = static_cast<std::size_t>(combination) * size;
        Coarse& value = values[row + static_cast<std::size_t>(shape)];
        value = std::min(value, inside[row + static_cast<std::size_t>(larger)]);
      }
    }
  }
}

Energy CostToCome::energy(int level, bool iterating, int shape,
                          const std::vector<Pending>& pendings, Count instances) const {
  std::size_t combination = 0;
  std::size_t weight = 1;
  double waiting = 0;
  for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
    const Pending& pending = pendings[static_cast<std::size_t>(tensor)];
    const std::vector<int>& inside = transfers(tensor, level);
    if (pending.open_since != -1) {
      const auto since = std::find(inside.begin(), inside.end(), pending.open_since);
      combination += weight * static_cast<std::size_t>(since - inside.begin() + 1);
    }
    weight *= 1 + inside.size();
    if (!pending.reached || !pending.decided || pending.sent == 0) continue;
    int parent = level;
    while (!keeps(parent, tensor)) ++parent;
    const double words = static_cast<double>(pending.sent) * static_cast<double>(instances);
    const double first =
        static_cast<double>(instance_.tensors[static_cast<std::size_t>(tensor)].whole_words) *
        static_cast<double>(pending.summing);
    const Rates serve = serving(parent, tensor);
    waiting += (serve.moved * words + serve.repeated * std::max(0.0, words - first)) /
               most_idle(tensor, iterating ? level + 1 : level, parent);
  }
  const std::vector<Coarse>& values =
      (iterating ? iterating_ : entering_)[static_cast<std::size_t>(level)];
  const Coarse coarse = values[combination * static_cast<std::size_t>(shapes_.size()) +
                               static_cast<std::size_t>(shape)];
  if (coarse == none) return -1;
  return add(multiply(coarse, Count{1} << dropped_bits), to_energy(waiting * rounding));
}

}  // namespace tilewright::certificate
