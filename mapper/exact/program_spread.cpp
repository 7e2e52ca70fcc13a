#include <algorithm>

#include "mapper/exact/program_impl.hpp"

namespace tilewright::exact {

// The choices that fit around a shape.
void Program::Impl::list_choices(int level, std::uint32_t shape) {
  choices_.clear();
  const auto& choices = problem_.levels[static_cast<std::size_t>(level)].spatial;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    bool fits = true;
    for (int d = 0; d < problem_.dimension_count() && fits; ++d) {
      const std::int64_t factor = choices[c].factors[static_cast<std::size_t>(d)];
      fits = factor == 1 || problem_.lattice.divides(shape, d, factor);
    }
    if (fits) choices_.push_back({static_cast<std::uint32_t>(c), nullptr});
  }
}

// Of the orders and splits of a choice's loops, the first of those that cost the same.
const std::vector<Arrangement>& Program::Impl::arrangements(int level, std::uint32_t shape,
                                                            std::uint32_t choice) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const auto& all = description.spatial[choice].arrangements;
  const auto outside = shape + description.spatial[choice].offset;
  key_ = {level, choice};
  for (int s = 0; s < problem_.space_count(); ++s) {
    const Space& space = problem_.spaces[static_cast<std::size_t>(s)];
    if (space.separable && !problem_.fetches_all(level, s)) continue;
    append_rests(problem_, space, problem_.lattice.shape(outside), key_);
  }
  const auto [found, added] = memory_.arrangements.try_emplace(key_);
  if (!added) return found->second;
  std::vector<std::array<std::uint32_t, max_data_spaces>> seen;
  for (std::size_t a = 0; a < all.size(); ++a) {
    Arrangement arrangement{static_cast<std::uint16_t>(a), {}};
    std::array<std::uint32_t, max_data_spaces> profiles{};
    for (std::size_t space = 0; space < rules_.size(); ++space) {
      const SpreadFacts& facts =
          rules_[space].spread_facts(all[a], problem_.lattice.shape(shape), level);
      arrangement.facts[space] = &facts;
      if (facts.links || description.network_costs) profiles[space] = facts.profile;
    }
    if (std::find(seen.begin(), seen.end(), profiles) != seen.end()) continue;
    seen.push_back(profiles);
    found->second.push_back(arrangement);
  }
  return found->second;
}

void Program::Impl::spread_all(int level, const Stage& inner, Stage& outer) {
  for (std::uint32_t shape = 0; shape < inner.shape_count(); ++shape) {
    if (inner.at(shape).empty()) continue;
    list_choices(level, shape);
    for (const std::uint32_t state : inner.at(shape)) {
      for (std::uint32_t i = inner.state(state).first_label; i != no_label;
           i = labels.label(i).next) {
        spread(level, load(inner, shape, state, i), outer);
      }
      if (stopped()) return;
    }
  }
}

// False when the spatial loops of a choice and those further out cannot add up as many partial sums
// as was guessed.
bool Program::Impl::may_reduce(const Partial& partial, const SpatialChoice& choice,
                               const std::vector<std::int64_t>& outside) const {
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    const std::int64_t reduction = partial.statuses[space]->reduction;
    if (reduction == 0) continue;
    std::int64_t reducing = 1;
    std::int64_t rest = 1;
    for (int d = 0; d < problem_.dimension_count(); ++d) {
      if ((problem_.spaces[space].relevant & bit(d)) != 0) continue;
      reducing *= choice.factors[static_cast<std::size_t>(d)];
      rest *= problem_.lattice.rest(partial.shape, d);
    }
    const std::int64_t left = reduction / reducing;
    const auto holds = [left](std::int64_t product) { return product % left == 0; };
    if (reduction % reducing != 0 || rest / reducing % left != 0 ||
        std::none_of(outside.begin(), outside.end(), holds)) {
      return false;
    }
  }
  return true;
}

void Program::Impl::spread(int level, const Partial& partial, Stage& outer) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const auto& outside = problem_.outer_products[static_cast<std::size_t>(level) + 1];
  const std::int64_t units = partial.configuration.units;
  for (Fitting& fitting : choices_) {
    const SpatialChoice& choice = description.spatial[fitting.choice];
    std::int64_t inside = 1;
    if (counts_units_) {
      inside = units * choice.product;
      if (account_.units() % inside != 0 ||
          !std::binary_search(outside.begin(), outside.end(), account_.units() / inside)) {
        continue;
      }
    }
    if (!may_reduce(partial, choice, outside)) continue;
    if (exceeds_after(partial, partial.shape + choice.offset)) continue;
    if (fitting.arrangements == nullptr) {
      fitting.arrangements = &arrangements(level, partial.shape, fitting.choice);
    }
    for (const Arrangement& arrangement : *fitting.arrangements) {
      Partial next = copy(partial);
      bool possible = true;
      for (std::size_t space = 0; space < rules_.size() && possible; ++space) {
        if (choice.product == 1 && !description.network_costs &&
            !StatusRules::waits(*next.statuses[space])) {
          continue;
        }
        possible = rules_[space].spread(
            change(next, space), level, choice.arrangements[arrangement.index],
            *arrangement.facts[space], problem_.lattice.shape(partial.shape), units, next.values);
      }
      next.shape = partial.shape + choice.offset;
      next.configuration.units = inside;
      if (!possible) continue;
      save(outer, next, {Move::Kind::spread, 0, arrangement.index, fitting.choice});
    }
  }
}

}  // namespace tilewright::exact
