#include "mapper/cosa/improved/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mapper/space/mapspace.hpp"
#include "model/cost/cost_table.hpp"

namespace tilewright::cosa::improved {

namespace {

LoopRules rules_of(const Mapspace& mapspace, int tiling_level) {
  const LoopConstraint& constraint = mapspace.constraint(tiling_level);
  LoopRules rules;
  for (int d = 0; d < mapspace.dimension_count(); ++d) {
    rules.least.push_back(1);
    rules.most.push_back(mapspace.workload().bounds[d]);
    if (const auto found = constraint.at_least.find(d); found != constraint.at_least.end()) {
      rules.least[d] = found->second.value;
    }
    if (const auto found = constraint.at_most.find(d); found != constraint.at_most.end()) {
      rules.most[d] = std::min(rules.most[d], found->second.value);
    }
    if (const auto found = constraint.exact.find(d); found != constraint.exact.end()) {
      rules.least[d] = rules.most[d] = found->second.value;
    }
  }
  rules.prefix = constraint.prefix;
  rules.suffix = constraint.suffix;
  rules.split = constraint.split;
  if (!mapspace.canonical_order(tiling_level)) return rules;
  // The only order is that of the dimensions, which a split cuts.
  rules.prefix.clear();
  rules.suffix.clear();
  if (rules.split) {
    rules.prefix.resize(rules.least.size());
    std::iota(rules.prefix.begin(), rules.prefix.end(), 0);
  }
  return rules;
}

LoopRules no_loops(int dimensions) {
  LoopRules rules;
  rules.least.assign(dimensions, 1);
  rules.most.assign(dimensions, 1);
  return rules;
}

void check_perfect(const Mapspace& mapspace) {
  for (int level = 0; level < mapspace.level_count(); ++level) {
    for (const auto& [dimension, limit] : mapspace.constraint(level).exact) {
      if (mapspace.workload().bounds[dimension] % limit.value == 0) continue;
      throw Error(limit.place,
                  fmt::format("CoSA covers perfect factors only: {} does not divide {} = {}",
                              limit.value, mapspace.workload().dimensions[dimension],
                              mapspace.workload().bounds[dimension]),
                  "change the factor");
    }
  }
}

void set_costs(const StorageLevel& storage, const StorageCosts& cost, const Workload& workload,
               Level& level) {
  const auto block = static_cast<double>(storage.block_size);
  const double address_pj = std::max(0.0, storage.address_generation_energy_pj.value_or(0));
  level.read_pj = cost.read_pj / block + address_pj;
  level.fill_pj = cost.fill_pj / block + address_pj;
  level.update_pj = cost.update_pj / block + address_pj;
  level.memories = cost.memories;
  level.clustered = storage.cluster_size > 1;
  if (storage.read_bandwidth) level.rates.push_back({*storage.read_bandwidth, true, false});
  if (storage.write_bandwidth) level.rates.push_back({*storage.write_bandwidth, false, true});
  if (storage.shared_bandwidth) level.rates.push_back({*storage.shared_bandwidth, true, true});
  for (const DataSpace& space : workload.data_spaces) {
    const auto scale = storage.bandwidth_scale.find(space.name);
    level.bandwidth_scale.push_back(scale == storage.bandwidth_scale.end() ? 1 : scale->second);
  }
}

std::vector<Level> levels_of(const Spec& spec, const Mapspace& mapspace, const CostTable& costs) {
  std::vector<Level> levels;
  for (int l = 0; l < spec.architecture.level_count(); ++l) {
    const StorageLevel& storage = spec.architecture.storage[l];
    Level level;
    level.name = storage.name;
    level.spatial = no_loops(spec.workload.dimension_count());
    for (int t = 0; t < mapspace.level_count(); ++t) {
      const TilingLevel& group = mapspace.levels()[t];
      if (group.storage != l) continue;
      (group.spatial ? level.spatial : level.temporal) = rules_of(mapspace, t);
    }
    level.fanout_x = spec.architecture.fanout_x(l);
    level.fanout_y = spec.architecture.fanout_y(l);
    level.always_keep = level.may_keep = mapspace.always_kept()[l];
    level.capacity_words = storage.effective_size_words();
    if (level.capacity_words) {
      level.least_words = static_cast<double>(*level.capacity_words) * storage.min_utilization;
    }
    if (!spec.constraints.directives.empty()) level.directives = spec.constraints.directives[l];
    set_costs(storage, costs.storage[l], spec.workload, level);
    levels.push_back(std::move(level));
  }
  for (const BypassBit& bit : mapspace.free_bits()) {
    levels[bit.level].may_keep |= DataSpaceMask{1} << bit.data_space;
  }
  return levels;
}

}  // namespace

Facts::Facts(const Spec& input) : spec(input) {
  const Workload& workload = spec.workload;
  const Mapspace mapspace(spec);
  check_perfect(mapspace);
  const CostTable costs = resolve_costs(spec);
  for (const DataSpace& space : workload.data_spaces) projections.emplace_back(workload, space);
  for (int d = 0; d < dimension_count(); ++d) {
    relevance.push_back(0);
    for (int s = 0; s < space_count(); ++s) {
      if (projections[s].depends_on(d)) relevance[d] |= DataSpaceMask{1} << s;
    }
    for (const PrimeFactor& factor : prime_factors(d, bound(d))) {
      if (factor.prime > 1) factors.push_back(factor);
    }
    log2_operations += log2_bound(d);
  }
  levels = levels_of(spec, mapspace, costs);
  operation_pj = costs.compute.operation_pj;
  double units = 1;
  for (const Level& level : levels) {
    units *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
  }
  least_units = spec.constraints.min_utilization * units;
}

double Facts::log2_bound(int dimension) const {
  return std::log2(static_cast<double>(bound(dimension)));
}

}  // namespace tilewright::cosa::improved
