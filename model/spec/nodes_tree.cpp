#include "model/spec/nodes_tree.hpp"

#include <map>

#include "model/spec/checked.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

const std::map<std::string, NodeKind>& kinds_by_tag() {
  static const std::map<std::string, NodeKind> kinds = {
      {"!Component", NodeKind::component}, {"!Container", NodeKind::container},
      {"!Nothing", NodeKind::nothing},     {"!Hierarchical", NodeKind::hierarchical},
      {"!Parallel", NodeKind::parallel},   {"!Pipelined", NodeKind::pipelined}};
  return kinds;
}

NodeKind kind_of(const Node& node) {
  const std::string& tag = node.value().tag;
  const auto kind = kinds_by_tag().find(tag);
  if (kind != kinds_by_tag().end()) return kind->second;
  if (tag.empty()) {
    node.fail("a node has no tag", "write for example '- !Component' before its keys");
  }
  std::vector<std::string> tags;
  for (const auto& [name, value] : kinds_by_tag()) tags.push_back(name);
  node.fail("unknown tag '" + tag + "' of a node", suggest(tag, tags));
}

using Entries = std::vector<Value::Entry>;

class TreeParser {
 public:
  TreeParser(const Workload& workload, const Place& nodes, ValueTree& tree)
      : tree_(tree), constraint_reader_(workload, nodes, tree) {}

  /// `around` holds the attributes of the containers before, nearest first. They count for the
  /// nodes that follow in this branch.
  ArchNode read_branch(const Node& node, NodeKind kind, Entries around) {
    ArchNode branch(kind, node);
    for (const Node& item : node.require("nodes", "a list of 'nodes'").items()) {
      const NodeKind item_kind = kind_of(item);
      if (item_kind > NodeKind::nothing) {
        item.check_keys({"a branch", {"nodes"}, {}});
        branch.children.push_back(read_branch(item, item_kind, around));
        continue;
      }
      branch.children.push_back(read_leaf(item, item_kind, around));
      const ArchNode& leaf = branch.children.back();
      if (leaf.kind == NodeKind::container) {
        around.insert(around.begin(), leaf.attributes.begin(), leaf.attributes.end());
      }
    }
    return branch;
  }

 private:
  ArchNode read_leaf(const Node& item, NodeKind kind, const Entries& around) {
    ArchNode leaf(kind, item);
    if (kind == NodeKind::nothing && item.is_scalar()) return leaf;  // "- !Nothing"
    item.check_keys(
        {"a node",
         {"name", "class", "attributes", "spatial", "constraints", "sparse_optimizations",
          "enabled"},
         {"subclass", "required_actions", "area_scale", "energy_scale", "networks", "ignore"}});
    read_names(leaf);
    refuse_sparse(item);
    const Value& scope = read_attributes(leaf, around);
    const auto scoped = [&](const Node& value) {
      return Node(with_scope(value.value(), scope, tree_), value.name(), item.context());
    };
    if (const auto enabled = item.find("enabled")) leaf.enabled = scoped(*enabled).boolean();
    if (const auto spatial = item.find("spatial")) read_mesh(scoped(*spatial), leaf);
    if (const auto constraints = item.find("constraints")) {
      constraint_reader_.read_group(*constraints, scope, leaf.constraints);
    }
    name_leaf(leaf);
    return leaf;
  }

  void read_names(ArchNode& leaf) {
    const Node& node = leaf.node;
    if (leaf.kind == NodeKind::nothing) return;
    leaf.name = node.require("name", "the node's name, for example 'name: DRAM'").text();
    const auto [other, is_new] = places_.emplace(leaf.name, node.place());
    if (!is_new) {
      node.fail("two nodes are called '" + leaf.name + "'",
                "rename one of them; the other one is at " + other->second.text());
    }
    if (leaf.kind == NodeKind::container) return;
    const Node class_node =
        node.require("class", "the component's class, for example 'class: SRAM'");
    leaf.class_name = class_node.text();
    if (component_kind(leaf.class_name) != ComponentKind::other) return;
    if (leaf.class_name.find("nothing") == std::string::npos) {
      class_node.fail("unknown class '" + leaf.class_name + "' of component '" + leaf.name + "'",
                      "its name must contain DRAM, SRAM, regfile, smartbuffer, storage, mac or "
                      "compute; an estimator's class is the 'subclass'");
    }
    leaf.kind = NodeKind::nothing;
  }

  static void refuse_sparse(const Node& item) {
    const auto section = item.find("sparse_optimizations");
    if (!section || (section->is_map() && section->keys().empty())) return;
    section->fail("sparse optimizations are not supported", "remove 'sparse_optimizations'");
  }

  static void read_mesh(const Node& spatial, ArchNode& leaf) {
    spatial.check_keys({"'spatial'", {"meshX", "meshY"}, {}});
    if (const auto x = spatial.find("meshX")) leaf.mesh_x = x->integer(1);
    if (const auto y = spatial.find("meshY")) leaf.mesh_y = y->integer(1);
  }

  /// Returns what names inside the node may stand for: its attributes, then those around it, then
  /// the nodes before it.
  const Value& read_attributes(ArchNode& leaf, const Entries& around) {
    Value& scope = tree_.add(Value::Kind::map, leaf.node.place());
    if (const auto attributes = leaf.node.find("attributes")) {
      attributes->keys();  // must be a map
      for (const Value::Entry& entry : attributes->value().entries) {
        if (entry.value->kind == Value::Kind::null) continue;
        leaf.attributes.push_back(
            {entry.key, entry.key_place, &with_scope(*entry.value, scope, tree_)});
      }
    }
    scope.entries = leaf.attributes;
    scope.entries.insert(scope.entries.end(), around.begin(), around.end());
    scope.entries.insert(scope.entries.end(), leaves_.begin(), leaves_.end());
    return scope;
  }

  /// Lets the nodes that follow name the leaf's attributes and mesh.
  void name_leaf(const ArchNode& leaf) {
    if (leaf.name.empty()) return;
    const Place& place = leaf.node.place();
    const ValueBuilder builder(tree_, place);
    Value& attributes = builder.map();
    attributes.entries = leaf.attributes;
    Value& spatial = builder.map();
    builder.add(spatial, "meshX", builder.number(leaf.mesh_x));
    builder.add(spatial, "meshY", builder.number(leaf.mesh_y));
    Value& parts = builder.map();
    builder.add(parts, "attributes", attributes);
    builder.add(parts, "spatial", spatial);
    leaves_.push_back({leaf.name, place, &parts});
  }

  ValueTree& tree_;
  NodeConstraintReader constraint_reader_;
  std::map<std::string, Place> places_;  // of leaves, by name
  Entries leaves_;                       // those before, as expressions see them
};

void collect_leaves(ArchNode& branch, std::vector<ArchNode*>& leaves) {
  for (ArchNode& child : branch.children) {
    if (child.is_leaf()) leaves.push_back(&child);
  }
  for (ArchNode& child : branch.children) collect_leaves(child, leaves);
}

}  // namespace

std::int64_t ArchNode::fanout() const {
  try {
    return checked_multiply(mesh_x, mesh_y);
  } catch (const Error& error) {
    node.fail("'" + name + "' has too many instances: " + error.problem(), "reduce its mesh");
  }
}

const Value* ArchNode::find_attribute(const std::string& key) const {
  const Value::Entry* entry = find_entry(attributes, key);
  return entry == nullptr ? nullptr : entry->value;
}

ArchNode read_node_tree(const Node& architecture, const Workload& workload, ValueTree& tree) {
  const Place& nodes = architecture.key_place("nodes");
  return TreeParser(workload, nodes, tree).read_branch(architecture, NodeKind::hierarchical, {});
}

std::vector<ArchNode*> leaves_of(ArchNode& branch) {
  std::vector<ArchNode*> leaves;
  collect_leaves(branch, leaves);
  return leaves;
}

}  // namespace tilewright::reader
