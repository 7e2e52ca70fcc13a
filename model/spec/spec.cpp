#include "model/spec/spec.hpp"

#include "model/spec/nodes_reader.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright {

namespace reader {

namespace {

KeyRules root_rules(const Node& root, bool has_nodes) {
  KeyRules rules = {
      "the input's root",
      {"problem", "arch", "architecture", "mapping", "mapper", "mapspace", "mapspace_constraints",
       "arch_constraints", "architecture_constraints", "sparse_optimizations", "ERT", "ART",
       "variables", "model", "layout", "simulation", "sim"},
      {"compound_components", "components", "globals", "templates", "ERT_summary", "ART_summary",
       "ERT_parser", "dumped_by_timeloop_front_end"},
      false};
  for (const std::string& key : root.keys()) {
    if (has_nodes && is_node_constraint_section(key)) rules.known.push_back(normalized_key(key));
  }
  return rules;
}

void refuse_unsupported(const Node& root) {
  if (const auto section = root.find("sparse_optimizations")) {
    section->fail("sparse optimizations are not supported", "remove 'sparse_optimizations'");
  }
  if (const auto section = root.find("layout")) {
    section->fail("'layout' is not supported yet", "remove it");
  }
}

void read_model_section(const Node& root, Spec& spec) {
  const auto model = root.find("model");
  if (!model) return;
  model->check_keys({"'model'", {"verbose", "auto_bypass_on_failure", "out_prefix"}, {}});
  const auto bypass = model->find("auto_bypass_on_failure");
  spec.auto_bypass_on_failure = bypass && bypass->boolean();
  if (const auto prefix = model->find("out_prefix")) {
    prefix->warn("'out_prefix' is ignored; output files have their usual names");
  }
}

Node find_architecture(const Node& root) {
  const auto architecture = root.find_any({"arch", "architecture"});
  if (!architecture) {
    root.fail("there is no 'architecture' section",
              "add 'architecture:' (or 'arch:'), or name the file that has it");
  }
  if (root.find("arch") && root.find("architecture")) {
    root.warn(root.key_place("architecture"),
              "'architecture' is ignored, because there is 'arch', too");
  }
  return *architecture;
}

void read_tables(const Node& root, Spec& spec) {
  const auto energies = root.find("ERT");
  const auto areas = root.find("ART");
  if (energies) spec.energy_table = read_energy_table(*energies);
  if (areas && energies) spec.area_table = read_area_table(*areas);
  if (areas && !energies) areas->warn("the ART is ignored, because there is no ERT");
}

/// The `constraints` of the architecture. Timeloop looks for them in the innermost subtree only.
std::optional<Node> find_architecture_constraints(const Node& architecture) {
  Node innermost = architecture;
  while (const auto subtree = innermost.find("subtree")) innermost = subtree->items().front();
  const auto outer = architecture.find("constraints");
  if (outer && architecture.find("subtree")) {
    outer->warn(
        "these constraints are ignored, as Timeloop ignores them; move them into the "
        "innermost subtree, or to the root as 'architecture_constraints'");
  }
  return innermost.find("constraints");
}

MappingConstraints read_all_constraints(const Node& root, const Node& architecture,
                                        const Spec& spec) {
  if (root.find("mapspace") && root.find("mapspace_constraints")) {
    throw Error(root.key_place("mapspace_constraints"),
                "there are both 'mapspace' and 'mapspace_constraints'", "remove one of them");
  }
  auto of_architecture = find_architecture_constraints(architecture);
  if (!of_architecture) {
    of_architecture = root.find_any({"arch_constraints", "architecture_constraints"});
  }
  return read_constraints(root.find_any({"mapspace", "mapspace_constraints"}), of_architecture,
                          spec.workload, spec.architecture);
}

/// For directives that need not be a mapping: the front end gives the mapper an empty list.
void read_possible_mapping(const Node& directives, Spec& spec) {
  try {
    spec.mapping = read_mapping(directives, spec.workload, spec.architecture);
    spec.mapping_place = directives.place();
  } catch (const Error& fault) {
    spec.mapping_fault = fault;
  }
}

/// An architecture with `nodes`, and its constraints. They are a mapping, too, when they fix every
/// factor; the model then evaluates it.
void read_node_tree_sections(const Node& root, const Node& architecture, Spec& spec) {
  const LoweredNodes lowered = lower_nodes(root, architecture, spec.workload);
  const Node tree(*lowered.architecture, "the architecture", root.context());
  spec.architecture = read_architecture(tree, spec.workload);
  spec.constraints = read_constraints(root.find("mapspace"),
                                      Node(*lowered.constraints, "constraints", root.context()),
                                      spec.workload, spec.architecture);
  Context unheard = root.context();  // reading the same once more gives the same warnings
  read_possible_mapping(Node(*lowered.mapping, "the mapping", unheard), spec);
}

void read_sections(const Node& root, const Node& architecture, Spec& spec) {
  spec.architecture = read_architecture(architecture, spec.workload);
  spec.constraints = read_all_constraints(root, architecture, spec);
  const auto mapping = root.find("mapping");
  if (mapping && mapping->is_list() && mapping->items().empty()) {
    read_possible_mapping(*mapping, spec);
  } else if (mapping) {
    spec.mapping = read_mapping(*mapping, spec.workload, spec.architecture);
    spec.mapping_place = mapping->place();
  }
}

void read_simulation_section(const Node& root, Spec& spec) {
  const auto simulation = root.find_any({"simulation", "sim"});
  if (!simulation) return;
  if (root.find("simulation") && root.find("sim")) {
    throw Error(root.key_place("sim"), "there are both 'simulation' and 'sim'",
                "remove one of them");
  }
  spec.simulation = read_simulation(*simulation, spec.architecture);
}

Spec read_root(const Node& root) {
  const bool has_nodes = has_node_tree(root);
  if (has_nodes) root.context().expression_root = &root.value();
  root.check_keys(root_rules(root, has_nodes));
  refuse_unsupported(root);
  const auto problem = root.find("problem");
  if (!problem) {
    root.fail("there is no 'problem' section", "add 'problem:', or name the file that has it");
  }
  const Node architecture = find_architecture(root);
  Spec spec;
  read_model_section(root, spec);
  spec.workload = read_problem(*problem);
  if (has_nodes) {
    read_node_tree_sections(root, architecture, spec);
  } else {
    read_sections(root, architecture, spec);
  }
  read_tables(root, spec);
  if (const auto mapper = root.find("mapper")) {
    spec.mapper = read_mapper(*mapper, spec.architecture);
  }
  read_simulation_section(root, spec);
  return spec;
}

Spec read_root_or_fail_with_warnings(const Node& root) {
  try {
    return read_root(root);
  } catch (Error& error) {
    error.set_warnings(root.context().warnings);
    throw;
  }
}

Spec read_document(const Document& document) {
  const auto tree = std::make_shared<const ValueTree>(parse(document));
  Context context;
  const Node root(tree->root(), "the input", context);
  const auto variables = root.find("variables");
  if (variables) variables->keys();  // must be a map
  for (const Value::Entry& entry : tree->root().entries) {
    if (entry.key == "variables" && variables) context.variables = entry.value;
  }
  Spec spec = read_root_or_fail_with_warnings(root);
  spec.warnings = std::move(context.warnings);
  if (document.language() == Language::libconfig) spec.libconfig_input = tree;
  return spec;
}

}  // namespace

}  // namespace reader

Spec read_spec(const std::vector<std::string>& files) {
  return reader::read_document(reader::load(files));
}

Spec read_spec_text(const std::string& text, const std::string& name) {
  reader::Document document(reader::language_of(name));
  document.append(name, text);
  return reader::read_document(document);
}

}  // namespace tilewright
