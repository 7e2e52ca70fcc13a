#include "test/bench/random_mappings.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "model/cost/evaluator.hpp"

namespace tilewright::test {

namespace {

// A prime factor of a dimension, and the place of its loop.
struct Factor {
  int dimension = 0;
  std::int64_t prime = 1;
  int level = 0;
  LoopKind kind = LoopKind::temporal;
};

class MappingMaker {
 public:
  MappingMaker(const Spec& spec, std::uint64_t seed) : spec_(spec), engine_(seed) {
    const DataSpaceMask all = all_data_spaces(spec.workload.data_space_count());
    keep_.assign(spec.architecture.storage.size(), all);
    for (const BypassConstraint& constraint : spec.constraints.bypass) {
      keep_[static_cast<std::size_t>(constraint.level)] &= ~constraint.bypass;
    }
  }

  Mapping place_factors() {
    factors_.clear();
    for (int d = 0; d < spec_.workload.dimension_count(); ++d) place_dimension(d);
    return make_mapping();
  }

  // Moves a random factor from the inside of `level` to the outermost temporal loops. False when
  // nothing is left to move.
  bool move_outwards(int level) {
    std::vector<Factor*> movable;
    for (Factor& factor : factors_) {
      if (factor.level <= level && factor.level < outermost()) movable.push_back(&factor);
    }
    if (movable.empty()) return false;
    Factor& moved = *movable[below(movable.size())];
    moved.level = outermost();
    moved.kind = LoopKind::temporal;
    return true;
  }

  Mapping make_mapping() {
    std::vector<LevelNest> nests(keep_.size());
    std::vector<int> order(static_cast<std::size_t>(spec_.workload.dimension_count()));
    for (std::size_t d = 0; d < order.size(); ++d) order[d] = static_cast<int>(d);
    for (std::size_t level = 0; level < nests.size(); ++level) {
      shuffle(order);
      nests[level].keep = keep_[level];
      for (const int d : order) {
        add_loop(nests[level].temporal, static_cast<int>(level), d, LoopKind::temporal);
      }
      for (const LoopKind kind : {LoopKind::spatial_x, LoopKind::spatial_y}) {
        for (const int d : order) {
          add_loop(nests[level].spatial, static_cast<int>(level), d, kind);
        }
      }
    }
    return to_mapping(nests);
  }

 private:
  int outermost() const { return spec_.architecture.level_count() - 1; }

  std::size_t below(std::size_t limit) { return engine_() % limit; }

  void shuffle(std::vector<int>& order) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  }

  void place_dimension(int dimension) {
    std::int64_t rest = spec_.workload.bounds[static_cast<std::size_t>(dimension)];
    for (std::int64_t prime = 2; rest > 1;) {
      if (rest % prime != 0) {
        ++prime;
        continue;
      }
      rest /= prime;
      factors_.push_back(random_place(dimension, prime));
    }
  }

  Factor random_place(int dimension, std::int64_t prime) {
    constexpr std::array kinds{LoopKind::temporal, LoopKind::spatial_x, LoopKind::spatial_y};
    for (;;) {
      Factor factor{dimension, prime, static_cast<int>(below(keep_.size())), kinds[below(3)]};
      if (factor.kind == LoopKind::temporal || fits(factor)) return factor;
    }
  }

  bool fits(const Factor& added) const {
    std::int64_t used = added.prime;
    for (const Factor& factor : factors_) {
      if (factor.level == added.level && factor.kind == added.kind) used *= factor.prime;
    }
    return used <= (added.kind == LoopKind::spatial_x ? spec_.architecture.fanout_x(added.level)
                                                      : spec_.architecture.fanout_y(added.level));
  }

  void add_loop(std::vector<Loop>& loops, int level, int dimension, LoopKind kind) const {
    std::int64_t bound = 1;
    for (const Factor& factor : factors_) {
      if (factor.level == level && factor.dimension == dimension && factor.kind == kind) {
        bound *= factor.prime;
      }
    }
    if (bound > 1) loops.push_back({dimension, kind, bound, bound});
  }

  const Spec& spec_;
  std::mt19937_64 engine_;
  std::vector<DataSpaceMask> keep_;
  std::vector<Factor> factors_;
};

}  // namespace

std::vector<Mapping> random_valid_mappings(const Spec& spec, std::size_t count,
                                           std::uint64_t seed) {
  MappingMaker maker(spec, seed);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  std::vector<Mapping> mappings;
  for (std::size_t attempts = 0; mappings.size() < count; ++attempts) {
    if (attempts > 100 * count) throw Error("valid mappings are too rare");
    Mapping mapping = maker.place_factors();
    while (!evaluator.evaluate(mapping, evaluation)) {
      if (!maker.move_outwards(evaluation.rejection.level)) break;
      mapping = maker.make_mapping();
    }
    if (evaluation.valid()) mappings.push_back(std::move(mapping));
  }
  return mappings;
}

}  // namespace tilewright::test
