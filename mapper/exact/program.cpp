#include "mapper/exact/program.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/exact/numbered.hpp"
#include "mapper/exact/pending_bound.hpp"
#include "mapper/exact/read_back.hpp"

namespace tilewright::exact {

namespace {

DimensionMask bit(int dimension) { return DimensionMask{1} << dimension; }

}  // namespace

class Program::Impl {
 public:
  Impl(const Shared& shared, std::int64_t units);

  Outcome run(const Goal& goal);
  std::vector<double> least_cost() const;

  LabelStore labels;
  std::int64_t transitions = 0;
  std::int64_t configuration_count() const {
    return static_cast<std::int64_t>(configurations_.size());
  }

 private:
  /// A configuration with its statuses spelled out, while it is being changed.
  struct Partial {
    Configuration configuration;
    std::array<const Status*, max_data_spaces> statuses{};  // those of the configuration, or own
    std::array<Status, max_data_spaces> own;
    Values values{};
    std::uint32_t shape = 0;
    std::uint32_t label = no_label;  // that it comes from
  };

  struct Arrangement {
    std::uint16_t index = 0;
    std::array<const SpreadFacts*, max_data_spaces> facts{};
  };
  /// A spatial choice of the current level that fits around the current shape.
  struct Fitting {
    std::uint32_t choice = 0;
    std::vector<Arrangement> arrangements;  // that cost differently; empty: not yet looked at
  };

  Partial load(const Stage& stage, std::uint32_t shape, std::uint32_t state,
               std::uint32_t label) const;
  void save(Stage& stage, Partial& partial, Move move);
  Partial copy(const Partial& partial) const;
  static Status& change(Partial& partial, std::size_t space);
  std::uint32_t number_of(Partial& partial);
  void close_levels(int level, Partial& partial) const;

  void start(Stage& stage);
  void spread_all(int level, const Stage& inner, Stage& outer);
  void spread(int level, const Partial& partial, Stage& outer);
  void list_choices(int level, std::uint32_t shape);
  void list_arrangements(int level, std::uint32_t shape, Fitting& fitting);
  void iterate_all(int level, Stage& stage, Stage& outer);
  void iterate(int level, const Partial& partial, Stage& stage);
  void place_loops(int level, int dimension, const Partial& partial, Stage& stage);
  int phase_of(const Level& level, int dimension) const;
  void leave(int level, const Partial& partial, Stage& outer);
  void choose_kept(int level, int space, DataSpaceMask mask, std::int64_t words,
                   const Partial& partial, Stage& outer);
  std::vector<std::int64_t> reductions(int level, int space, const Partial& partial) const;
  void finish(const Partial& partial, std::uint32_t label);
  bool exceeds(const Partial& partial, Move::Kind kind);
  bool exceeds_after(const Partial& partial, std::uint32_t shape) const;
  bool stopped();

  const Problem& problem_;
  const Bound& bound_;
  const Objective& objective_;
  std::function<bool()> stop_;
  Account account_;
  bool counts_units_;
  std::vector<StatusRules> rules_;
  std::vector<PendingBound> pending_;
  Numbered<Configuration> configurations_;
  std::vector<Numbered<Status>> statuses_;
  Key key_;
  Goal goal_;
  double best_cost_ = 0;
  std::vector<double> found_cost_;
  std::uint32_t best_label_ = no_label;
  std::vector<Fitting> choices_;
  int level_ = 0;
  bool stopped_ = false;
};

Program::Impl::Impl(const Shared& shared, std::int64_t units)
    : labels(Components(shared.problem).count),
      problem_(shared.problem),
      bound_(shared.bound),
      objective_(shared.objective),
      stop_(shared.stop),
      account_(shared.problem, units),
      counts_units_(problem_.per_instance && units != any_units),
      statuses_(shared.problem.spaces.size()) {
  for (int space = 0; space < problem_.space_count(); ++space) {
    WindowMemory& memory = shared.memories[static_cast<std::size_t>(space)];
    rules_.emplace_back(account_, space, memory);
    pending_.emplace_back(account_, bound_.costs(), space, memory);
  }
}

Program::Outcome Program::Impl::run(const Goal& goal) {
  goal_ = goal;
  account_.track(goal.needs_energy, goal.needs_cycles);
  const std::uint32_t shapes = problem_.lattice.size();
  Stage inner(shapes);
  start(inner);
  for (level_ = 0; level_ < problem_.level_count() && !stopped_; ++level_) {
    Stage loops(shapes);
    spread_all(level_, inner, loops);
    inner = Stage(shapes);
    iterate_all(level_, loops, inner);
  }
  const std::uint32_t top = problem_.lattice.top();
  for (const std::uint32_t state : inner.at(top)) {
    for (std::uint32_t i = inner.state(state).first_label; i != no_label;
         i = labels.label(i).next) {
      finish(load(inner, top, state, i), i);
    }
  }
  Outcome outcome;
  outcome.complete = !stopped_;
  if (best_label_ != no_label) {
    outcome.cost = found_cost_;
    outcome.mapping = read_back(problem_, labels, best_label_);
  }
  return outcome;
}

void Program::Impl::start(Stage& stage) {
  Partial partial;
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    partial.statuses[space] = &partial.own[space];
  }
  partial.values[Components::energy] = problem_.operations * problem_.costs.compute.operation_pj;
  save(stage, partial, {});
}

Program::Impl::Partial Program::Impl::load(const Stage& stage, std::uint32_t shape,
                                           std::uint32_t state, std::uint32_t label) const {
  Partial partial;
  partial.configuration = configurations_[stage.state(state).configuration];
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    partial.statuses[space] = &statuses_[space][partial.configuration.statuses[space]];
  }
  partial.values = labels.values(label);
  partial.shape = shape;
  partial.label = label;
  return partial;
}

// A partial mapping to be changed.
Program::Impl::Partial Program::Impl::copy(const Partial& partial) const {
  Partial result;
  result.configuration = partial.configuration;
  result.values = partial.values;
  result.shape = partial.shape;
  result.label = partial.label;
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    if (partial.statuses[space] == &partial.own[space]) {
      result.own[space] = partial.own[space];
      result.statuses[space] = &result.own[space];
    } else {
      result.statuses[space] = partial.statuses[space];
    }
  }
  return result;
}

// A data space's status, to be changed.
Status& Program::Impl::change(Partial& partial, std::size_t space) {
  if (partial.statuses[space] != &partial.own[space]) {
    partial.own[space] = *partial.statuses[space];
    partial.statuses[space] = &partial.own[space];
  }
  return partial.own[space];
}

std::uint32_t Program::Impl::number_of(Partial& partial) {
  Configuration& configuration = partial.configuration;
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    if (partial.statuses[space] != &partial.own[space]) continue;
    key_.clear();
    append_key(partial.own[space], problem_.spaces[space].projection.rank_count(), key_);
    configuration.statuses[space] = statuses_[space].number(key_, partial.own[space]);
  }
  key_ = {configuration.units, configuration.used, configuration.phase};
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    key_.push_back(configuration.statuses[space]);
  }
  return configurations_.number(key_, configuration);
}

// Takes levels whose accesses are all charged into the cycles.
void Program::Impl::close_levels(int level, Partial& partial) const {
  for (int inner = 0; inner < level; ++inner) {
    const auto index = static_cast<std::size_t>(inner);
    if (account_.components().traffic[index] < 0) continue;
    bool open = false;
    for (std::size_t space = 0; space < statuses_.size() && !open; ++space) {
      for (const Transit& transit : partial.statuses[space]->transits) {
        open = open || transit.child == inner || transit.parent == inner;
      }
    }
    if (!open) account_.close_level(inner, partial.values);
  }
}

void Program::Impl::save(Stage& stage, Partial& partial, Move move) {
  ++transitions;
  close_levels(level_, partial);
  if (exceeds(partial, move.kind)) return;
  const std::uint32_t configuration = number_of(partial);
  stage.insert(labels, partial.shape, configuration, {partial.label, no_label, move},
               partial.values);
}

// True when no mapping that goes on from here can be as good as the upper bound.
bool Program::Impl::exceeds(const Partial& partial, Move::Kind kind) {
  if (kind == Move::Kind::start) return false;
  std::array<double, max_data_spaces> content{};
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    content[space] = partial.values[static_cast<std::size_t>(account_.components().content[space])];
  }
  const int next = level_ + (kind == Move::Kind::keep ? 1 : 0);
  double to_come = bound_.energy_to_come_pj(level_, kind == Move::Kind::keep, partial.shape,
                                            partial.statuses, content);
  if (std::isinf(to_come)) return true;
  for (std::size_t space = 0; space < statuses_.size(); ++space) {
    if (partial.statuses[space]->transits.empty()) continue;
    to_come += pending_[space].energy_pj(*partial.statuses[space], next,
                                         problem_.lattice.shape(partial.shape), content[space]);
  }
  const double cycles = bound_.cycles_to_come(next);
  return Objective::exceeds(objective_.cost(account_.energy_pj(partial.values, cycles) + to_come,
                                            account_.latency_cycles(partial.values, cycles)),
                            goal_.limits);
}

// The same for a partial mapping that spatial loops will bring to `shape`, without looking at them.
bool Program::Impl::exceeds_after(const Partial& partial, std::uint32_t shape) const {
  const double to_come = bound_.tiles_to_come_pj(level_, false, shape, partial.statuses);
  if (std::isinf(to_come)) return true;
  const double cycles = bound_.cycles_to_come(level_);
  return Objective::exceeds(objective_.cost(account_.energy_pj(partial.values, cycles) + to_come,
                                            account_.latency_cycles(partial.values, cycles)),
                            goal_.limits);
}

std::vector<double> Program::Impl::least_cost() const {
  Values values{};
  values[Components::energy] = problem_.operations * problem_.costs.compute.operation_pj;
  const Status none;
  const std::vector<const Status*> statuses(problem_.spaces.size(), &none);
  const std::vector<double> content(problem_.spaces.size(), 0);
  const double to_come = bound_.energy_to_come_pj(-1, true, 0, statuses, content);
  const double cycles = bound_.cycles_to_come(0);
  return objective_.cost(account_.energy_pj(values, cycles) + to_come,
                         account_.latency_cycles(values, cycles));
}

bool Program::Impl::stopped() {
  stopped_ = stopped_ || labels.size() > problem_.options.most_labels || stop_();
  return stopped_;
}

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
    if (fits) choices_.push_back({static_cast<std::uint32_t>(c), {}});
  }
}

// Of the orders and splits of a choice's loops, the first of those that cost the same.
void Program::Impl::list_arrangements(int level, std::uint32_t shape, Fitting& fitting) {
  const Level& description = problem_.levels[static_cast<std::size_t>(level)];
  const SpatialChoice& choice = description.spatial[fitting.choice];
  std::vector<std::array<std::uint32_t, max_data_spaces>> seen;
  for (std::size_t a = 0; a < choice.arrangements.size(); ++a) {
    Arrangement arrangement{static_cast<std::uint16_t>(a), {}};
    std::array<std::uint32_t, max_data_spaces> profiles{};
    for (std::size_t space = 0; space < rules_.size(); ++space) {
      const SpreadFacts& facts =
          rules_[space].spread_facts(choice.arrangements[a], problem_.lattice.shape(shape), level);
      arrangement.facts[space] = &facts;
      if (facts.links || description.network_costs) profiles[space] = facts.profile;
    }
    if (std::find(seen.begin(), seen.end(), profiles) != seen.end()) continue;
    seen.push_back(profiles);
    fitting.arrangements.push_back(arrangement);
  }
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
    if (exceeds_after(partial, partial.shape + choice.offset)) continue;
    if (fitting.arrangements.empty()) list_arrangements(level, partial.shape, fitting);
    for (const Arrangement& arrangement : fitting.arrangements) {
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
      if (!possible) continue;
      next.shape = partial.shape + choice.offset;
      next.configuration.units = inside;
      save(outer, next, {Move::Kind::spread, 0, arrangement.index, fitting.choice});
    }
  }
}

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

void Program::Impl::finish(const Partial& partial, std::uint32_t label) {
  Partial last = copy(partial);
  if (counts_units_ && last.configuration.units != account_.units()) return;
  for (std::size_t space = 0; space < rules_.size(); ++space) {
    if (!rules_[space].finish(change(last, space), last.values)) return;
  }
  const std::vector<double> cost =
      objective_.cost(account_.energy_pj(last.values), account_.latency_cycles(last.values));
  if (Objective::exceeds(cost, goal_.limits)) return;
  if (best_label_ != no_label && !clearly_less(cost[goal_.metric], best_cost_)) return;
  best_cost_ = cost[goal_.metric];
  best_label_ = label;
  found_cost_ = cost;
}

Program::Program(const Shared& shared, std::int64_t units)
    : impl_(std::make_unique<Impl>(shared, units)) {}
Program::~Program() = default;

Program::Outcome Program::run(const Goal& goal) { return impl_->run(goal); }
std::vector<double> Program::least_cost() const { return impl_->least_cost(); }
std::int64_t Program::label_count() const { return impl_->labels.size(); }
std::int64_t Program::transition_count() const { return impl_->transitions; }
std::int64_t Program::configuration_count() const { return impl_->configuration_count(); }

}  // namespace tilewright::exact
