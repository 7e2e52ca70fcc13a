#pragma once
// The architecture of version 0.4: a tree of nodes, as the user wrote it, outermost first.

#include <cstdint>
#include <string>
#include <vector>

#include "model/spec/component_class.hpp"
#include "model/spec/node.hpp"
#include "model/spec/nodes_constraints.hpp"

namespace tilewright::reader {

/// By its tag: `!Component`, ...
enum class NodeKind { component, container, nothing, hierarchical, parallel, pipelined };

/// A component, a container, a placeholder (leaves), or a branch with children.
struct ArchNode {
  ArchNode(NodeKind node_kind, Node written) : kind(node_kind), node(std::move(written)) {}

  NodeKind kind;
  Node node;
  std::string name;        ///< of a leaf
  std::string class_name;  ///< of a component
  bool enabled = true;
  std::int64_t mesh_x = 1;  ///< `spatial: {meshX: .., meshY: ..}`
  std::int64_t mesh_y = 1;
  std::vector<Value::Entry> attributes;  ///< those with a value; names in them have a scope
  NodeConstraints constraints;
  std::vector<ArchNode> children;  ///< of a branch

  bool is_leaf() const { return kind <= NodeKind::nothing; }
  bool is_storage() const {
    return kind == NodeKind::component && component_kind(class_name) == ComponentKind::storage;
  }
  std::int64_t fanout() const;
  const Value* find_attribute(const std::string& key) const;
};

/// Reads `architecture:` with `nodes:`. Throws Error for unknown or missing tags, components
/// without a name or class, two leaves of one name, and sparse optimizations. Copies of values go
/// into `tree`.
ArchNode read_node_tree(const Node& architecture, const Workload& workload, ValueTree& tree);

/// The leaves in the order in which the front end finds them: those of a branch before those of the
/// branches in it.
std::vector<ArchNode*> leaves_of(ArchNode& branch);

}  // namespace tilewright::reader
