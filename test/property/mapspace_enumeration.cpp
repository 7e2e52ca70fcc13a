#include "test/property/mapspace_enumeration.hpp"

#include <algorithm>
#include <numeric>

namespace tilewright::test {

namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

// Lists what the loops of one dimension can be.
class FactorLister {
 public:
  FactorLister(const Spec& spec, int dimension)
      : dimension_(dimension),
        bound_(spec.workload.bounds[at(dimension)]),
        ruby_(spec.constraints.mapspace_template == MapspaceTemplate::ruby) {
    for (const LoopGroup& group : loop_groups(spec.architecture)) {
      constraints_.push_back(&constraint_of(spec, group));
    }
    chosen_.resize(constraints_.size());
    find_remainder_limits();
  }

  std::vector<std::vector<Factor>> list() {
    if (ruby_) {
      extend_ruby(static_cast<int>(constraints_.size()) - 1, 0);
    } else {
      extend_uber(0, 1, left_to_free());
    }
    return std::move(choices_);
  }

 private:
  const FactorLimit* find(const std::map<int, FactorLimit>& limits) const {
    const auto found = limits.find(dimension_);
    return found == limits.end() ? nullptr : &found->second;
  }
  const FactorLimit* exact(std::size_t group) const { return find(constraints_[group]->exact); }

  bool allows(std::size_t group, std::int64_t most, std::int64_t least) const {
    const FactorLimit* at_most = find(constraints_[group]->at_most);
    const FactorLimit* at_least = find(constraints_[group]->at_least);
    return (at_most == nullptr || most <= at_most->value) &&
           (at_least == nullptr || least >= at_least->value);
  }

  // What the given factors leave to the others, rounded up.
  std::int64_t left_to_free() const {
    std::int64_t given = 1;
    for (std::size_t group = 0; group < chosen_.size(); ++group) {
      if (exact(group) != nullptr) given *= exact(group)->value;
    }
    return (bound_ - 1) / given + 1;
  }

  // Given factors as they are; the product of the others, `free` so far, must be `left`.
  void extend_uber(std::size_t group, std::int64_t free, std::int64_t left) {
    if (free > left) return;
    if (group == chosen_.size()) {
      if (free == left) add_uber();
      return;
    }
    const FactorLimit* given = exact(group);
    for (std::int64_t factor = 1; factor <= bound_; ++factor) {
      if (given != nullptr && factor != given->value) continue;
      if (!allows(group, factor, factor)) continue;
      chosen_[group].factor = factor;
      extend_uber(group + 1, given != nullptr ? free : free * factor, left);
    }
  }

  // The residuals are the digits of the last iteration, bound - 1, in the mixed radix of the
  // factors; a loop with nothing outside of it makes no more iterations than that needs.
  void add_uber() {
    std::int64_t inside = 1;
    for (Factor& entry : chosen_) {
      const std::int64_t last = (bound_ - 1) / inside;
      entry.bound = std::min(entry.factor, last + 1);
      entry.residual = last % entry.factor + 1;
      inside *= entry.factor;
    }
    choices_.push_back(chosen_);
  }

  // Timeloop hands out the limits on remainders in the opposite order.
  void find_remainder_limits() {
    std::vector<std::size_t> groups;
    for (std::size_t group = 0; group < constraints_.size(); ++group) {
      if (constraints_[group]->max_remainder && exact(group) == nullptr) groups.push_back(group);
    }
    remainder_limits_.resize(constraints_.size(), 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      remainder_limits_[groups[i]] = *constraints_[groups[groups.size() - 1 - i]]->max_remainder;
    }
  }

  // From the outermost group inwards; `last` is the last iteration of the loops so far.
  void extend_ruby(int group, std::int64_t last) {
    if (last >= bound_) return;
    if (group < 0) {
      if (last == bound_ - 1) choices_.push_back(chosen_);
      return;
    }
    const std::size_t index = at(group);
    const FactorLimit* given = exact(index);
    const std::int64_t limit = remainder_limits_[index];
    const std::int64_t largest = limit > 0 ? std::min(limit, bound_) : bound_;
    for (std::int64_t factor = 1; factor <= largest; ++factor) {
      if (given != nullptr && factor > given->value) continue;
      const bool imperfect = limit > 0 || given != nullptr;
      for (std::int64_t residual = imperfect ? 1 : factor; residual <= factor; ++residual) {
        if (!allows(index, factor, residual)) continue;
        chosen_[index] = {factor, factor, residual};
        extend_ruby(group - 1, factor * last + residual - 1);
      }
    }
  }

  int dimension_;
  std::int64_t bound_;
  bool ruby_;
  std::vector<const LoopConstraint*> constraints_;  // by group
  std::vector<std::int64_t> remainder_limits_;      // by group; 0: perfect
  std::vector<Factor> chosen_;
  std::vector<std::vector<Factor>> choices_;
};

bool stands_at(const std::vector<int>& order, std::size_t position, const std::vector<int>& part) {
  return std::equal(part.begin(), part.end(),
                    order.begin() + static_cast<std::ptrdiff_t>(position));
}

std::vector<std::vector<int>> list_orders(const Spec& spec, int group) {
  std::vector<int> order(spec.workload.dimensions.size());
  std::iota(order.begin(), order.end(), 0);
  if (has_canonical_order(spec, group)) return {order};
  const LoopConstraint& constraint = constraint_of(spec, loop_groups(spec.architecture)[at(group)]);
  std::vector<std::vector<int>> orders;
  do {
    if (stands_at(order, 0, constraint.prefix) &&
        stands_at(order, order.size() - constraint.suffix.size(), constraint.suffix)) {
      orders.push_back(order);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

std::vector<std::int64_t> list_splits(const Spec& spec, const LoopGroup& group) {
  if (!group.spatial) return {0};
  const LoopConstraint& constraint = constraint_of(spec, group);
  if (constraint.split) return {*constraint.split};
  std::vector<std::int64_t> splits(spec.workload.dimensions.size() + 1);
  std::iota(splits.begin(), splits.end(), 0);
  return splits;
}

void list_keeps(const Spec& spec, const std::vector<KeepRule>& rules,
                std::vector<DataSpaceMask>& chosen,
                std::vector<std::vector<DataSpaceMask>>& keeps) {
  if (chosen.size() == rules.size()) {
    keeps.push_back(chosen);
    return;
  }
  const KeepRule& rule = rules[chosen.size()];
  const DataSpaceMask all = all_data_spaces(spec.workload.data_space_count());
  for (DataSpaceMask mask = 0; mask <= all; ++mask) {
    if ((mask & rule.keep) != rule.keep || (mask & rule.bypass) != 0) continue;
    chosen.push_back(mask);
    list_keeps(spec, rules, chosen, keeps);
    chosen.pop_back();
  }
}

template <typename Choices>
double product_of_sizes(const Choices& choices) {
  double product = 1;
  for (const auto& list : choices) product *= static_cast<double>(list.size());
  return product;
}

}  // namespace

std::vector<LoopGroup> loop_groups(const Architecture& architecture) {
  std::vector<LoopGroup> groups;
  for (int level = 0; level < architecture.level_count(); ++level) {
    const Mesh& mesh = architecture.storage[at(level)].mesh;
    const Mesh& inner =
        level == 0 ? architecture.compute.mesh : architecture.storage[at(level - 1)].mesh;
    if (inner.instances > mesh.instances) {
      groups.push_back({level, true, inner.x / mesh.x, inner.y / mesh.y});
    }
    groups.push_back({level, false, 1, 1});
  }
  return groups;
}

const LoopConstraint& constraint_of(const Spec& spec, const LoopGroup& group) {
  const LevelConstraint& level = spec.constraints.levels.at(at(group.storage));
  return group.spatial ? level.spatial : level.temporal;
}

bool has_canonical_order(const Spec& spec, int index) {
  const LoopGroup group = loop_groups(spec.architecture)[at(index)];
  if (!group.spatial) return index == 0;
  const bool one_dimensional = group.fanout_x == 1 || group.fanout_y == 1;
  return one_dimensional && constraint_of(spec, group).prefix.empty() &&
         constraint_of(spec, group).suffix.empty();
}

bool loses_splits(const Spec& spec) {
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  for (int group = 0; group < static_cast<int>(groups.size()); ++group) {
    const LoopGroup& loops = groups[at(group)];
    if (loops.spatial && loops.fanout_x == 1 && has_canonical_order(spec, group)) return true;
  }
  return false;
}

std::vector<KeepRule> keep_rules(const Spec& spec) {
  std::vector<KeepRule> rules(spec.architecture.storage.size());
  rules.back().keep = all_data_spaces(spec.workload.data_space_count());
  for (const BypassConstraint& entry : spec.constraints.bypass) {
    KeepRule& rule = rules[at(entry.level)];
    for (int space = 0; space < spec.workload.data_space_count(); ++space) {
      const DataSpaceMask bit = 1U << space;
      if (contains(entry.keep, space)) rule = {rule.keep | bit, rule.bypass & ~bit};
      if (contains(entry.bypass, space)) rule = {rule.keep & ~bit, rule.bypass | bit};
    }
  }
  return rules;
}

std::string Member::text() const {
  std::string text;
  for (std::size_t group = 0; group < factors.size(); ++group) {
    for (const Factor& entry : factors[group]) {
      text += std::to_string(entry.factor) + '/' + std::to_string(entry.bound) + '/' +
              std::to_string(entry.residual) + ' ';
    }
    text += "order ";
    for (const int dimension : orders[group]) text += static_cast<char>('a' + dimension);
    text += " split " + std::to_string(splits[group]) + "; ";
  }
  for (const DataSpaceMask mask : keep) text += " keep " + std::to_string(mask);
  return text;
}

Mapping mapping_of(const Member& member, const std::vector<LoopGroup>& groups) {
  std::vector<LevelNest> nests(member.keep.size());
  for (std::size_t level = 0; level < nests.size(); ++level) nests[level].keep = member.keep[level];
  for (std::size_t group = 0; group < groups.size(); ++group) {
    LevelNest& nest = nests[at(groups[group].storage)];
    std::int64_t position = 0;
    for (const int dimension : member.orders[group]) {
      const Factor& entry = member.factors[group][at(dimension)];
      const bool x = position++ < member.splits[group];
      const LoopKind kind = !groups[group].spatial ? LoopKind::temporal
                            : x                    ? LoopKind::spatial_x
                                                   : LoopKind::spatial_y;
      auto& loops = groups[group].spatial ? nest.spatial : nest.temporal;
      loops.push_back({dimension, kind, entry.bound, entry.residual});
    }
  }
  return to_mapping(nests);
}

std::string mapping_text(const Mapping& mapping) {
  std::string text;
  for (const MappingNode& node : mapping.nodes) {
    if (const auto* storage = std::get_if<Storage>(&node)) {
      text +=
          'L' + std::to_string(storage->level) + '[' + std::to_string(storage->data_spaces) + "] ";
      continue;
    }
    const Loop& loop = std::get<Loop>(node);
    text += static_cast<char>('a' + loop.dimension);
    text += "txy"[static_cast<int>(loop.kind)];
    text += std::to_string(loop.bound) + '/' + std::to_string(loop.residual) + ' ';
  }
  return text;
}

double MapspaceListing::factorization_count() const { return product_of_sizes(factors); }
double MapspaceListing::permutation_count() const { return product_of_sizes(orders); }
double MapspaceListing::split_count() const { return product_of_sizes(splits); }

MapspaceListing list_mapspace(const Spec& spec) {
  MapspaceListing listing;
  for (int dimension = 0; dimension < spec.workload.dimension_count(); ++dimension) {
    listing.factors.push_back(FactorLister(spec, dimension).list());
  }
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    listing.orders.push_back(list_orders(spec, static_cast<int>(group)));
    listing.splits.push_back(list_splits(spec, groups[group]));
  }
  std::vector<DataSpaceMask> chosen;
  list_keeps(spec, keep_rules(spec), chosen, listing.keeps);
  return listing;
}

void for_each_member(const MapspaceListing& listing,
                     const std::function<void(const Member&)>& visit) {
  if (listing.count() == 0) return;
  const std::size_t dimensions = listing.factors.size();
  const std::size_t groups = listing.orders.size();
  std::vector<std::size_t> sizes;
  for (const auto& list : listing.factors) sizes.push_back(list.size());
  for (const auto& list : listing.orders) sizes.push_back(list.size());
  for (const auto& list : listing.splits) sizes.push_back(list.size());
  sizes.push_back(listing.keeps.size());
  std::vector<std::size_t> digits(sizes.size(), 0);
  Member member;
  member.factors.assign(groups, std::vector<Factor>(dimensions));
  member.orders.resize(groups);
  member.splits.resize(groups);
  for (;;) {
    for (std::size_t group = 0; group < groups; ++group) {
      for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
        member.factors[group][dimension] = listing.factors[dimension][digits[dimension]][group];
      }
      member.orders[group] = listing.orders[group][digits[dimensions + group]];
      member.splits[group] = listing.splits[group][digits[dimensions + groups + group]];
    }
    member.keep = listing.keeps[digits.back()];
    visit(member);
    std::size_t digit = 0;
    while (digit < digits.size() && ++digits[digit] == sizes[digit]) digits[digit++] = 0;
    if (digit == digits.size()) return;
  }
}

}  // namespace tilewright::test
