#include "model/spec/nodes_reader.hpp"

#include <algorithm>

#include "model/spec/nodes_emitter.hpp"
#include "model/spec/nodes_macros.hpp"
#include "model/spec/nodes_tree.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

bool holds(const std::string& key, const char* word) {
  return normalized_key(key).find(word) != std::string::npos;
}

std::optional<Node> find_nodes(const Node& root, const char* section) {
  const auto architecture = root.find(section);
  return architecture && architecture->is_map() ? architecture->find("nodes") : std::nullopt;
}

[[noreturn]] void fail_mixed(const Place& place, const std::string& other, const Node& nodes,
                             const std::string& advice) {
  throw Error(place,
              other + ", but 'nodes' at " + nodes.place().text() +
                  " are of version 0.4: the input mixes versions",
              advice);
}

void refuse_other_form(const Node& architecture, const Node& nodes) {
  for (const char* key : {"subtree", "local", "arithmetic", "storage"}) {
    if (!architecture.find(key)) continue;
    fail_mixed(architecture.key_place(key), "'" + std::string(key) + "' is of an older version",
               nodes, "describe the architecture in one version");
  }
}

/// All sections of the front end that say a version must say 0.4.
void refuse_other_versions(const Node& root, const Node& nodes) {
  for (const std::string& key : root.keys()) {
    const std::string name = normalized_key(key);
    const auto section = root.find(key);
    if (!section || !section->is_map() || name == "ERT" || name == "ART") continue;
    const auto version = section->find("version");
    if (!version || version->text() == "0.4") continue;
    fail_mixed(version->place(), "'" + key + "' is of version " + version->text(), nodes,
               "bring both to one version");
  }
}

void refuse_constraints_in_mapspace(const Node& root, const Node& nodes) {
  const auto mapspace = root.find("mapspace");
  if (!mapspace) return;
  const bool has_constraints =
      !mapspace->is_map() || mapspace->find_any({"constraints", "targets"}).has_value();
  if (!has_constraints) return;
  fail_mixed(mapspace->place(), "constraints in 'mapspace' are of an older version", nodes,
             "move them into 'constraints: {targets: [..]}'");
}

/// The list of a section, which may stand below `targets`.
std::optional<Node> find_items(const Node& section) {
  if (section.is_list()) return section;
  section.check_keys({section.name(), {"version", "targets"}, {}});
  return section.find("targets");
}

/// Gives each item of the input's lists to the node that it names.
void attach_lists(const Node& root, const std::vector<ArchNode*>& leaves,
                  const NodeConstraintReader& reader) {
  std::vector<std::string> names;
  for (const ArchNode* leaf : leaves) {
    if (!leaf->name.empty()) names.push_back(leaf->name);
  }
  for (const std::string& key : root.keys()) {
    const auto section = is_node_constraint_section(key) ? root.find(key) : std::nullopt;
    const auto list = section ? find_items(*section) : std::nullopt;
    if (!list) continue;
    for (const Node& item : list->items()) {
      const Node target = item.require("target", "'target: <name of a node>'");
      const std::string name = target.text();
      const auto is_target = [&](const ArchNode* leaf) { return leaf->name == name; };
      const auto leaf = std::find_if(leaves.begin(), leaves.end(), is_target);
      if (leaf == leaves.end()) {
        target.fail("unknown node '" + name + "' in " + section->name(), suggest(name, names));
      }
      reader.read_item(item, (*leaf)->constraints);
    }
  }
}

}  // namespace

bool is_node_constraint_section(const std::string& key) {
  return holds(key, "constraints") || holds(key, "mapping");
}

bool has_node_tree(const Node& root) {
  const auto arch = find_nodes(root, "arch");
  const auto nodes = arch ? arch : find_nodes(root, "architecture");
  if (!nodes) return false;
  if (root.find("arch") && root.find("architecture")) {
    const char* other = arch ? "architecture" : "arch";
    fail_mixed(root.key_place(other), "'" + std::string(other) + "' is a second architecture",
               *nodes, "keep one of them");
  }
  refuse_other_form(*root.find_any({"arch", "architecture"}), *nodes);
  refuse_other_versions(root, *nodes);
  refuse_constraints_in_mapspace(root, *nodes);
  return true;
}

LoweredNodes lower_nodes(const Node& root, const Node& architecture, const Workload& workload) {
  LoweredNodes lowered;
  ArchNode tree = read_node_tree(architecture, workload, lowered.tree);
  const NodeConstraintReader reader(workload, architecture.key_place("nodes"), lowered.tree);
  attach_lists(root, leaves_of(tree), reader);
  apply_macros(tree, workload);
  bypass_other_branches(tree, workload);
  fix_order_of_unit_dimensions(tree, workload);
  emit_sections(tree, workload, lowered);
  return lowered;
}

}  // namespace tilewright::reader
