#include "test/property/mapspace_check.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "test/property/mapspace_enumeration.hpp"

namespace tilewright::test {

namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

class MappingChecker {
 public:
  MappingChecker(const Spec& spec, const Mapping& mapping, std::int64_t max_temporal_loops)
      : spec_(spec),
        mapping_(mapping),
        max_temporal_loops_(max_temporal_loops),
        groups_(loop_groups(spec.architecture)) {}

  std::string run() {
    try {
      // Template ruby has mappings with an imperfect outermost loop, which mapping files cannot.
      if (spec_.constraints.mapspace_template == MapspaceTemplate::uber) {
        check_mapping(mapping_, spec_.workload, spec_.architecture, {});
      }
      nests_ = to_level_nests(mapping_, spec_.architecture.level_count());
    } catch (const Error& error) {
      return error.what();
    }
    check_coverage();
    for (std::size_t group = 0; group < groups_.size(); ++group) check_group(group);
    check_utilization();
    check_temporal_loops();
    check_storage();
    return fault_;
  }

 private:
  void require(bool holds, const std::string& what, std::size_t group) {
    if (holds || !fault_.empty()) return;
    fault_ = what + " at " + (groups_[group].spatial ? "spatial" : "temporal") + " loops of L" +
             std::to_string(groups_[group].storage);
  }

  // From the outermost loop inwards, the last iteration of each dimension.
  void check_coverage() {
    std::vector<std::int64_t> last(spec_.workload.dimensions.size(), 0);
    for (const MappingNode& node : mapping_.nodes) {
      const auto* loop = std::get_if<Loop>(&node);
      if (loop == nullptr) continue;
      if (loop->residual < 1 || loop->residual > loop->bound) fault_ = "residual";
      std::int64_t& covered = last[at(loop->dimension)];
      covered = covered * loop->bound + loop->residual - 1;
    }
    for (std::size_t dimension = 0; dimension < last.size(); ++dimension) {
      if (last[dimension] + 1 != spec_.workload.bounds[dimension]) fault_ = "coverage";
    }
  }

  const std::vector<Loop>& loops(std::size_t group) const {
    const LevelNest& nest = nests_[at(groups_[group].storage)];
    return groups_[group].spatial ? nest.spatial : nest.temporal;
  }

  std::int64_t bound(std::size_t group, int dimension) const {
    for (const Loop& loop : loops(group)) {
      if (loop.dimension == dimension) return loop.bound;
    }
    return 1;
  }

  // Iterations of a dimension that the loops inside of `group` leave to it and to those outside.
  std::int64_t left(std::size_t group, int dimension) const {
    std::int64_t rest = spec_.workload.bounds[at(dimension)];
    for (std::size_t inner = 0; inner < group; ++inner) {
      rest = (rest - 1) / bound(inner, dimension) + 1;
    }
    return rest;
  }

  void check_group(std::size_t group) {
    const LoopConstraint& constraint = constraint_of(spec_, groups_[group]);
    for (const auto& [dimension, limit] : constraint.exact) {
      const std::int64_t here = bound(group, dimension);
      require(here == limit.value || here == std::min(limit.value, left(group, dimension)), "=",
              group);
    }
    for (const auto& [dimension, limit] : constraint.at_most) {
      require(bound(group, dimension) <= limit.value, "<=", group);
    }
    for (const auto& [dimension, limit] : constraint.at_least) {
      // An exact factor may exceed what is left: then its loop has the iterations that are left.
      const bool given = constraint.exact.count(dimension) > 0;
      require(given || bound(group, dimension) >= limit.value, ">=", group);
    }
    check_order(group, constraint);
    if (groups_[group].spatial) check_axes(group, constraint);
  }

  // The listed dimensions that have a loop here, in the listed order.
  std::vector<int> present(std::size_t group, const std::vector<int>& listed) const {
    std::vector<int> result;
    std::copy_if(listed.begin(), listed.end(), std::back_inserter(result),
                 [&](int dimension) { return bound(group, dimension) > 1; });
    return result;
  }

  void check_order(std::size_t group, const LoopConstraint& constraint) {
    std::vector<int> order;
    for (const Loop& loop : loops(group)) order.push_back(loop.dimension);
    if (has_canonical_order(spec_, static_cast<int>(group))) {
      require(std::is_sorted(order.begin(), order.end()), "canonical order", group);
      return;
    }
    const std::vector<int> prefix = present(group, constraint.prefix);
    const std::vector<int> suffix = present(group, constraint.suffix);
    require(prefix.size() + suffix.size() <= order.size(), "permutation", group);
    if (!fault_.empty()) return;
    require(std::equal(prefix.begin(), prefix.end(), order.begin()), "prefix", group);
    require(std::equal(suffix.rbegin(), suffix.rend(), order.rbegin()), "suffix", group);
  }

  void check_axes(std::size_t group, const LoopConstraint& constraint) {
    std::int64_t columns = 1;
    std::int64_t rows = 1;
    std::int64_t x_loops = 0;
    std::int64_t y_loops = 0;
    for (const Loop& loop : loops(group)) {
      const bool x = loop.kind == LoopKind::spatial_x;
      (x ? columns : rows) *= loop.bound;
      ++(x ? x_loops : y_loops);
      if (!constraint.split) continue;
      const std::int64_t position = known_position(group, constraint, loop.dimension);
      require(position < 0 || x == (position < *constraint.split), "split", group);
    }
    require(columns <= groups_[group].fanout_x, "fan-out X", group);
    require(rows <= groups_[group].fanout_y, "fan-out Y", group);
    if (!constraint.split) return;
    require(x_loops <= *constraint.split, "split X", group);
    require(y_loops <= spec_.workload.dimension_count() - *constraint.split, "split Y", group);
  }

  // Where a dimension stands, loops with bound 1 included; -1: its place is free.
  std::int64_t known_position(std::size_t group, const LoopConstraint& constraint,
                              int dimension) const {
    if (has_canonical_order(spec_, static_cast<int>(group))) return dimension;
    const auto find = [dimension](const std::vector<int>& list) {
      return std::find(list.begin(), list.end(), dimension) - list.begin();
    };
    const auto in_prefix = find(constraint.prefix);
    const auto in_suffix = find(constraint.suffix);
    const auto suffix_size = static_cast<std::ptrdiff_t>(constraint.suffix.size());
    if (in_prefix < static_cast<std::ptrdiff_t>(constraint.prefix.size())) return in_prefix;
    if (in_suffix < suffix_size) {
      return spec_.workload.dimension_count() - suffix_size + in_suffix;
    }
    return -1;
  }

  void check_utilization() {
    double used = 1;
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      if (!groups_[group].spatial) continue;
      for (const Loop& loop : loops(group)) used *= static_cast<double>(loop.bound);
    }
    // Relative to all compute units.
    const double share = used / static_cast<double>(spec_.architecture.compute.mesh.instances);
    if (share < spec_.constraints.min_utilization - 1e-12) fault_ = "utilization";
  }

  void check_temporal_loops() {
    const auto temporal =
        std::count_if(mapping_.nodes.begin(), mapping_.nodes.end(), [](const MappingNode& node) {
          const auto* loop = std::get_if<Loop>(&node);
          return loop != nullptr && loop->kind == LoopKind::temporal && loop->bound > 1;
        });
    if (max_temporal_loops_ > 0 && temporal > max_temporal_loops_) fault_ = "temporal loops";
  }

  // Words of the box that the loops up to and including the temporal ones of `level` touch.
  std::int64_t tile_words(const DataSpace& space, int level) const {
    std::vector<std::int64_t> extents(spec_.workload.dimensions.size(), 1);
    for (std::size_t group = 0; group < groups_.size() && groups_[group].storage <= level;
         ++group) {
      for (const Loop& loop : loops(group)) extents[at(loop.dimension)] *= loop.bound;
    }
    std::int64_t words = 1;
    for (const Rank& rank : space.ranks) {
      std::int64_t length = 1;
      for (const ProjectionTerm& term : rank) {
        length += std::abs(term.coefficient) * (extents[at(term.dimension)] - 1);
      }
      words *= length;
    }
    return words;
  }

  void check_storage() {
    const std::vector<KeepRule> rules = keep_rules(spec_);
    DataSpaceMask somewhere = 0;
    for (int level = 0; level < spec_.architecture.level_count(); ++level) {
      const DataSpaceMask keep = nests_[at(level)].keep;
      const std::string where = " at L" + std::to_string(level);
      somewhere |= keep;
      if ((keep & rules[at(level)].keep) != rules[at(level)].keep) fault_ = "keep" + where;
      if ((keep & rules[at(level)].bypass) != 0) fault_ = "bypass" + where;
      const StorageLevel& storage = spec_.architecture.storage[at(level)];
      if (!storage.size_words) continue;
      std::int64_t words = 0;
      for (int space = 0; space < spec_.workload.data_space_count(); ++space) {
        if (!contains(keep, space)) continue;
        words += tile_words(spec_.workload.data_spaces[at(space)], level);
      }
      const double usable = static_cast<double>(static_cast<std::int64_t>(
          static_cast<double>(*storage.size_words) / storage.multiple_buffering));
      if (static_cast<double>(words) > usable) fault_ = "capacity" + where;
      if (static_cast<double>(words) < usable * storage.min_utilization) {
        fault_ = "min_utilization" + where;
      }
    }
    if (somewhere != all_data_spaces(spec_.workload.data_space_count())) fault_ = "kept nowhere";
  }

  const Spec& spec_;
  const Mapping& mapping_;
  std::int64_t max_temporal_loops_;
  std::vector<LoopGroup> groups_;
  std::vector<LevelNest> nests_;
  std::string fault_;
};

}  // namespace

std::string find_fault(const Spec& spec, const Mapping& mapping, std::int64_t max_temporal_loops) {
  return MappingChecker(spec, mapping, max_temporal_loops).run();
}

}  // namespace tilewright::test
