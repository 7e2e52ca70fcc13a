#include "mapper/exact/problem.hpp"

#include <algorithm>
#include <set>

#include "model/spec/checked.hpp"

namespace tilewright::exact {

namespace {

[[noreturn]] void throw_unsupported(const std::string& what, const std::string& otherwise) {
  throw Error("the exact mapper does not cover " + what, otherwise);
}

bool same_objective(const std::vector<ExactMetric>& a, const std::vector<ExactMetric>& b) {
  return a == b;
}

void check_objective(const std::vector<ExactMetric>& objective) {
  using Metric = ExactMetric;
  const bool pair = same_objective(objective, {Metric::delay, Metric::energy}) ||
                    same_objective(objective, {Metric::energy, Metric::delay});
  if (objective.size() == 1 || pair) return;
  throw_unsupported("this objective",
                    "use energy, delay or edp, or delay and energy in either order");
}

// Dimensions with bound 1 move nothing, and terms of one dimension in one direction are one:
// without them, some sliding windows are none.
DataSpace simplified(const Workload& workload, DataSpace data_space) {
  for (Rank& rank : data_space.ranks) {
    Rank terms;
    for (const ProjectionTerm& term : rank) {
      if (workload.bounds[static_cast<std::size_t>(term.dimension)] == 1) continue;
      const auto same = std::find_if(terms.begin(), terms.end(), [&](const ProjectionTerm& other) {
        return other.dimension == term.dimension &&
               (other.coefficient < 0) == (term.coefficient < 0);
      });
      if (same == terms.end()) {
        terms.push_back(term);
      } else {
        same->coefficient += term.coefficient;
      }
    }
    rank = std::move(terms);
  }
  return data_space;
}

}  // namespace

Problem::Problem(const Spec& input, const ExactOptions& exact_options)
    : spec(input),
      options(exact_options),
      mapspace(input),
      lattice(input.workload.bounds),
      costs(resolve_costs(input)),
      operations(static_cast<double>(input.workload.operation_count())),
      limit_(exact_options) {
  check_supported();
  check_perfect();
  prepare_spaces();
  prepare_levels();
  find_unit_counts();
}

void Problem::check_supported() const {
  check_objective(options.objective);
  const MappingConstraints& constraints = spec.constraints;
  if (constraints.mapspace_template != MapspaceTemplate::uber) {
    throw_unsupported("the mapspace template ruby", "use template uber");
  }
}

// Exact factors that do not divide a bound make the loops imperfect.
void Problem::check_perfect() const {
  for (int d = 0; d < dimension_count(); ++d) {
    std::int64_t rest = lattice.bound(d);
    for (int level = 0; level < mapspace.level_count(); ++level) {
      const auto& exact = mapspace.constraint(level).exact;
      const auto found = exact.find(d);
      if (found == exact.end()) continue;
      if (rest % found->second.value != 0) {
        throw Error(found->second.place,
                    "the exact mapper does not cover imperfect factors: the fixed factors of " +
                        spec.workload.dimensions[static_cast<std::size_t>(d)] +
                        " do not divide its bound",
                    "change the factor");
      }
      rest /= found->second.value;
    }
  }
}

void Problem::prepare_spaces() {
  for (const DataSpace& data_space : spec.workload.data_spaces) {
    data_spaces.push_back(simplified(spec.workload, data_space));
    Space space{Projection(spec.workload, data_spaces.back())};
    const Projection& projection = space.projection;
    space.separable = projection.separable();
    space.read_write = projection.read_write();
    space.words = projection.words(lattice.shape(lattice.top()));
    for (int d = 0; d < dimension_count(); ++d) {
      if (!projection.depends_on(d)) continue;
      space.relevant |= DimensionMask{1} << d;
      if ((projection.moved_ranks(d) & projection.single_ranks()) == 0) continue;
      space.leaving |= DimensionMask{1} << d;
      space.relevant_bound *= static_cast<double>(lattice.bound(d));
    }
    std::int64_t product = 1;
    for (int d = 0; d < dimension_count(); ++d) {
      if (projection.depends_on(d)) product = checked_multiply(product, lattice.bound(d));
    }
    // First visits are not read, and what counts as one could exceed the words of such a tensor.
    if (space.read_write && (!space.separable || space.words != product)) {
      throw_unsupported("outputs that are not indexed by single dimensions",
                        "check the projection of " + data_space.name);
    }
    spaces.push_back(std::move(space));
  }
}

void Problem::prepare_levels() {
  const Architecture& architecture = spec.architecture;
  levels.resize(architecture.storage.size());
  const std::vector<TilingLevel>& tiling = mapspace.levels();
  const bool windows = std::any_of(spaces.begin(), spaces.end(),
                                   [](const Space& space) { return !space.separable; });
  needs_cycles = options.objective.front() != ExactMetric::energy || options.objective.size() > 1;
  for (int index = 0; index < level_count(); ++index) {
    Level& level = levels[static_cast<std::size_t>(index)];
    const auto number = static_cast<std::size_t>(index);
    const StorageLevel& storage = architecture.storage[number];
    level.spatial.push_back(no_spatial_choice(dimension_count()));
    level.network_costs = !costs.networks[number].is_free();
    for (int t = 0; t < static_cast<int>(tiling.size()); ++t) {
      const TilingLevel& group = tiling[static_cast<std::size_t>(t)];
      if (group.storage != index) continue;
      if (group.spatial) {
        level.fanout_x = group.fanout_x;
        level.fanout_y = group.fanout_y;
        level.spatial =
            spatial_choices(mapspace, t, lattice, windows || index == 0 || level.network_costs);
      } else {
        level.tiling_level = t;
      }
    }
    level.always_keep = mapspace.always_kept()[number];
    level.may_keep = level.always_keep;
    if (const auto size = storage.effective_size_words()) {
      level.capacity_words = *size;
      level.least_words = static_cast<double>(*size) * storage.min_utilization;
    }
    const auto& directives = spec.constraints.directives;
    if (!directives.empty()) level.directives = directives[number];
    prepare_factors(level);
    prepare_costs(index, level);
    per_instance =
        per_instance || !level.linear || level.network_costs || costs.storage[number].leak_pj != 0;
    needs_cycles = needs_cycles || costs.storage[number].leak_pj != 0;
  }
  for (const BypassBit& bit : mapspace.free_bits()) {
    levels[static_cast<std::size_t>(bit.level)].may_keep |= DataSpaceMask{1} << bit.data_space;
  }
  relax_loops();
  relax_coalescing();
  relax_distribution();
  relax_networks();
  relax_routers();
  per_instance = per_instance || needs_cycles || windows || spec.constraints.min_utilization > 0;
}

void Problem::prepare_factors(Level& level) const {
  const LoopConstraint& constraint = mapspace.constraint(level.tiling_level);
  // Where the order is fixed (no instances to spread over inside), it does not matter.
  if (!mapspace.canonical_order(level.tiling_level)) {
    level.prefix = constraint.prefix;
    level.suffix = constraint.suffix;
  }
  for (int d = 0; d < dimension_count(); ++d) {
    std::int64_t least = 1;
    std::int64_t most = lattice.bound(d);
    if (const auto found = constraint.at_least.find(d); found != constraint.at_least.end()) {
      least = found->second.value;
    }
    if (const auto found = constraint.at_most.find(d); found != constraint.at_most.end()) {
      most = std::min(most, found->second.value);
    }
    if (const auto found = constraint.exact.find(d); found != constraint.exact.end()) {
      least = std::max(least, found->second.value);
      most = std::min(most, found->second.value);
    }
    level.least.push_back(least);
    level.most.push_back(most);
    if (least > 1 || most < lattice.bound(d)) level.limited |= DimensionMask{1} << d;
    if (least > 1) level.required |= DimensionMask{1} << d;
  }
}

void Problem::prepare_costs(int index, Level& level) const {
  const StorageLevel& storage = spec.architecture.storage[static_cast<std::size_t>(index)];
  const StorageCosts& cost = costs.storage[static_cast<std::size_t>(index)];
  level.block_size = storage.block_size;
  level.memories = cost.memories;
  level.access_pj = {cost.read_pj, cost.fill_pj, cost.update_pj};
  level.address_pj = std::max(0.0, storage.address_generation_energy_pj.value_or(0));
  level.linear = level.block_size == 1 && storage.cluster_size == 1;
  for (std::size_t space = 0; space < spaces.size(); ++space) {
    const auto scale = storage.bandwidth_scale.find(spec.workload.data_spaces[space].name);
    level.bandwidth_scales[space] = scale == storage.bandwidth_scale.end() ? 1 : scale->second;
  }
  level.limits_bandwidth = needs_cycles && storage.has_bandwidth_limit();
}

bool Problem::fetches_all(int level, int space) const {
  if (level == 0) return true;
  const Level& inner = levels[static_cast<std::size_t>(level) - 1];
  return contains(inner.directives.no_temporal_reuse, space);
}

double Problem::iterations_outside(const Space& space, std::span<const std::int64_t> shape) const {
  double iterations = space.relevant_bound;
  for (int d = 0; d < dimension_count(); ++d) {
    if ((space.leaving & bit(d)) != 0) continue;
    const std::int64_t loops = lattice.bound(d) / shape[at(d)];
    iterations *= static_cast<double>(loops);
  }
  return iterations;
}

bool Problem::scales() const {
  for (int level = 0; level < level_count(); ++level) {
    const auto index = static_cast<std::size_t>(level);
    const Level& own = levels[index];
    if (own.network_costs || costs.storage[index].leak_pj != 0) return false;
    for (int space = 0; space < space_count() && level > 0 && own.spreads(); ++space) {
      if (fetches_all(level, space)) return false;
    }
    if (instances(level) > 1 && (own.block_size > 1 || own.memories < instances(level)))
      return false;
  }
  return true;
}

void Problem::find_unit_counts() {
  outer_products.assign(levels.size() + 1, {1});
  children_outside.assign(levels.size(), 1);
  for (std::size_t level = levels.size(); level-- > 0;) {
    std::set<std::int64_t> products;
    for (const std::int64_t outer : outer_products[level + 1]) {
      for (const SpatialChoice& choice : levels[level].spatial) {
        products.insert(outer * choice.product);
      }
    }
    outer_products[level].assign(products.begin(), products.end());
    if (level > 0 && !products.empty()) children_outside[level - 1] = *products.rbegin();
  }
  if (outer_products.front().empty()) return;  // some level has no spatial loops to choose from
  if (!per_instance) {
    unit_counts = {1};
    return;
  }
  double fanouts = 1;
  for (const Level& level : levels) {
    fanouts *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
  }
  for (const std::int64_t units : outer_products.front()) {
    if (static_cast<std::int64_t>(operations) % units != 0) continue;
    if (static_cast<double>(units) / fanouts < spec.constraints.min_utilization) continue;
    unit_counts.push_back(units);
  }
  std::reverse(unit_counts.begin(), unit_counts.end());
}

}  // namespace tilewright::exact
