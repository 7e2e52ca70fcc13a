// `architecture:` and `arch:`: the list form and the tree form.

#include <algorithm>

#include "model/spec/checked.hpp"
#include "model/spec/component_class.hpp"
#include "model/spec/component_reader.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

// --- list form: `arithmetic` and `storage`, innermost level first ---

Component list_component(const Node& node, const std::string& default_name) {
  const auto attributes = node.find("attributes");
  const auto name = node.find("name");
  const auto class_name = attributes ? node.find("class") : std::nullopt;
  return {node, attributes ? *attributes : node, component_name(name ? name->text() : default_name),
          class_name ? class_name->text() : "", std::nullopt};
}

void read_list_form(const Node& node, const Workload& workload, Architecture& architecture) {
  node.check_keys({"the list form of the architecture",
                   {"arithmetic", "storage", "constraints", "version", "name", "attributes"},
                   {}});
  const Node arithmetic = node.require("arithmetic", "the compute units: 'arithmetic:'");
  architecture.compute = read_compute(list_component(arithmetic, "__ARITH__"));
  for (const Node& item : node.require("storage", "the list of levels: 'storage:'").items()) {
    item.require("name", "the level's name, for example 'name: DRAM'");
    architecture.storage.push_back(read_storage_level(list_component(item, ""), workload));
  }
}

// --- tree form: nested `subtree`s, each with a list of `local` components, outermost first ---

class TreeReader {
 public:
  TreeReader(const Workload& workload, Architecture& architecture)
      : workload_(workload), architecture_(architecture) {}

  void read(const Node& root) {
    refuse_list_form(root);
    if (const auto local = root.find("local")) {
      local->warn("components beside the outermost subtree are ignored; move them into it");
    }
    std::optional<Node> node = root;
    std::int64_t multiplicity = 1;
    while (const auto subtree = node->find("subtree")) {
      node = only_item(*subtree);
      if (const auto nodes = node->find("nodes")) {
        nodes->fail("'nodes' are of version 0.4, and cannot stand in a subtree",
                    "describe the architecture in one version");
      }
      node->check_keys({"a subtree", {"name", "subtree", "local", "attributes"}, {}, true});
      if (const auto name = node->find("name")) {
        multiplicity = multiply(*name, multiplicity, element_count(*name));
      }
      if (const auto local = node->find("local")) read_local(*local, multiplicity);
    }
    std::reverse(architecture_.storage.begin(), architecture_.storage.end());
    if (!has_compute_) {
      root.fail("the architecture has no compute units",
                "add a component with class 'intmac' to the innermost subtree");
    }
  }

 private:
  /// The version decides for the tree form.
  static void refuse_list_form(const Node& root) {
    for (const char* key : {"arithmetic", "storage"}) {
      if (!root.find(key)) continue;
      throw Error(root.key_place(key),
                  std::string("'") + key + "' is of the list form, which has no version",
                  "remove 'version', or describe all levels in 'subtree'");
    }
  }

  static Node only_item(const Node& subtree) {
    const std::vector<Node> items = subtree.items();
    if (items.size() != 1) {
      subtree.fail("a subtree has " + std::to_string(items.size()) + " branches",
                   "only one branch is supported");
    }
    return items.front();
  }

  static std::int64_t multiply(const Node& name, std::int64_t a, std::int64_t b) {
    try {
      return checked_multiply(a, b);
    } catch (const Error&) {
      name.fail("the tree has more than 2^63 instances of " + name.raw_text(),
                "reduce the ranges '[a..b]'");
    }
  }

  void read_local(const Node& local, std::int64_t multiplicity) {
    for (const Node& item : local.items()) {
      item.check_keys({"a component", {"name", "class", "attributes"}, {}, true});
      const Node name = item.require("name", "the component's name, for example 'name: DRAM'");
      const auto attributes = item.find("attributes");
      const auto class_node = item.find("class");
      const std::string class_name = class_node ? class_node->text() : "";
      const Component component{item, attributes ? *attributes : item, component_name(name.text()),
                                class_name, multiply(name, multiplicity, element_count(name))};
      read_component(component);
    }
  }

  void read_component(const Component& component) {
    const ComponentKind kind = component_kind(component.class_name);
    if (kind == ComponentKind::storage) {
      architecture_.storage.push_back(read_storage_level(component, workload_));
    } else if (kind == ComponentKind::compute) {
      if (has_compute_) {
        component.node.fail(
            "'" + component.name + "' is a second component with a compute class",
            "an architecture has one; the first is '" + architecture_.compute.name + "'");
      }
      architecture_.compute = read_compute(component);
      has_compute_ = true;
    } else {
      component.node.warn("component '" + component.name + "' is ignored: " +
                          (kind == ComponentKind::network
                               ? "no level is connected to this network"
                               : "its class '" + component.class_name +
                                     "' is neither a storage nor a compute class"));
    }
  }

  const Workload& workload_;
  Architecture& architecture_;
  bool has_compute_ = false;
};

// --- checks of the whole ---

void check_names(const Architecture& architecture) {
  std::vector<std::pair<std::string, Place>> seen = {
      {architecture.compute.name, architecture.compute.place}};
  for (const StorageLevel& level : architecture.storage) {
    for (const auto& [name, place] : seen) {
      if (name == level.name) {
        throw Error(level.place, "two components are called '" + name + "'",
                    "rename one of them; the other one is at " + place.text());
      }
    }
    seen.emplace_back(level.name, level.place);
  }
}

void check_meshes(const Architecture& architecture) {
  const Mesh* inner = &architecture.compute.mesh;
  const std::string* inner_name = &architecture.compute.name;
  const auto text = [](const Mesh& mesh) {
    return std::to_string(mesh.x) + " x " + std::to_string(mesh.y);
  };
  for (const StorageLevel& level : architecture.storage) {
    if (inner->x % level.mesh.x != 0 || inner->y % level.mesh.y != 0) {
      throw Error(level.place,
                  "the mesh of '" + level.name + "' (" + text(level.mesh) +
                      ") does not divide the mesh of the next inner component '" + *inner_name +
                      "' (" + text(*inner) + ")",
                  "choose instances, meshX and meshY so that both meshX and meshY divide");
    }
    inner = &level.mesh;
    inner_name = &level.name;
  }
}

void check_power_gating(const Architecture& architecture) {
  for (const StorageLevel& level : architecture.storage) {
    if (level.power_gated_at.empty() || architecture.find_level(level.power_gated_at)) continue;
    throw Error(level.place,
                "'" + level.name + "' is power_gated_at '" + level.power_gated_at +
                    "', which is no storage level",
                suggest(level.power_gated_at, names_of(architecture.storage)));
  }
}

bool is_tree_version(const Node& node) {
  const auto version = node.find("version");
  const std::string text = version ? version->text() : "";
  if (text == "0.2" || text == "0.3" || text == "0.4") return true;
  if (node.find("subtree")) {
    const Node& culprit = version ? *version : node;
    culprit.fail(version ? "unknown version '" + text + "' of the architecture's tree form"
                         : "the architecture has a subtree, but no version",
                 "give version 0.2, 0.3 or 0.4");
  }
  return false;
}

}  // namespace

Architecture read_architecture(const Node& node, const Workload& workload) {
  Architecture architecture;
  architecture.place = node.place();
  node.check_keys({"the architecture",
                   {"version", "subtree", "arithmetic", "storage", "constraints"},
                   {"local", "name", "attributes"},
                   true});
  if (is_tree_version(node)) {
    TreeReader(workload, architecture).read(node);
  } else {
    read_list_form(node, workload, architecture);
  }
  if (architecture.storage.empty()) {
    node.fail("the architecture has no storage level", "add at least one, for example a DRAM");
  }
  check_names(architecture);
  check_meshes(architecture);
  check_power_gating(architecture);
  return architecture;
}

}  // namespace tilewright::reader
