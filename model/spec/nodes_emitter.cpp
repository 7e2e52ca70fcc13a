#include "model/spec/nodes_emitter.hpp"

#include "model/spec/checked.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

/// The constraints and the mapping directives of the levels.
class DirectiveEmitter {
 public:
  DirectiveEmitter(const Workload& workload, ValueTree& tree, Value& constraints, Value& mapping)
      : workload_(workload), tree_(tree), constraints_(constraints), mapping_(mapping) {}

  void emit_loops(const NodeLoops& loops, const char* type, const std::string& level) {
    const bool says_nothing = loops.factors.empty() && loops.permutation.empty() &&
                              loops.settings.empty() && loops.reuse.empty();
    if (says_nothing) return;
    constraints_.items.push_back(&loop_directive(loops, type, level, true));
    mapping_.items.push_back(&loop_directive(loops, type, level, false));
  }

  void emit_bypass(const NodeBypass& bits, const Place& node_place, const std::string& level) {
    if ((bits.keep | bits.bypass | bits.no_coalesce) == 0) return;
    const ValueBuilder builder(tree_, bits.place.line == 0 ? node_place : bits.place);
    Value& directive = start(builder, "bypass", level);
    add_mask(builder, directive, "keep", bits.keep);
    add_mask(builder, directive, "bypass", bits.bypass);
    add_mask(builder, directive, "no_coalesce", bits.no_coalesce);
    constraints_.items.push_back(&directive);
    mapping_.items.push_back(&directive);
  }

  void emit_overbooking(const Node& node, const std::string& level) {
    const ValueBuilder builder(tree_, node.place());
    Value& directive = start(builder, "max_overbooked_proportion", level);
    if (const auto proportion = node.find("proportion")) {
      builder.add(directive, "proportion", proportion->value());
    }
    constraints_.items.push_back(&directive);
  }

 private:
  static Value& start(const ValueBuilder& builder, const char* type, const std::string& level) {
    Value& directive = builder.map();
    builder.add(directive, "type", type);
    builder.add(directive, "target", level);
    return directive;
  }

  /// Mapping directives have no limits of factors.
  Value& loop_directive(const NodeLoops& loops, const char* type, const std::string& level,
                        bool with_limits) {
    const ValueBuilder builder(tree_, loops.place);
    Value& directive = start(builder, type, level);
    Value& factors = builder.list();
    for (const PlacedFactor& factor : loops.factors) {
      const bool is_limit = factor.term.relation != FactorRelation::equal;
      if (factor.term.value < 0 || (is_limit && !with_limits)) continue;
      factors.items.push_back(&ValueBuilder(tree_, factor.place).scalar(text_of(factor.term)));
    }
    if (!factors.items.empty()) builder.add(directive, "factors", factors);
    if (!loops.permutation.empty()) {
      const Place& place = loops.permutation_place;
      const ValueBuilder at_permutation(tree_, place.line == 0 ? loops.place : place);
      at_permutation.add(directive, "permutation", loops.permutation);
    }
    directive.entries.insert(directive.entries.end(), loops.settings.begin(), loops.settings.end());
    for (const auto& [key, mask] : loops.reuse) add_mask(builder, directive, key, mask);
    return directive;
  }

  std::string text_of(const FactorTerm& term) const {
    const char* sign = term.relation == FactorRelation::equal     ? "="
                       : term.relation == FactorRelation::at_most ? "<="
                                                                  : ">=";
    return workload_.dimensions[term.dimension] + sign + std::to_string(term.value);
  }

  void add_mask(const ValueBuilder& builder, Value& directive, const std::string& key,
                DataSpaceMask mask) const {
    if (mask == 0) return;
    Value& names = builder.list();
    for (int index = 0; index < workload_.data_space_count(); ++index) {
      if (!contains(mask, index)) continue;
      names.items.push_back(&builder.scalar(workload_.data_spaces[index].name));
    }
    builder.add(directive, key, names);
  }

  const Workload& workload_;
  ValueTree& tree_;
  Value& constraints_;
  Value& mapping_;
};

/// Attributes that the front end gives to every storage, so that those of containers do not count.
const std::vector<std::pair<std::string, std::string>>& storage_defaults() {
  static const std::vector<std::pair<std::string, std::string>> defaults = {
      {"n_banks", "2"},
      {"cluster_size", "1"},
      {"reduction_supported", "true"},
      {"multiple_buffering", "1"},
      {"min_utilization", "0"},
      {"allow_overbooking", "false"}};
  return defaults;
}

class TreeEmitter {
 public:
  TreeEmitter(const Workload& workload, ValueTree& tree, Value& local, DirectiveEmitter& directives)
      : workload_(workload), tree_(tree), local_(local), directives_(directives) {}

  void emit(const ArchNode& node, bool in_parallel) {
    if (!node.is_leaf()) {
      for (const ArchNode& child : node.children) emit(child, node.kind == NodeKind::parallel);
      return;
    }
    if (node.kind == NodeKind::nothing || !node.enabled) return;
    if (in_parallel) check_parallel(node);
    const bool has_fanout = node.fanout() > 1;
    if (node.kind == NodeKind::container) open_container(node);
    if (has_fanout) emit_fanout_level(node);
    mesh_x_ = grow(node, mesh_x_, node.mesh_x);
    mesh_y_ = grow(node, mesh_y_, node.mesh_y);
    if (node.kind == NodeKind::component) emit_component(node, has_fanout);
  }

  void finish(const ArchNode& root) const {
    if (last_ != nullptr && component_kind(last_->class_name) == ComponentKind::compute) return;
    (last_ == nullptr ? root.node : last_->node)
        .fail("the last component of the architecture is no compute unit",
              "end the nodes with a component of class 'compute' or 'intmac'");
  }

 private:
  static void check_parallel(const ArchNode& node) {
    if (node.kind == NodeKind::container || node.fanout() > 1) {
      node.node.fail("'" + node.name + "' in a !Parallel " +
                         (node.fanout() > 1 ? "has a fan-out" : "is a container"),
                     "put it outside, or into a !Hierarchical inside the !Parallel");
    }
  }

  static std::int64_t grow(const ArchNode& node, std::int64_t mesh, std::int64_t factor) {
    try {
      return checked_multiply(mesh, factor);
    } catch (const Error&) {
      node.node.fail("there are more than 2^63 instances of '" + node.name + "'",
                     "reduce the meshes");
    }
  }

  /// From here on, its attributes count for all components, also behind the branch it stands in.
  void open_container(const ArchNode& node) {
    has_container_ = true;
    inherited_.insert(inherited_.begin(), node.attributes.begin(), node.attributes.end());
  }

  /// The level that distributes to the instances of `node`. It holds nothing itself.
  void emit_fanout_level(const ArchNode& node) {
    const std::string name = "inter_" + node.name + "_spatial";
    const ValueBuilder builder(tree_, node.node.place());
    Value& attributes = builder.map();
    for (const char* key : {"width", "depth", "datawidth"}) builder.add(attributes, key, "1");
    builder.add(attributes, "technology", "-1");
    emit_level(node, name, "dummy_storage", attributes);

    NodeLoops temporal;
    temporal.place = node.node.place();
    for (int dimension = 0; dimension < workload_.dimension_count(); ++dimension) {
      temporal.factors.push_back({{dimension, FactorRelation::equal, 1}, temporal.place});
      temporal.permutation += workload_.dimensions[dimension];
    }
    NodeBypass bits;
    bits.bypass = all_data_spaces(workload_.data_space_count());
    directives_.emit_loops(placed(node.constraints.spatial, node), "spatial", name);
    directives_.emit_loops(temporal, "temporal", name);
    directives_.emit_bypass(bits, node.node.place(), name);
  }

  void emit_component(const ArchNode& node, bool has_fanout) {
    last_ = &node;
    Value& attributes = ValueBuilder(tree_, node.node.place()).map();
    for (const Value::Entry& entry : node.attributes) {
      const std::string key = normalized_key(entry.key);
      if (key != "meshX" && key != "meshY") attributes.entries.push_back(entry);
    }
    emit_level(node, node.name, node.class_name, attributes);
    const NodeConstraints& constraints = node.constraints;
    if (!has_fanout)
      directives_.emit_loops(placed(constraints.spatial, node), "spatial", node.name);
    directives_.emit_loops(placed(constraints.temporal, node), "temporal", node.name);
    directives_.emit_bypass(constraints.data_spaces, node.node.place(), node.name);
    if (constraints.overbooking) directives_.emit_overbooking(*constraints.overbooking, node.name);
  }

  /// Loops that only follow from the problem stand where the node stands.
  static NodeLoops placed(NodeLoops loops, const ArchNode& node) {
    if (loops.place.line == 0) loops.place = node.node.place();
    return loops;
  }

  void emit_level(const ArchNode& node, const std::string& name, const std::string& class_name,
                  Value& attributes) {
    const ValueBuilder builder(tree_, node.node.place());
    const bool gates_next = is_true_attribute(node, "has_power_gating");
    if (component_kind(class_name) == ComponentKind::storage) {
      for (const auto& [key, text] : storage_defaults()) {
        if (find_entry(attributes.entries, key) == nullptr) builder.add(attributes, key, text);
      }
    }
    builder.add(attributes, "meshX", std::to_string(mesh_x_));
    builder.add(attributes, "meshY", std::to_string(mesh_y_));
    for (const Value::Entry& entry : inherited_) {
      if (find_entry(attributes.entries, entry.key) == nullptr) attributes.entries.push_back(entry);
    }
    Value& component = builder.map();
    builder.add(component, "name", ranged_name(node, name, class_name));
    builder.add(component, "class", class_name);
    builder.add(component, "attributes", attributes);
    if (component_kind(class_name) != ComponentKind::network) {
      gate_power(name, gates_next, builder, attributes);
    }
    local_.items.push_back(&component);
  }

  /// The level behind one that `has_power_gating` switches itself off, and all behind it. Where a
  /// container is, its attributes have an empty `power_gated_at`, which switches nothing.
  void gate_power(const std::string& name, bool gates_next, const ValueBuilder& builder,
                  Value& attributes) {
    if (next_is_gate_) gate_ = name;
    next_is_gate_ = gates_next;
    const bool is_set =
        has_container_ || find_entry(attributes.entries, "power_gated_at") != nullptr;
    if (!is_set && !gate_.empty()) builder.add(attributes, "power_gated_at", gate_);
  }

  static bool is_true_attribute(const ArchNode& node, const std::string& key) {
    const Value* value = node.find_attribute(key);
    return value != nullptr && Node(*value, "'" + key + "'", node.node.context()).boolean();
  }

  std::string ranged_name(const ArchNode& node, const std::string& name,
                          const std::string& class_name) const {
    if (component_kind(class_name) == ComponentKind::network) return name;
    return name + "[1.." + std::to_string(grow(node, mesh_x_, mesh_y_)) + "]";
  }

  const Workload& workload_;
  ValueTree& tree_;
  Value& local_;
  DirectiveEmitter& directives_;
  std::int64_t mesh_x_ = 1;
  std::int64_t mesh_y_ = 1;
  std::vector<Value::Entry> inherited_;  // of containers, nearest first
  bool has_container_ = false;
  bool next_is_gate_ = false;
  std::string gate_;  // name of the level that switches the following ones off
  const ArchNode* last_ = nullptr;
};

}  // namespace

void emit_sections(const ArchNode& root, const Workload& workload, LoweredNodes& lowered) {
  const ValueBuilder builder(lowered.tree, root.node.place());
  Value& constraints = builder.list();
  Value& mapping = builder.list();
  Value& local = builder.list();
  DirectiveEmitter directives(workload, lowered.tree, constraints, mapping);
  TreeEmitter emitter(workload, lowered.tree, local, directives);
  emitter.emit(root, false);
  emitter.finish(root);

  Value& system = builder.map();
  builder.add(system, "name", "system");
  builder.add(system, "local", local);
  Value& subtree = builder.list();
  subtree.items.push_back(&system);
  Value& architecture = builder.map();
  builder.add(architecture, "version", "0.4");
  builder.add(architecture, "subtree", subtree);
  lowered.architecture = &architecture;
  lowered.constraints = &constraints;
  lowered.mapping = &mapping;
}

}  // namespace tilewright::reader
