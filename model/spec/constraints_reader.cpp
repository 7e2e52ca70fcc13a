// `mapspace`, `mapspace_constraints`, `architecture_constraints`: the keep and bypass entries.
// Entries of other types are checked for misspelt keys and types, and left alone.

#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

const std::vector<std::string>& constraint_keys() {
  static const std::vector<std::string> keys = {"target",
                                                "name",
                                                "type",
                                                "attributes",
                                                "constraints",
                                                "factors",
                                                "permutation",
                                                "split",
                                                "default_max_factor",
                                                "default_min_factor",
                                                "no_link_transfer",
                                                "no_multicast_no_reduction",
                                                "no_reuse",
                                                "no_temporal_reuse",
                                                "rmw_first_update",
                                                "remainders",
                                                "keep",
                                                "bypass",
                                                "no_coalesce",
                                                "min",
                                                "proportion"};
  return keys;
}

const std::vector<std::string>& constraint_types() {
  static const std::vector<std::string> types = {
      "temporal",    "spatial",     "datatype",
      "dataspace",   "bypass",      "bypassing",
      "utilization", "parallelism", "max_overbooked_proportion"};
  return types;
}

bool is_bypass_type(const std::string& type) {
  return type == "datatype" || type == "dataspace" || type == "bypass" || type == "bypassing";
}

class ConstraintReader {
 public:
  explicit ConstraintReader(Spec& spec)
      : workload_(spec.workload),
        architecture_(spec.architecture),
        result_(spec.bypass_constraints),
        ignored_(spec.ignored_constraints) {}

  /// `target` says which level, `constraint` what; they may be the same map.
  void read(const Node& target, const Node& constraint) {
    constraint.check_keys({"a constraint", constraint_keys(), {}, true});
    const Node type_node = constraint.require("type", "'type: temporal', spatial or bypass");
    const std::string type = normalized_key(type_node.text());
    if (is_bypass_type(type)) {
      read_bypass(target, constraint);
      return;
    }
    if (near_miss(type, constraint_types()) != type) {
      type_node.fail("unknown type '" + type + "' of a constraint",
                     suggest(type, constraint_types()));
    }
    ignored_.push_back(constraint.place().text() + ": a constraint of type '" + type +
                       "' is not honoured yet; only those that keep and bypass data spaces are");
  }

 private:
  void read_bypass(const Node& target, const Node& constraint) {
    const auto level_node = target.find_any({"target", "name"});
    if (!level_node) target.fail("a constraint has no target", "add 'target: <storage level>'");
    const auto attributes = constraint.find("attributes");
    const Node& lists = attributes ? *attributes : constraint;
    BypassConstraint entry;
    entry.level = read_level(*level_node, architecture_);
    entry.place = constraint.place();
    if (const auto node = lists.find("keep")) entry.keep = data_spaces(*node, entry.level);
    if (const auto node = lists.find("bypass")) entry.bypass = data_spaces(*node, entry.level);
    // The outermost level keeps everything by default; there a later entry replaces an earlier one.
    if (entry.level == architecture_.level_count() - 1) {
      entry.keep &= ~entry.bypass;
    } else {
      check_conflicts(entry);
    }
    result_.push_back(entry);
  }

  void check_conflicts(const BypassConstraint& entry) const {
    const std::string where = "level '" + architecture_.storage[entry.level].name + "'";
    if ((entry.keep & entry.bypass) != 0) {
      throw Error(entry.place, "a data space is both kept and bypassed in " + where,
                  "remove it from one of the lists");
    }
    for (const BypassConstraint& other : result_) {
      if (other.level != entry.level) continue;
      if (((other.keep | other.bypass) & (entry.keep | entry.bypass)) == 0) continue;
      throw Error(entry.place, "a data space is constrained twice in " + where,
                  "remove it here or from the entry at " + other.place.text());
    }
  }

  DataSpaceMask data_spaces(const Node& list, int level) const {
    return read_data_spaces(list, workload_, architecture_.storage[level].name);
  }

  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<BypassConstraint>& result_;
  std::vector<std::string>& ignored_;
};

/// The list of constraints in its container; absent when there is none.
std::optional<Node> find_list(const Node& section) {
  if (section.is_list()) return section;
  section.check_keys({section.name(), {"constraints", "targets", "template"}, {}, true});
  auto constraints = section.find("constraints");
  if (!constraints) return section.find("targets");
  if (!constraints->is_scalar()) return constraints;
  const std::string key = "constraints_" + constraints->text();
  return section.require(key, "the list of constraints");
}

}  // namespace

void read_bypass_constraints(const Node& section, Spec& spec) {
  const auto list = find_list(section);
  if (!list) return;
  ConstraintReader reader(spec);
  for (const Node& target : list->items()) {
    const auto constraints = target.find("constraints");
    if (constraints) {
      for (const Node& constraint : constraints->items()) reader.read(target, constraint);
    } else {
      reader.read(target, target);
    }
  }
}

}  // namespace tilewright::reader
