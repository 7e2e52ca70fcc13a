#include "mapper/exact/program.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/exact/program_impl.hpp"
#include "mapper/exact/read_back.hpp"

namespace tilewright::exact {

Program::Impl::Impl(const Shared& shared, std::int64_t units)
    : labels(Components(shared.problem).count),
      problem_(shared.problem),
      bound_(shared.bound),
      objective_(shared.objective),
      memory_(shared.memory),
      stop_(shared.stop),
      account_(shared.problem, units),
      counts_units_(problem_.per_instance && units != any_units),
      statuses_(shared.problem.spaces.size()) {
  for (int space = 0; space < problem_.space_count(); ++space) {
    SpaceMemory& memory = memory_.spaces[static_cast<std::size_t>(space)];
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
