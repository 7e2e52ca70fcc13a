#include "mapper/exact/annealing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tilewright::exact {

namespace {

constexpr double start_temperature = 0.15;  // of the logarithm of the cost
constexpr double end_temperature = 0.001;
constexpr std::uint64_t steps_at_once = 256;  // between looks at the clock

// The first metric decides; the second one only between nearly equal mappings.
double height(const std::vector<double>& cost) {
  double sum = 0;
  double weight = 1;
  for (const double metric : cost) {
    sum += weight * std::log(std::max(metric, 1e-300));
    weight *= 0.01;
  }
  return sum;
}

}  // namespace

Annealing::Annealing(const Problem& problem, const Objective& objective, const Mapping& start,
                     std::uint64_t seed)
    : problem_(problem),
      objective_(objective),
      evaluator_(problem.spec, problem.options.model),
      random_(seed),
      best_(start) {
  take_apart(start);
  evaluator_.evaluate(start, evaluation_, Detail::totals);
  cost_ = objective.cost(evaluation_.energy_pj, static_cast<double>(evaluation_.cycles));
  best_cost_ = cost_;
}

void Annealing::take_apart(const Mapping& mapping) {
  const auto levels = to_level_nests(mapping, problem_.level_count());
  const auto dimensions = static_cast<std::size_t>(problem_.dimension_count());
  for (std::size_t l = 0; l < levels.size(); ++l) {
    Nest nest;
    nest.keep = levels[l].keep;
    std::vector<std::int64_t> spatial(dimensions, 1);
    for (const Loop& loop : levels[l].spatial) {
      spatial[static_cast<std::size_t>(loop.dimension)] = loop.bound;
    }
    const auto& choices = problem_.levels[l].spatial;
    while (choices[nest.choice].factors != spatial) ++nest.choice;
    const auto& arrangements = choices[nest.choice].arrangements;
    const auto same = [&](const std::vector<NestLoop>& loops) {
      return std::equal(loops.begin(), loops.end(), levels[l].spatial.begin(),
                        levels[l].spatial.end(), [](const NestLoop& a, const Loop& b) {
                          return a.dimension == b.dimension && a.kind == b.kind;
                        });
    };
    while (nest.arrangement < arrangements.size() && !same(arrangements[nest.arrangement])) {
      ++nest.arrangement;
    }
    if (nest.arrangement == arrangements.size()) nest.arrangement = 0;
    nest.factors.assign(dimensions, 1);
    const Level& level = problem_.levels[l];
    std::vector<int> middle;
    for (const Loop& loop : levels[l].temporal) {
      nest.factors[static_cast<std::size_t>(loop.dimension)] = loop.bound;
      middle.push_back(loop.dimension);
    }
    for (int d = 0; d < problem_.dimension_count(); ++d) {
      if (std::find(middle.begin(), middle.end(), d) == middle.end()) middle.push_back(d);
    }
    const auto fixed = [&](int d) {
      return std::find(level.prefix.begin(), level.prefix.end(), d) != level.prefix.end() ||
             std::find(level.suffix.begin(), level.suffix.end(), d) != level.suffix.end();
    };
    middle.erase(std::remove_if(middle.begin(), middle.end(), fixed), middle.end());
    nest.order = level.prefix;
    nest.order.insert(nest.order.end(), middle.begin(), middle.end());
    nest.order.insert(nest.order.end(), level.suffix.begin(), level.suffix.end());
    nests_.push_back(std::move(nest));
  }
}

Mapping Annealing::put_together() const {
  std::vector<LevelNest> levels(nests_.size());
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const Nest& nest = nests_[l];
    levels[l].keep = nest.keep;
    for (const NestLoop& loop :
         problem_.levels[l].spatial[nest.choice].arrangements[nest.arrangement]) {
      levels[l].spatial.push_back({loop.dimension, loop.kind, loop.bound, loop.bound});
    }
    for (const int d : nest.order) {
      const std::int64_t factor = nest.factors[static_cast<std::size_t>(d)];
      if (factor > 1) levels[l].temporal.push_back({d, LoopKind::temporal, factor, factor});
    }
  }
  return to_mapping(levels, problem_.spec.constraints.directives);
}

bool Annealing::allowed(int level, const Nest& nest) const {
  const Level& limits = problem_.levels[static_cast<std::size_t>(level)];
  for (std::size_t d = 0; d < nest.factors.size(); ++d) {
    if (nest.factors[d] < limits.least[d] || nest.factors[d] > limits.most[d]) return false;
  }
  return true;
}

// Multiplies or divides the spatial loops of a dimension; false if that is no choice of the level.
bool Annealing::add_spatial(Nest& nest, int level, int dimension, std::int64_t factor,
                            bool remove) {
  const auto& choices = problem_.levels[static_cast<std::size_t>(level)].spatial;
  const std::int64_t old = choices[nest.choice].factors[static_cast<std::size_t>(dimension)];
  if (remove && old % factor != 0) return false;
  const std::uint32_t before = problem_.lattice.offset(dimension, old);
  const std::int64_t value = remove ? old / factor : old * factor;
  if (problem_.lattice.bound(dimension) % value != 0) return false;
  const std::uint32_t offset =
      choices[nest.choice].offset - before + problem_.lattice.offset(dimension, value);
  const auto found = std::lower_bound(
      choices.begin(), choices.end(), offset,
      [](const SpatialChoice& choice, std::uint32_t wanted) { return choice.offset < wanted; });
  if (found == choices.end() || found->offset != offset) return false;
  nest.choice = static_cast<std::size_t>(found - choices.begin());
  nest.arrangement = draw(found->arrangements.size());
  return true;
}

// Takes a prime of a dimension from one place to another one.
bool Annealing::move_factor() {
  const auto dimension =
      static_cast<int>(draw(static_cast<std::uint64_t>(problem_.dimension_count())));
  const auto& factors = problem_.lattice.factors(dimension);
  if (factors.empty()) return false;
  const Lattice::Factor& factor = factors[draw(factors.size())];
  if (!factor.prime && draw(4) != 0) return false;
  const auto d = static_cast<std::size_t>(dimension);
  const std::size_t places = 2 * nests_.size();
  const std::size_t from = draw(places);
  const std::size_t to = draw(places);
  if (from == to) return false;
  const auto change_place = [&](std::size_t place, bool remove) {
    Nest& nest = nests_[place / 2];
    const auto level = static_cast<int>(place / 2);
    if (place % 2 == 0) return add_spatial(nest, level, dimension, factor.value, remove);
    if (remove && nest.factors[d] % factor.value != 0) return false;
    nest.factors[d] = remove ? nest.factors[d] / factor.value : nest.factors[d] * factor.value;
    return allowed(level, nest);
  };
  return change_place(from, true) && change_place(to, false);
}

bool Annealing::swap_loops() {
  const std::size_t l = draw(nests_.size());
  Nest& nest = nests_[l];
  const Level& level = problem_.levels[l];
  const std::size_t begin = level.prefix.size();
  const std::size_t count = nest.order.size() - begin - level.suffix.size();
  if (count < 2) return false;
  const auto at = [&](std::size_t i) {
    return nest.order.begin() + static_cast<std::ptrdiff_t>(begin + i);
  };
  std::iter_swap(at(draw(count)), at(draw(count)));
  return true;
}

bool Annealing::rearrange() {
  const std::size_t l = draw(nests_.size());
  const auto& arrangements = problem_.levels[l].spatial[nests_[l].choice].arrangements;
  if (arrangements.size() < 2) return false;
  nests_[l].arrangement = draw(arrangements.size());
  return true;
}

bool Annealing::flip_keep() {
  const auto& bits = problem_.mapspace.free_bits();
  if (bits.empty()) return false;
  const BypassBit& bit = bits[draw(bits.size())];
  nests_[static_cast<std::size_t>(bit.level)].keep ^= DataSpaceMask{1} << bit.data_space;
  return true;
}

bool Annealing::change() {
  switch (draw(8)) {
    case 0:
    case 1:
      return swap_loops();
    case 2:
      return rearrange();
    case 3:
      return flip_keep();
    default:
      return move_factor();
  }
}

bool Annealing::evaluate(std::vector<double>& cost) {
  const Mapping mapping = put_together();
  if (!problem_.allows(mapping) || !evaluator_.evaluate(mapping, evaluation_, Detail::totals)) {
    return false;
  }
  cost = objective_.cost(evaluation_.energy_pj, static_cast<double>(evaluation_.cycles));
  if (Objective::less(cost, best_cost_)) {
    best_cost_ = cost;
    best_ = mapping;
  }
  return true;
}

void Annealing::run(std::uint64_t steps) {
  std::vector<double> cost;
  for (std::uint64_t step = 0; step < steps; ++step) {
    if (step % steps_at_once == 0 && problem_.out_of_time()) return;
    const double done = static_cast<double>(step) / static_cast<double>(steps);
    const double temperature =
        start_temperature * std::pow(end_temperature / start_temperature, done);
    const std::vector<Nest> before = nests_;
    const double chance = static_cast<double>(draw(1'000'000)) / 1e6;
    if (change() && evaluate(cost) &&
        std::log(std::max(chance, 1e-9)) * temperature < height(cost_) - height(cost)) {
      cost_ = cost;
    } else {
      nests_ = before;
    }
  }
}

}  // namespace tilewright::exact
