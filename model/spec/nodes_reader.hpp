#pragma once
// Architectures of version 0.4 (`nodes:`), read as the front end lowers them: to the tree form with
// one list of components, and to lists of constraints and mapping directives for its levels.

#include "model/spec/node.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// The sections that a node tree stands for. Values point into the input, too.
struct LoweredNodes {
  ValueTree tree;
  const Value* architecture = nullptr;  ///< the tree form
  const Value* constraints = nullptr;   ///< a list of constraints
  const Value* mapping = nullptr;       ///< the same as mapping directives, without limits
};

/// Whether the input has an architecture with `nodes`. Throws Error when other parts of the input
/// are of another version; it names both places.
bool has_node_tree(const Node& root);

/// Whether a section of the input says something of the nodes: the front end reads every section
/// whose name contains "constraints" or "mapping".
bool is_node_constraint_section(const std::string& key);

/// Lowers the architecture and all sections of constraints and mapping directives of the input.
LoweredNodes lower_nodes(const Node& root, const Node& architecture, const Workload& workload);

}  // namespace tilewright::reader
