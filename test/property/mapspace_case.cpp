#include "test/property/mapspace_case.hpp"

#include <algorithm>

#include "test/property/mapspace_enumeration.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

bool is_larger(const Spec& spec, double mappings) { return list_mapspace(spec).count() > mappings; }

class MapspaceCaseMaker {
 public:
  MapspaceCaseMaker(Dice& dice, const MapspaceCaseOptions& options)
      : dice_(dice), options_(options) {}

  Spec make() {
    make_workload();
    make_architecture();
    make_constraints();
    constexpr int most_tightenings = 200;
    for (int i = 0; i < most_tightenings && is_large(); ++i) tighten();
    return std::move(spec_);
  }

 private:
  bool is_large() const { return is_larger(spec_, options_.most_mappings); }
  int dimension_count() const { return spec_.workload.dimension_count(); }
  int level_count() const { return spec_.architecture.level_count(); }
  DataSpaceMask all() const { return all_data_spaces(spec_.workload.data_space_count()); }
  DataSpaceMask some_data_spaces() {
    return static_cast<DataSpaceMask>(dice_.between(0, static_cast<std::int64_t>(all())));
  }
  std::vector<int> some_dimensions(std::int64_t count) {
    std::vector<int> order = dice_.order(dimension_count());
    order.resize(static_cast<std::size_t>(count));
    return order;
  }

  void make_workload() {
    Workload& workload = spec_.workload;
    const std::int64_t dimensions = dice_.pick({2, 2, 3, 3, 4});
    for (std::int64_t d = 0; d < dimensions; ++d) {
      workload.dimensions.emplace_back(1, static_cast<char>('A' + d));
      workload.bounds.push_back(dice_.pick({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12}));
    }
    add_data_space("Inputs", false);
    if (dice_.chance(70)) add_data_space("Weights", false);
    add_data_space("Outputs", true);
  }

  // Inputs may add two dimensions in one rank.
  void add_data_space(const std::string& name, bool read_write) {
    DataSpace space{name, read_write, {}};
    for (const int dimension : some_dimensions(dice_.between(1, dimension_count()))) {
      const ProjectionTerm term{dimension, dice_.chance(80) ? 1 : 2, ""};
      if (!read_write && !space.ranks.empty() && dice_.chance(30)) {
        space.ranks.back().push_back(term);
      } else {
        space.ranks.push_back({{dimension, read_write ? 1 : term.coefficient, ""}});
      }
    }
    spec_.workload.data_spaces.push_back(space);
  }

  void make_architecture() {
    Architecture& architecture = spec_.architecture;
    architecture.storage.resize(static_cast<std::size_t>(dice_.between(1, 3)));
    Mesh mesh;
    for (std::size_t level = architecture.storage.size(); level-- > 0;) {
      StorageLevel& storage = architecture.storage[level];
      storage.name = "L" + std::to_string(level);
      storage.mesh = mesh;
      if (level + 1 == architecture.storage.size()) {
        storage.technology = Technology::dram;
        storage.reduction_supported = false;
      } else {
        storage.size_words = dice_.pick({8, 16, 32, 64, 1024});
        if (dice_.chance(20)) storage.multiple_buffering = 2;
        if (dice_.chance(15)) storage.min_utilization = 0.25;
      }
      if (dice_.chance(50)) storage.read_bandwidth = dice_.pick({1, 2, 4});
      fan_out(mesh);
    }
    architecture.compute.mesh = mesh;
  }

  void fan_out(Mesh& mesh) {
    if (dice_.chance(45)) return;
    const std::int64_t shape = dice_.between(1, 10);  // along X, along Y, or both
    if (shape != 1) mesh.x *= dice_.pick({2, 3, 4, 6});
    if (shape <= 5) mesh.y *= dice_.pick({2, 3, 4});
    mesh.instances = mesh.x * mesh.y;
  }

  void make_constraints() {
    MappingConstraints& constraints = spec_.constraints;
    if (options_.ruby) constraints.mapspace_template = MapspaceTemplate::ruby;
    constraints.levels.resize(at(level_count()));
    for (const LoopGroup& group : loop_groups(spec_.architecture)) {
      LevelConstraint& level = constraints.levels[at(group.storage)];
      constrain_loops(group.spatial ? level.spatial : level.temporal, group.spatial);
    }
    for (int level = 0; level < level_count(); ++level) {
      if (dice_.chance(level + 1 == level_count() ? 15 : 60)) add_bypass(level);
    }
    if (dice_.chance(15))
      constraints.min_utilization = 0.25 * static_cast<double>(dice_.pick({1, 2, 4}));
    if (dice_.chance(15)) spec_.mapper.max_temporal_loops = dice_.between(1, 4);
  }

  void constrain_loops(LoopConstraint& constraint, bool spatial) {
    for (int dimension = 0; dimension < dimension_count(); ++dimension) {
      const std::int64_t bound = spec_.workload.bounds[at(dimension)];
      if (dice_.chance(12)) {
        fix(constraint, dimension, dice_.between(1, std::min<std::int64_t>(4, bound)));
      }
      if (dice_.chance(10)) constraint.at_most[dimension].value = dice_.between(1, bound);
      if (dice_.chance(4)) constraint.at_least[dimension].value = dice_.between(1, 3);
    }
    if (dice_.chance(40)) order(constraint, dice_.between(0, dimension_count()));
    if (spatial && dice_.chance(30)) constraint.split = dice_.between(0, dimension_count());
    if (options_.ruby && dice_.chance(40)) constraint.max_remainder = dice_.between(1, 5);
  }

  static void fix(LoopConstraint& constraint, int dimension, std::int64_t factor) {
    constraint.exact[dimension].value = factor;
  }

  // Template ruby has no suffixes.
  void order(LoopConstraint& constraint, std::int64_t listed) {
    constraint.prefix = some_dimensions(listed);
    constraint.suffix.clear();
    if (options_.ruby || !dice_.chance(40)) return;
    const auto middle = constraint.prefix.begin() +
                        dice_.between(0, static_cast<std::int64_t>(constraint.prefix.size()));
    constraint.suffix.assign(middle, constraint.prefix.end());
    constraint.prefix.erase(middle, constraint.prefix.end());
  }

  // Only the outermost level may be named twice.
  void add_bypass(int level) {
    const DataSpaceMask keep = some_data_spaces();
    spec_.constraints.bypass.push_back({level, keep, some_data_spaces() & ~keep, {}});
    if (level + 1 == level_count() && dice_.chance(30)) {
      spec_.constraints.bypass.push_back({level, all() & ~keep, 0, {}});
    }
  }

  // Makes one kind of choice smaller.
  void tighten() {
    const std::vector<LoopGroup> groups = loop_groups(spec_.architecture);
    const LoopGroup& group = dice_.pick(groups);
    LevelConstraint& level = spec_.constraints.levels[at(group.storage)];
    LoopConstraint& constraint = group.spatial ? level.spatial : level.temporal;
    switch (dice_.between(0, 3)) {
      case 0:
        fix_one(constraint);
        break;
      case 1:
        order(constraint, dice_.between(dimension_count() - 1, dimension_count()));
        break;
      case 2:
        if (group.spatial) constraint.split = dice_.between(0, dimension_count());
        break;
      default:
        if (group.storage + 1 < level_count()) replace_bypass(group.storage);
    }
  }

  // Leaves at least two groups free.
  void fix_one(LoopConstraint& constraint) {
    const auto dimension = static_cast<int>(dice_.between(0, dimension_count() - 1));
    int free = 0;
    for (const LoopGroup& group : loop_groups(spec_.architecture)) {
      free += constraint_of(spec_, group).exact.count(dimension) == 0 ? 1 : 0;
    }
    if (free <= 2) return;
    const std::int64_t bound = spec_.workload.bounds[at(dimension)];
    fix(constraint, dimension, std::min(bound, dice_.pick({1, 1, 1, 2, 3})));
    constraint.at_most.erase(dimension);
    constraint.at_least.erase(dimension);
  }

  void replace_bypass(int level) {
    auto& entries = spec_.constraints.bypass;
    entries.erase(
        std::remove_if(entries.begin(), entries.end(),
                       [level](const BypassConstraint& entry) { return entry.level == level; }),
        entries.end());
    const DataSpaceMask keep = some_data_spaces();
    entries.push_back({level, keep, all() & ~keep, {}});
  }

  Dice& dice_;
  MapspaceCaseOptions options_;
  Spec spec_;
};

std::string limits_text(const Workload& workload, const std::map<int, FactorLimit>& limits,
                        const char* relation) {
  std::string text;
  for (const auto& [dimension, limit] : limits) {
    text += ' ' + workload.dimensions[at(dimension)] + relation + std::to_string(limit.value);
  }
  return text;
}

std::string group_text(const Spec& spec, const LoopGroup& group) {
  const LoopConstraint& constraint = constraint_of(spec, group);
  std::string text = "  L" + std::to_string(group.storage);
  text += group.spatial
              ? " spatial " + std::to_string(group.fanout_x) + "x" + std::to_string(group.fanout_y)
              : " temporal";
  text += limits_text(spec.workload, constraint.exact, "=");
  text += limits_text(spec.workload, constraint.at_most, "<=");
  text += limits_text(spec.workload, constraint.at_least, ">=");
  if (constraint.has_permutation()) {
    text += " permutation ";
    for (const int dimension : constraint.prefix) text += spec.workload.dimensions[at(dimension)];
    text += '_';
    for (const int dimension : constraint.suffix) text += spec.workload.dimensions[at(dimension)];
  }
  if (constraint.split) text += " split " + std::to_string(*constraint.split);
  if (constraint.max_remainder) text += " remainders " + std::to_string(*constraint.max_remainder);
  return text + '\n';
}

}  // namespace

Spec random_mapspace_case(std::uint64_t seed, const MapspaceCaseOptions& options) {
  Dice dice(seed);
  for (;;) {  // some cases resist all tightening
    Spec spec = MapspaceCaseMaker(dice, options).make();
    if (!is_larger(spec, options.most_mappings)) return spec;
  }
}

std::string case_text(const Spec& spec) {
  const bool ruby = spec.constraints.mapspace_template == MapspaceTemplate::ruby;
  std::string text = ruby ? "ruby;" : "uber;";
  for (std::size_t d = 0; d < spec.workload.bounds.size(); ++d) {
    text += ' ' + spec.workload.dimensions[d] + std::to_string(spec.workload.bounds[d]);
  }
  text += '\n';
  for (const LoopGroup& group : loop_groups(spec.architecture)) text += group_text(spec, group);
  for (const BypassConstraint& entry : spec.constraints.bypass) {
    text += "  L" + std::to_string(entry.level) + " keeps " + std::to_string(entry.keep) +
            ", bypasses " + std::to_string(entry.bypass) + '\n';
  }
  for (const StorageLevel& storage : spec.architecture.storage) {
    text += "  " + storage.name + ": " +
            std::to_string(storage.effective_size_words().value_or(-1)) + " words\n";
  }
  return text + "  utilization " + std::to_string(spec.constraints.min_utilization) +
         ", temporal loops " + std::to_string(spec.mapper.max_temporal_loops) + '\n';
}

}  // namespace tilewright::test
