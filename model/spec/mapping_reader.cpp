// `mapping:`, a list of directives in any order.

#include <map>
#include <numeric>

#include "model/spec/factors.hpp"
#include "model/spec/mapping_check.hpp"
#include "model/spec/nodes_constraints.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

class MappingReader {
 public:
  MappingReader(const Node& mapping, const Workload& workload, const Architecture& architecture)
      : mapping_(mapping),
        workload_(workload),
        architecture_(architecture),
        nests_(architecture.level_count()),
        directives_(architecture.level_count()) {
    for (LevelNest& nest : nests_) nest.keep = all_data_spaces(workload.data_space_count());
  }

  Mapping read() {
    for (const Node& directive : mapping_.items()) read_directive(directive);
    if (const auto fault = find_coverage_fault(nests_, workload_, architecture_)) {
      throw Error(place_of_factors(fault->dimension), fault->problem, fault->advice);
    }
    return to_mapping(nests_,
                      directives_are_default() ? std::vector<ReuseDirectives>{} : directives_);
  }

 private:
  void read_directive(const Node& directive) {
    const Node type_node = directive.require("type", "'type: temporal', spatial or bypass");
    const std::string type = type_node.text();
    refuse_macros(directive, architecture_.place);
    if (type == "temporal" || type == "spatial") {
      read_loops(directive, type);
    } else if (type == "datatype" || type == "bypass" || type == "dataspace") {
      read_bypass(directive);
    } else if (type == "skew") {
      type_node.fail("mapping directives of type 'skew' are not supported yet", "remove it");
    } else {
      type_node.fail("unknown type '" + type + "' of a mapping directive",
                     suggest(type, {"temporal", "spatial", "bypass", "datatype", "dataspace"}));
    }
  }

  int level_of(const Node& directive) const {
    return read_level(directive.require("target", "'target: <storage level>'"), architecture_);
  }

  /// A later directive for the same loops replaces an earlier one as a whole.
  void read_loops(const Node& directive, const std::string& type) {
    const bool spatial = type == "spatial";
    KeyRules rules{"a " + type + " directive",
                   {"target", "type", "factors", "permutation", "no_reuse"},
                   {"name"}};
    const std::vector<std::string> own =
        spatial ? std::vector<std::string>{"split", "no_link_transfer", "no_multicast_no_reduction"}
                : std::vector<std::string>{"no_temporal_reuse", "rmw_first_update"};
    rules.known.insert(rules.known.end(), own.begin(), own.end());
    directive.check_keys(rules);
    const int level = level_of(directive);
    if (spatial) {
      require_fanout(directive, level);
      nests_[level].spatial = read_nest(directive, true);
      read_spatial_reuse(directive, level);
    } else {
      nests_[level].temporal = read_nest(directive, false);
      read_temporal_reuse(directive, level);
    }
  }

  void require_fanout(const Node& directive, int level) const {
    if (architecture_.fanout(level) > 1) return;
    const std::string& inner =
        level == 0 ? architecture_.compute.name : architecture_.storage[level - 1].name;
    directive.fail("'" + architecture_.storage[level].name +
                       "' has a spatial directive, but no fan-out: it has as many instances as '" +
                       inner + "'",
                   "remove the directive, or give '" + inner + "' more instances");
  }

  std::vector<Loop> read_nest(const Node& directive, bool spatial) {
    std::vector<Factor> factors(workload_.dimension_count());
    if (const auto node = directive.find("factors")) {
      for (const Factor& factor : read_factors(*node, workload_)) {
        factors[factor.dimension] = factor;
        factor_places_.insert_or_assign(factor.dimension, node->place());
      }
    }
    std::vector<int> order(workload_.dimension_count());
    std::iota(order.begin(), order.end(), 0);
    if (const auto node = directive.find("permutation")) order = read_permutation(*node, workload_);
    // The innermost `split` dimensions (whatever their factors) run along X, the others along Y.
    std::int64_t split = workload_.dimension_count();
    if (const auto node = spatial ? directive.find("split") : std::nullopt) {
      split = node->integer(0);
    }
    std::vector<Loop> loops;
    for (int position = 0; position < workload_.dimension_count(); ++position) {
      const int dimension = order[position];
      const LoopKind kind = !spatial           ? LoopKind::temporal
                            : position < split ? LoopKind::spatial_x
                                               : LoopKind::spatial_y;
      loops.push_back({dimension, kind, factors[dimension].bound, factors[dimension].residual});
    }
    return loops;
  }

  void read_bypass(const Node& directive) {
    directive.check_keys(
        {"a bypass directive", {"target", "type", "keep", "bypass", "no_coalesce"}, {"name"}});
    const int level = level_of(directive);
    DataSpaceMask& keep = nests_[level].keep;
    const auto kept = directive.find("keep");
    const auto bypassed = directive.find("bypass");
    const DataSpaceMask keep_mask = kept ? data_spaces(*kept, level) : DataSpaceMask{0};
    const DataSpaceMask bypass_mask = bypassed ? data_spaces(*bypassed, level) : DataSpaceMask{0};
    keep = (keep | keep_mask) & ~bypass_mask;
    warn_of_bypass(directive, level, keep_mask & bypass_mask, bypass_mask);
    if (const auto node = directive.find("no_coalesce")) {
      directives_[level].no_coalesce = data_spaces(*node, level);
    }
  }

  /// Timeloop takes these without a word; the numbers are the same here.
  void warn_of_bypass(const Node& directive, int level, DataSpaceMask contradicted,
                      DataSpaceMask bypassed) const {
    const std::string& name = architecture_.storage[level].name;
    if (contradicted != 0) {
      directive.warn("'" + name + "' both keeps and bypasses " + data_space_names(contradicted) +
                     "; 'bypass' counts");
    }
    if (level == architecture_.level_count() - 1 && bypassed != 0) {
      directive.warn("the outermost level '" + name + "' bypasses " + data_space_names(bypassed) +
                     ", which then come from nowhere, at no cost");
    }
  }

  std::string data_space_names(DataSpaceMask mask) const {
    std::vector<std::string> names;
    for (int index = 0; index < workload_.data_space_count(); ++index) {
      if (contains(mask, index)) names.push_back(workload_.data_spaces[index].name);
    }
    return join(names);
  }

  void read_spatial_reuse(const Node& directive, int level) {
    if (const auto node = directive.find("no_link_transfer")) {
      directives_[level].no_link_transfer = data_spaces(*node, level);
    }
    if (const auto node = directive.find("no_reuse")) {
      directives_[level].no_multicast = data_spaces(*node, level);
    }
    if (const auto node = directive.find("no_multicast_no_reduction")) {
      node->warn(
          "'no_multicast_no_reduction' has no effect in a mapping, as in Timeloop since 2024;"
          " write 'no_reuse'");
    }
  }

  void read_temporal_reuse(const Node& directive, int level) {
    if (const auto node = directive.find_any({"no_reuse", "no_temporal_reuse"})) {
      directives_[level].no_temporal_reuse = data_spaces(*node, level);
    }
    if (const auto node = directive.find("rmw_first_update")) {
      directives_[level].rmw_first_update = data_spaces(*node, level);
    }
  }

  DataSpaceMask data_spaces(const Node& list, int level) const {
    return read_data_spaces(list, workload_, architecture_.storage[level].name);
  }

  bool directives_are_default() const {
    for (const ReuseDirectives& level : directives_) {
      if (level != ReuseDirectives{}) return false;
    }
    return true;
  }

  /// Where the user would correct the factors of a dimension.
  Place place_of_factors(int dimension) const {
    const auto place = factor_places_.find(dimension);
    return place == factor_places_.end() ? mapping_.place() : place->second;
  }

  const Node& mapping_;
  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<LevelNest> nests_;
  std::vector<ReuseDirectives> directives_;
  std::map<int, Place> factor_places_;  ///< by dimension, of the last factor
};

}  // namespace

int read_level(const Node& target, const Architecture& architecture) {
  const std::string name = target.text();
  if (const auto level = architecture.find_level(name)) return *level;
  const bool is_number = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) return static_cast<int>(target.integer(0, architecture.level_count() - 1));
  target.fail("unknown storage level '" + name + "'",
              suggest(name, names_of(architecture.storage)));
}

DataSpaceMask read_data_spaces(const Node& list, const Workload& workload,
                               const std::string& level_name) {
  DataSpaceMask mask = 0;
  for (const Node& item : list.items()) {
    const std::string& name = item.raw_text();
    const auto data_space = workload.find_data_space(name);
    if (!data_space) {
      item.fail(
          "unknown data space '" + name + "' in " + list.name() + " of level '" + level_name + "'",
          suggest(name, names_of(workload.data_spaces)));
    }
    mask |= DataSpaceMask{1} << *data_space;
  }
  return mask;
}

Mapping read_mapping(const Node& mapping, const Workload& workload,
                     const Architecture& architecture) {
  return MappingReader(mapping, workload, architecture).read();
}

}  // namespace tilewright::reader
