#include "model/spec/loop_constraint_reader.hpp"

#include <limits>

namespace tilewright::reader {

namespace {

constexpr std::int64_t largest_uint32 = std::numeric_limits<std::uint32_t>::max();

const char* sign_of(FactorRelation relation) {
  switch (relation) {
    case FactorRelation::equal:
      return "=";
    case FactorRelation::at_most:
      return "<=";
    case FactorRelation::at_least:
      return ">=";
  }
  return "";
}

/// Constraint is LoopConstraint or const LoopConstraint.
template <typename Constraint>
auto& limits_of(Constraint& constraint, FactorRelation relation) {
  switch (relation) {
    case FactorRelation::at_most:
      return constraint.at_most;
    case FactorRelation::at_least:
      return constraint.at_least;
    case FactorRelation::equal:
      break;
  }
  return constraint.exact;
}

const FactorLimit* find_limit(const LoopConstraint& constraint, FactorRelation relation,
                              int dimension) {
  const auto& limits = limits_of(constraint, relation);
  const auto limit = limits.find(dimension);
  return limit == limits.end() ? nullptr : &limit->second;
}

/// "C<=4".
std::string text_of(const Workload& workload, int dimension, FactorRelation relation,
                    std::int64_t value) {
  return workload.dimensions[dimension] + sign_of(relation) + std::to_string(value);
}

std::string name_of_loops(bool spatial, const std::string& level_text) {
  return std::string(spatial ? "spatial" : "temporal") + " loops of " + level_text;
}

}  // namespace

void fail_twice(const Place& place, const Place& other, const std::string& problem) {
  const bool same = place.text() == other.text();
  throw Error(place, problem, same ? "remove one of them" : "change it here or at " + other.text());
}

void LoopConstraintReader::read(const ConstraintEntry& entry, MapspaceTemplate mapspace_template) {
  const bool spatial = entry.kind() == ConstraintKind::spatial;
  if (spatial) require_fanout(entry);
  levels_.resize(architecture_.storage.size());
  LevelConstraint& level = levels_[entry.level()];
  const Loops loops{spatial ? level.spatial : level.temporal,
                    name_of_loops(spatial, entry.level_text())};
  read_factors(entry, loops);
  read_permutation(entry, loops);
  if (spatial) read_split(entry, loops);
  read_remainders(entry, loops, mapspace_template);
}

std::vector<LevelConstraint> LoopConstraintReader::finish() && {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const std::string level_text = "level '" + architecture_.storage[level].name + "'";
    check_contradictions(levels_[level].temporal, name_of_loops(false, level_text));
    check_contradictions(levels_[level].spatial, name_of_loops(true, level_text));
  }
  return std::move(levels_);
}

void LoopConstraintReader::require_fanout(const ConstraintEntry& entry) const {
  if (architecture_.fanout(entry.level()) > 1) return;
  const std::string& inner = entry.level() == 0 ? architecture_.compute.name
                                                : architecture_.storage[entry.level() - 1].name;
  throw Error(entry.place(),
              entry.level_text() + " has a spatial constraint, but no fan-out: it has as many " +
                  "instances as '" + inner + "'",
              "remove the constraint, or give '" + inner + "' more instances");
}

void LoopConstraintReader::read_factors(const ConstraintEntry& entry, const Loops& loops) const {
  std::vector<FactorTerm> terms;
  if (const auto node = entry.find("factors")) {
    terms = read_factor_terms(*node, workload_);
    for (const FactorTerm& term : terms) add(term, *node, loops);
  }
  if (const auto node = entry.find("default_max_factor")) {
    read_default(*node, FactorRelation::at_most, terms, loops);
  }
  if (const auto node = entry.find("default_min_factor")) {
    read_default(*node, FactorRelation::at_least, terms, loops);
  }
}

/// Adds a limit for each dimension for which the entry's `factors` give none.
void LoopConstraintReader::read_default(const Node& node, FactorRelation relation,
                                        const std::vector<FactorTerm>& terms,
                                        const Loops& loops) const {
  const std::int64_t value = node.integer(1);
  std::vector<bool> given(workload_.dimension_count());
  for (const FactorTerm& term : terms) {
    if (term.relation == relation) given[term.dimension] = true;
  }
  for (int dimension = 0; dimension < workload_.dimension_count(); ++dimension) {
    if (!given[dimension]) add({dimension, relation, value}, node, loops);
  }
}

void LoopConstraintReader::add(const FactorTerm& term, const Node& node, const Loops& loops) const {
  const std::string text = text_of(workload_, term.dimension, term.relation, term.value);
  const std::int64_t bound = workload_.bounds[term.dimension];
  if (term.relation == FactorRelation::equal && term.value > bound) {
    node.warn("factor " + text + " is ignored: it exceeds the bound " + std::to_string(bound) +
              " of dimension " + workload_.dimensions[term.dimension]);
    return;
  }
  const auto [earlier, inserted] =
      limits_of(loops.constraint, term.relation)
          .emplace(term.dimension, FactorLimit{term.value, node.place()});
  if (inserted) return;
  const FactorLimit& limit = earlier->second;
  fail_twice(node.place(), limit.place,
             "there are two factors of dimension " + workload_.dimensions[term.dimension] +
                 " for the " + loops.name + ", " +
                 text_of(workload_, term.dimension, term.relation, limit.value) + " and " + text);
}

void LoopConstraintReader::read_permutation(const ConstraintEntry& entry,
                                            const Loops& loops) const {
  const auto node = entry.find("permutation");
  if (!node) return;
  PartialOrder order = read_partial_order(*node, workload_);
  if (order.prefix.empty() && order.suffix.empty()) return;
  if (loops.constraint.has_permutation()) {
    fail_twice(node->place(), loops.constraint.permutation_place,
               "there are two permutations of the " + loops.name);
  }
  loops.constraint.prefix = std::move(order.prefix);
  loops.constraint.suffix = std::move(order.suffix);
  loops.constraint.permutation_place = node->place();
}

void LoopConstraintReader::read_split(const ConstraintEntry& entry, const Loops& loops) const {
  const auto node = entry.find("split");
  if (!node) return;
  if (loops.constraint.split) {
    fail_twice(node->place(), loops.constraint.split_place,
               "there are two splits of the " + loops.name);
  }
  loops.constraint.split = node->integer(0, largest_uint32);
  loops.constraint.split_place = node->place();
}

void LoopConstraintReader::read_remainders(const ConstraintEntry& entry, const Loops& loops,
                                           MapspaceTemplate mapspace_template) const {
  const auto node = entry.find("remainders");
  if (!node) return;
  if (loops.constraint.max_remainder) {
    node->warn("these 'remainders' replace earlier ones of the " + loops.name);
  }
  loops.constraint.max_remainder = node->integer(1, largest_uint32);
  if (mapspace_template != MapspaceTemplate::ruby) {
    node->warn("'remainders' have an effect with 'template: ruby' only");
  }
}

void LoopConstraintReader::check_contradictions(const LoopConstraint& constraint,
                                                const std::string& loops_name) const {
  for (int dimension = 0; dimension < workload_.dimension_count(); ++dimension) {
    for (FactorRelation lower : {FactorRelation::equal, FactorRelation::at_least}) {
      for (FactorRelation upper : {FactorRelation::equal, FactorRelation::at_most}) {
        const FactorLimit* low = find_limit(constraint, lower, dimension);
        const FactorLimit* high = find_limit(constraint, upper, dimension);
        if (low == nullptr || high == nullptr || low->value <= high->value) continue;
        fail_twice(low->place, high->place,
                   "factors " + text_of(workload_, dimension, lower, low->value) + " and " +
                       text_of(workload_, dimension, upper, high->value) + " of the " + loops_name +
                       " contradict each other");
      }
    }
    check_bound(constraint, loops_name, dimension);
  }
}

/// Other factors than those of a lower limit are at most the bound already.
void LoopConstraintReader::check_bound(const LoopConstraint& constraint,
                                       const std::string& loops_name, int dimension) const {
  const std::int64_t bound = workload_.bounds[dimension];
  const FactorLimit* low = find_limit(constraint, FactorRelation::at_least, dimension);
  if (low == nullptr || low->value <= bound) return;
  throw Error(
      low->place,
      "factor " + text_of(workload_, dimension, FactorRelation::at_least, low->value) + " of the " +
          loops_name + " exceeds the bound " + std::to_string(bound) + " of the dimension",
      "give at most the bound, or a larger bound in the problem at " + workload_.place.text());
}

}  // namespace tilewright::reader
