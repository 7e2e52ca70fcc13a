// `mapspace`, `mapspace_constraints`, `architecture_constraints`: containers, keep and bypass, and
// the minimum utilization. Other entries have readers of their own.

#include "model/spec/loop_constraint_reader.hpp"
#include "model/spec/reuse_constraint_reader.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

class ConstraintsReader {
 public:
  ConstraintsReader(const Workload& workload, const Architecture& architecture)
      : workload_(workload),
        architecture_(architecture),
        loops_(workload, architecture),
        reuse_(workload, architecture) {}

  /// A map may say how factors are enumerated.
  void read_template(const Node& section) {
    const auto node = section.is_map() ? section.find("template") : std::nullopt;
    if (!node) return;
    const std::string name = node->text();
    if (name != "uber" && name != "ruby") {
      node->fail("unknown mapspace template '" + name + "'", suggest(name, {"uber", "ruby"}));
    }
    result_.mapspace_template = name == "ruby" ? MapspaceTemplate::ruby : MapspaceTemplate::uber;
  }

  void read_list(const Node& list) {
    for (const Node& target : list.items()) {
      const auto constraints = target.find("constraints");
      if (!constraints) {
        read_entry({target, target, architecture_});
        continue;
      }
      target.check_keys({"a target of constraints", {"target", "name", "constraints"}, {}});
      for (const Node& constraint : constraints->items()) {
        read_entry({target, constraint, architecture_});
      }
    }
  }

  MappingConstraints finish() && {
    result_.levels = std::move(loops_).finish();
    result_.directives = std::move(reuse_).finish();
    return std::move(result_);
  }

 private:
  void read_entry(const ConstraintEntry& entry) {
    reuse_.read(entry);
    switch (entry.kind()) {
      case ConstraintKind::temporal:
      case ConstraintKind::spatial:
        loops_.read(entry, result_.mapspace_template);
        break;
      case ConstraintKind::bypass:
        read_bypass(entry);
        return;
      case ConstraintKind::utilization:
        read_utilization(entry);
        break;
      case ConstraintKind::overbooking:
        read_overbooking(entry);
        break;
    }
    result_.others.push_back(
        entry.place().text() + ": a constraint of type '" + entry.type() +
        "' is not honoured yet; only those that keep and bypass data spaces are");
  }

  void read_bypass(const ConstraintEntry& entry) {
    BypassConstraint constraint;
    constraint.level = entry.level();
    constraint.place = entry.place();
    if (const auto node = entry.find("keep")) constraint.keep = data_spaces(*node, entry.level());
    if (const auto node = entry.find("bypass")) {
      constraint.bypass = data_spaces(*node, entry.level());
    }
    // The outermost level keeps everything by default; there a later entry replaces an earlier one.
    if (entry.level() == architecture_.level_count() - 1) {
      constraint.keep &= ~constraint.bypass;
    } else {
      check_conflicts(constraint);
    }
    result_.bypass.push_back(constraint);
  }

  void check_conflicts(const BypassConstraint& constraint) const {
    const std::string where = "level '" + architecture_.storage[constraint.level].name + "'";
    if ((constraint.keep & constraint.bypass) != 0) {
      throw Error(constraint.place, "a data space is both kept and bypassed in " + where,
                  "remove it from one of the lists");
    }
    for (const BypassConstraint& other : result_.bypass) {
      if (other.level != constraint.level) continue;
      if (((other.keep | other.bypass) & (constraint.keep | constraint.bypass)) == 0) continue;
      throw Error(constraint.place, "a data space is constrained twice in " + where,
                  "remove it here or from the entry at " + other.place.text());
    }
  }

  void read_utilization(const ConstraintEntry& entry) {
    if (entry.level() != 0) {
      throw Error(entry.place(), "there is a minimum utilization for " + entry.level_text(),
                  "give it for the innermost level, '" + architecture_.storage[0].name +
                      "'; it counts the fan-outs of all levels");
    }
    const auto node = entry.find("min");
    if (!node) throw Error(entry.place(), "there is no 'min'", "add 'min: 0.5'");
    if (has_utilization_) {
      fail_twice(node->place(), result_.min_utilization_place,
                 "there are two minimum utilizations");
    }
    has_utilization_ = true;
    result_.min_utilization = share(*node);
    result_.min_utilization_place = node->place();
  }

  static void read_overbooking(const ConstraintEntry& entry) {
    const auto node = entry.find("proportion");
    if (!node) throw Error(entry.place(), "there is no 'proportion'", "add 'proportion: 0.1'");
    if (share(*node) > 0) {
      node->warn("'proportion' has no effect: the size of a dense tile is certain");
    }
  }

  /// A number from 0 to 1.
  static double share(const Node& node) {
    const double value = node.number();
    if (!(value >= 0 && value <= 1)) {
      node.fail(node.name() + " is '" + node.text() + "'", "give a number from 0 to 1");
    }
    return value;
  }

  DataSpaceMask data_spaces(const Node& list, int level) const {
    return read_data_spaces(list, workload_, architecture_.storage[level].name);
  }

  const Workload& workload_;
  const Architecture& architecture_;
  LoopConstraintReader loops_;
  ReuseConstraintReader reuse_;
  MappingConstraints result_;
  bool has_utilization_ = false;
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

void warn_of_template(const std::optional<Node>& of_architecture) {
  if (!of_architecture || !of_architecture->is_map()) return;
  if (const auto node = of_architecture->find("template")) {
    node->warn("'template' is ignored: it is read from 'mapspace' only");
  }
}

}  // namespace

MappingConstraints read_constraints(const std::optional<Node>& mapspace,
                                    const std::optional<Node>& of_architecture,
                                    const Workload& workload, const Architecture& architecture) {
  ConstraintsReader reader(workload, architecture);
  if (mapspace) reader.read_template(*mapspace);
  warn_of_template(of_architecture);
  for (const auto& section : {mapspace, of_architecture}) {
    const auto list = section ? find_list(*section) : std::nullopt;
    if (list) reader.read_list(*list);
  }
  return std::move(reader).finish();
}

}  // namespace tilewright::reader
