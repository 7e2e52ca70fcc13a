#include "model/spec/nodes_macros.hpp"

#include <algorithm>
#include <initializer_list>

#include "model/spec/checked.hpp"
#include "model/spec/nodes_maximize.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

/// The sizes that are left to be divided among the loops without a factor.
using Remaining = std::vector<std::int64_t>;

/// Whether the dimension stands in the projection of one of the data spaces.
bool projects(const Workload& workload, DataSpaceMask data_spaces, int dimension) {
  for (int index = 0; index < workload.data_space_count(); ++index) {
    if (!contains(data_spaces, index)) continue;
    for (const Rank& rank : workload.data_spaces[index].ranks) {
      for (const ProjectionTerm& term : rank) {
        if (term.dimension == dimension) return true;
      }
    }
  }
  return false;
}

std::string names_of_mask(DataSpaceMask mask, const Workload& workload) {
  std::vector<std::string> names;
  for (int index = 0; index < workload.data_space_count(); ++index) {
    if (contains(mask, index)) names.push_back(workload.data_spaces[index].name);
  }
  return join(names);
}

PlacedFactor equal_factor(int dimension, std::int64_t value, const Place& place) {
  return {{dimension, FactorRelation::equal, value}, place};
}

void expand_loops(NodeLoops& loops, const Workload& workload) {
  for (int dimension = 0; dimension < workload.dimension_count(); ++dimension) {
    const bool unlisted = loops.factors_only && !loops.has_factor(dimension);
    const bool forbidden = projects(workload, loops.not_iterated, dimension);
    const bool useless = loops.iterated && !projects(workload, *loops.iterated, dimension);
    if (unlisted || forbidden || useless) {
      loops.add(equal_factor(dimension, 1, loops.place), workload);
    }
  }
}

void set_bits(NodeBypass& bits, DataSpaceMask keep, DataSpaceMask bypass, const Place& place,
              const Workload& workload) {
  bits.keep |= keep;
  bits.bypass |= bypass;
  if (const DataSpaceMask both = bits.keep & bits.bypass) {
    throw Error(place, names_of_mask(both, workload) + " is both kept and bypassed",
                "remove it from one of the lists");
  }
}

void expand_bypass(NodeBypass& bits, const Workload& workload) {
  const DataSpaceMask all = all_data_spaces(workload.data_space_count());
  if (bits.keep_only) set_bits(bits, *bits.keep_only, all & ~*bits.keep_only, bits.place, workload);
  if (bits.bypass_only) {
    set_bits(bits, all & ~*bits.bypass_only, *bits.bypass_only, bits.place, workload);
  }
}

/// 0 stands for the whole bound.
std::int64_t value_of(const FactorTerm& term, const Workload& workload) {
  return term.value == 0 ? workload.bounds[term.dimension] : term.value;
}

void divide_by_factors(const NodeLoops& loops, const Workload& workload, Remaining& remaining) {
  for (const PlacedFactor& factor : loops.factors) {
    const std::int64_t value = value_of(factor.term, workload);
    if (factor.term.relation != FactorRelation::equal || value < 1) continue;
    std::int64_t& size = remaining[factor.term.dimension];
    size = ceil_divide(size, value);
  }
}

/// What the loops may still hold beside the factors that they have.
std::int64_t free_capacity(const NodeLoops& loops, const Workload& workload,
                           std::int64_t capacity) {
  for (const PlacedFactor& factor : loops.factors) {
    const std::int64_t value = value_of(factor.term, workload);
    if (factor.term.relation != FactorRelation::at_most && value > 0) capacity /= value;
  }
  return capacity;
}

void maximize(NodeLoops& loops, std::int64_t capacity, const Workload& workload,
              Remaining& remaining) {
  for (const std::vector<int>& dimensions : loops.maximize_dims) {
    std::vector<std::int64_t> sizes;
    for (int dimension : dimensions) {
      if (loops.has_factor(dimension)) {
        throw Error(loops.maximize_place,
                    "dimension " + workload.dimensions[dimension] +
                        " is to be maximized, but has a factor already",
                    "remove it from 'maximize_dims' or from the factors");
      }
      sizes.push_back(remaining[dimension]);
    }
    const auto factors = fill_capacity(sizes, free_capacity(loops, workload, capacity));
    for (std::size_t index = 0; index < dimensions.size(); ++index) {
      loops.add(equal_factor(dimensions[index], factors[index], loops.maximize_place), workload);
      remaining[dimensions[index]] = ceil_divide(remaining[dimensions[index]], factors[index]);
    }
  }
}

void maximize_all(const std::vector<ArchNode*>& leaves, const Workload& workload) {
  Remaining remaining = workload.bounds;
  for (const ArchNode* leaf : leaves) {
    divide_by_factors(leaf->constraints.spatial, workload, remaining);
    divide_by_factors(leaf->constraints.temporal, workload, remaining);
  }
  for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf) {
    NodeLoops& loops = (*leaf)->constraints.spatial;
    if (loops.maximize_dims.empty()) continue;
    maximize(loops, loops.maximize_capacity.value_or((*leaf)->fanout()), workload, remaining);
  }
  for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf) {
    NodeLoops& loops = (*leaf)->constraints.temporal;
    if (loops.maximize_dims.empty()) continue;
    if (!loops.maximize_capacity) {
      throw Error(loops.maximize_place, "'maximize_dims' of temporal loops has no capacity",
                  "add 'maximize_dims_capacity: <largest product of the factors>'");
    }
    maximize(loops, *loops.maximize_capacity, workload, remaining);
  }
}

DataSpaceMask kept_below(ArchNode& node) {
  DataSpaceMask kept = 0;
  if (node.is_leaf()) return node.constraints.data_spaces.keep;
  for (const ArchNode* leaf : leaves_of(node)) kept |= leaf->constraints.data_spaces.keep;
  return kept;
}

void bypass_all_but(ArchNode& branch, DataSpaceMask kept, const Workload& workload) {
  const DataSpaceMask bypass = all_data_spaces(workload.data_space_count()) & ~kept;
  const std::vector<ArchNode*> leaves = branch.is_leaf() ? std::vector{&branch} : leaves_of(branch);
  for (ArchNode* leaf : leaves) {
    set_bits(leaf->constraints.data_spaces, 0, bypass, leaf->node.place(), workload);
  }
}

/// `passing` are the data spaces that come this way.
void resolve_branches(ArchNode& branch, DataSpaceMask passing, const Workload& workload) {
  if (branch.kind != NodeKind::parallel) {
    for (ArchNode& child : branch.children) resolve_branches(child, passing, workload);
    return;
  }
  DataSpaceMask taken = 0;
  for (ArchNode& child : branch.children) {
    const DataSpaceMask kept = kept_below(child);
    if (const DataSpaceMask twice = taken & kept) {
      child.node.fail("two branches of a !Parallel keep " + names_of_mask(twice, workload),
                      "keep each data space in one branch only");
    }
    taken |= kept;
  }
  if (const DataSpaceMask lost = passing & ~taken) {
    const std::string names = names_of_mask(lost, workload);
    branch.node.fail("no branch of this !Parallel keeps " + names,
                     "keep it in a branch, or let it pass with '- !Nothing {constraints: "
                     "{dataspace: {keep: [" +
                         names + "]}}}'");
  }
  for (ArchNode& child : branch.children) {
    const DataSpaceMask kept = kept_below(child);
    bypass_all_but(child, kept, workload);
    resolve_branches(child, kept, workload);
  }
}

/// A limit of 1 counts as a factor of 1.
void put_unit_dimensions_first(NodeLoops& loops, const Workload& workload) {
  const auto put_first = [&](int dimension) {
    const std::string& name = workload.dimensions[dimension];
    if (loops.permutation.find(name) == std::string::npos) loops.permutation.insert(0, name);
  };
  for (const PlacedFactor& factor : loops.factors) {
    if (factor.term.value == 1) put_first(factor.term.dimension);
  }
  for (int dimension = 0; dimension < workload.dimension_count(); ++dimension) {
    if (workload.bounds[dimension] == 1) put_first(dimension);
  }
}

}  // namespace

void apply_macros(ArchNode& root, const Workload& workload) {
  const std::vector<ArchNode*> leaves = leaves_of(root);
  for (ArchNode* leaf : leaves) {
    expand_loops(leaf->constraints.spatial, workload);
    expand_loops(leaf->constraints.temporal, workload);
    expand_bypass(leaf->constraints.data_spaces, workload);
  }
  maximize_all(leaves, workload);
}

void bypass_other_branches(ArchNode& root, const Workload& workload) {
  resolve_branches(root, all_data_spaces(workload.data_space_count()), workload);
}

void fix_order_of_unit_dimensions(ArchNode& root, const Workload& workload) {
  for (ArchNode* leaf : leaves_of(root)) {
    if (leaf->is_storage()) put_unit_dimensions_first(leaf->constraints.temporal, workload);
    if (leaf->fanout() > 1) put_unit_dimensions_first(leaf->constraints.spatial, workload);
  }
}

}  // namespace tilewright::reader
