#include <algorithm>

#include "mapper/exact/program_impl.hpp"

namespace tilewright::exact {

void Program::Impl::iterate_all(int level, Stage& stage, Stage& outer) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  for (std::uint32_t shape = 0; shape < stage.shape_count(); ++shape) {
    // By position: new states have larger shapes.
    for (const std::uint32_t state : stage.at(shape)) {
      for (std::uint32_t i = stage.state(state).first_label; i != no_label;
           i = labels.label(i).next) {
        const Partial partial = load(stage, shape, state, i);
        iterate(level, partial, stage);
        if ((description.required & ~partial.configuration.used) == 0) {
          leave(level, partial, outer);
        }
      }
      if (stopped()) return;
    }
  }
}

int Program::Impl::phase_of(const Level& level, int dimension) const {
  const auto find = [dimension](const std::vector<int>& part) {
    return std::find(part.begin(), part.end(), dimension) - part.begin();
  };
  const auto prefix = static_cast<std::ptrdiff_t>(level.prefix.size());
  if (find(level.prefix) < prefix) return static_cast<int>(find(level.prefix));
  const auto suffix = find(level.suffix);
  if (suffix == static_cast<std::ptrdiff_t>(level.suffix.size())) return static_cast<int>(prefix);
  return static_cast<int>(prefix + 1 + suffix);
}

void Program::Impl::iterate(int level, const Partial& partial, Stage& stage) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((partial.configuration.used & bit(d)) != 0) continue;
    if (phase_of(description, d) < partial.configuration.phase) continue;
    place_loops(level, d, partial, stage);
  }
}

// Where only the product of a dimension's factors matters, they are placed prime by prime. A path
// that places a dimension twice in a level costs no less than the mapping with one loop in the
// place of the inner one (docs/exact.md, section 3). That is not so while the words of a sliding
// window depend on the order of the loops: then each dimension is used once, with its whole factor.
void Program::Impl::place_loops(int level, int dimension, const Partial& partial, Stage& stage) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const auto d = static_cast<std::size_t>(dimension);
  bool alive = false;
  bool once = (description.limited & bit(dimension)) != 0;
  bool whole = once;
  for (std::size_t space = 0; space < rules_.size(); ++space) {
    alive = alive || StatusRules::alive(*partial.statuses[space]);
    if (!rules_[space].moved_by(*partial.statuses[space], dimension)) continue;
    whole = true;
    // Words from neighbours cost less or more than those from the parent.
    once = once || StatusRules::linked(*partial.statuses[space]);
  }
  const bool limited = (description.limited & bit(dimension)) != 0;
  for (const Lattice::Factor& factor : problem_.lattice.factors(dimension)) {
    if (!whole && !alive && !factor.prime) continue;
    if (limited && (factor.value < description.least[d] || factor.value > description.most[d])) {
      continue;
    }
    if (!problem_.lattice.divides(partial.shape, dimension, factor.value)) continue;
    Partial next = copy(partial);
    bool alive_after = false;
    for (std::size_t space = 0; space < rules_.size(); ++space) {
      if (!rules_[space].changed_by(*next.statuses[space], dimension)) continue;
      rules_[space].iterate(change(next, space), level, dimension, factor.value,
                            problem_.lattice.shape(partial.shape), next.values);
      alive_after = alive_after || StatusRules::alive(*next.statuses[space]);
    }
    next.shape += factor.offset;
    next.configuration.phase = phase_of(description, dimension);
    if (alive || alive_after || once) next.configuration.used |= bit(dimension);
    save(stage, next,
         {Move::Kind::iterate, static_cast<std::uint8_t>(dimension), 0,
          static_cast<std::uint32_t>(factor.value)});
  }
}

void Program::Impl::leave(int level, const Partial& partial, Stage& outer) {
  Partial next = copy(partial);
  next.configuration.used = 0;
  next.configuration.phase = 0;
  account_.add_leakage(level, next.configuration.units, next.values);
  choose_kept(level, 0, 0, 0, next, outer);
}

// Branches over the data spaces from `space` on.
void Program::Impl::choose_kept(int level, int space, DataSpaceMask mask, std::int64_t words,
                                const Partial& partial, Stage& outer) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  if (description.capacity_words >= 0 && words > description.capacity_words) return;
  if (space == problem_.space_count()) {
    if (static_cast<double>(words) < description.least_words) return;
    Partial next = copy(partial);
    save(outer, next, {Move::Kind::keep, 0, 0, mask});
    return;
  }
  const auto index = static_cast<std::size_t>(space);
  if (!contains(description.always_keep, space)) {
    choose_kept(level, space + 1, mask, words, partial, outer);
  }
  const Status& status = *partial.statuses[index];
  if (!contains(description.may_keep, space) || status.done) return;
  bool may_be_last = true;
  bool may_go_on = false;
  for (int further = level + 1; further < problem_.level_count(); ++further) {
    const Level& other = problem_.levels[static_cast<std::size_t>(further)];
    may_be_last = may_be_last && !contains(other.always_keep, space);
    may_go_on = may_go_on || contains(other.may_keep, space);
  }
  const Shape shape = problem_.lattice.shape(partial.shape);
  const std::int64_t kept = words + problem_.spaces[index].projection.words(shape);
  std::vector<std::int64_t> guesses = {status.reduction};
  if (problem_.spaces[index].read_write && status.reduction == 0) {
    guesses = reductions(level, space, partial);
  }
  for (const std::int64_t reduction : guesses) {
    for (const bool last : {true, false}) {
      if (last ? !may_be_last : !may_go_on) continue;
      Partial next = copy(partial);
      change(next, index).reduction = reduction;
      rules_[index].keep(change(next, index), level, last, shape, partial.configuration.units,
                         next.values);
      choose_kept(level, space + 1, mask | DataSpaceMask{1} << space, kept, next, outer);
    }
  }
}

// What the spatial loops further out that add up partial sums may multiply to.
std::vector<std::int64_t> Program::Impl::reductions(int level, int space,
                                                    const Partial& partial) const {
  std::int64_t rest = 1;
  const Space& description = problem_.spaces[static_cast<std::size_t>(space)];
  for (int d = 0; d < problem_.dimension_count(); ++d) {
    if ((description.relevant & bit(d)) == 0) rest *= problem_.lattice.rest(partial.shape, d);
  }
  std::vector<std::int64_t> result;
  const auto& products = problem_.outer_products[static_cast<std::size_t>(level) + 1];
  const std::int64_t outside = counts_units_ ? account_.units() / partial.configuration.units : 0;
  for (std::int64_t value = 1; value <= products.back(); ++value) {
    if (rest % value != 0) continue;
    if (outside != 0 ? outside % value == 0
                     : std::any_of(products.begin(), products.end(),
                                   [&](std::int64_t p) { return p % value == 0; })) {
      result.push_back(value);
    }
  }
  return result;
}

}  // namespace tilewright::exact
