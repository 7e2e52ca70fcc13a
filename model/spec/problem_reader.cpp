// `problem:`: shapes and instances.

#include <algorithm>
#include <cctype>

#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

void read_dimensions(const Node& dimensions, Workload& workload) {
  for (const Node& item : dimensions.items()) {
    const std::string& name = item.raw_text();
    if (name.size() != 1 || std::isalpha(static_cast<unsigned char>(name[0])) == 0) {
      item.fail("dimension '" + name + "' is not a single letter",
                "name dimensions A to Z or a to z, as factors and permutations need");
    }
    if (workload.find_dimension(name)) {
      item.fail("dimension '" + name + "' is listed twice", "remove one of the two");
    }
    workload.dimensions.push_back(name);
  }
  if (workload.dimensions.empty()) dimensions.fail("a shape needs at least one dimension");
}

void read_coefficients(const Node& coefficients, Workload& workload) {
  for (const Node& item : coefficients.items()) {
    item.check_keys({"a coefficient", {"name", "default"}, {}});
    const Node name = item.require("name", "its name, for example 'name: Wstride'");
    const auto names = names_of(workload.coefficients);
    if (std::find(names.begin(), names.end(), name.raw_text()) != names.end()) {
      name.fail("coefficient '" + name.raw_text() + "' is listed twice", "remove one of the two");
    }
    workload.coefficients.push_back(
        {name.raw_text(), item.require("default", "'default: 1'").integer()});
  }
}

int find_dimension(const Node& name, const Workload& workload) {
  if (const auto dimension = workload.find_dimension(name.raw_text())) return *dimension;
  name.fail("unknown dimension '" + name.raw_text() + "'",
            suggest(name.raw_text(), workload.dimensions));
}

/// A term is [dimension] or [dimension, coefficient].
ProjectionTerm read_term(const Node& term, const Workload& workload) {
  if (!term.is_list()) {
    term.fail(term.name() + " is no term",
              "a rank is a list of terms [dimension] or [dimension, coefficient], "
              "for example [[R, Wdilation], [P, Wstride]]");
  }
  const std::vector<Node> parts = term.items();
  if (parts.empty() || parts.size() > 2) {
    term.fail("a term has " + std::to_string(parts.size()) + " parts",
              "write [dimension] or [dimension, coefficient]");
  }
  ProjectionTerm result;
  result.dimension = find_dimension(parts[0], workload);
  if (parts.size() == 2) {
    result.coefficient_name = parts[1].raw_text();
    const auto names = names_of(workload.coefficients);
    if (std::find(names.begin(), names.end(), result.coefficient_name) == names.end()) {
      parts[1].fail("unknown coefficient '" + result.coefficient_name + "'",
                    names.empty() ? "declare it under 'coefficients'"
                                  : suggest(result.coefficient_name, names));
    }
  }
  return result;
}

/// Either an array of dimensions, one per rank, or a list of ranks, each a list of terms.
std::vector<Rank> read_projection(const Node& projection, const Workload& workload) {
  std::vector<Rank> ranks;
  const std::vector<Node> items = projection.items();
  for (const Node& item : items) {
    Rank rank;
    if (items.front().is_scalar()) {
      rank.push_back({find_dimension(item, workload), 1, {}});
    } else {
      for (const Node& term : item.items()) rank.push_back(read_term(term, workload));
    }
    if (rank.empty()) item.fail("a rank has no terms", "name at least one dimension");
    ranks.push_back(rank);
  }
  if (ranks.empty()) projection.fail("a projection has no ranks", "name at least one dimension");
  return ranks;
}

void read_shape_data_spaces(const Node& data_spaces, Workload& workload) {
  for (const Node& item : data_spaces.items()) {
    item.check_keys({"a data space", {"name", "projection", "read_write"}, {"ranks"}});
    DataSpace data_space;
    const Node name = item.require("name", "its name, for example 'name: Weights'");
    data_space.name = name.raw_text();
    if (workload.find_data_space(data_space.name)) {
      name.fail("data space '" + data_space.name + "' is listed twice", "rename one of the two");
    }
    const Node projection = item.require("projection", "its ranks, for example [[[C]], [[K]]]");
    data_space.ranks = read_projection(projection, workload);
    if (const auto flag = item.find("read_write")) data_space.read_write = flag->boolean();
    workload.data_spaces.push_back(data_space);
  }
  if (workload.data_spaces.empty()) data_spaces.fail("a shape needs at least one data space");
  if (workload.data_space_count() > max_data_spaces) {
    data_spaces.fail(
        "the shape has " + std::to_string(workload.data_space_count()) + " data spaces",
        "at most " + std::to_string(max_data_spaces) + " are supported");
  }
}

/// Only dense data spaces are supported: a density, or the `density` of a distribution, must be 1.
void require_dense(const Node& density) {
  if (density.is_map()) {
    const auto value = density.find("density");
    if (value && !value->is_map()) return require_dense(*value);
  } else if (density.number() == 1) {
    return;
  }
  density.fail(density.name() + " asks for a sparse data space, which is not supported",
               "remove the densities, or set them to 1");
}

void require_dense_instance(const Node& instance, const Workload& workload) {
  if (const auto density = instance.find("commonDensity")) require_dense(*density);
  const auto densities = instance.find("densities");
  if (!densities) return;
  for (const std::string& name : densities->keys()) {
    if (!workload.find_data_space(name)) {
      throw Error(densities->key_place(name), "unknown data space '" + name + "' in 'densities'",
                  suggest(name, names_of(workload.data_spaces)));
    }
    if (const auto density = densities->find(name)) require_dense(*density);
  }
}

void read_bounds(const Node& instance, Workload& workload) {
  std::vector<std::string> missing;
  for (const std::string& dimension : workload.dimensions) {
    const auto bound = instance.find(dimension);
    if (!bound) missing.push_back(dimension);
    workload.bounds.push_back(bound ? bound->integer(1) : 1);
  }
  if (missing.empty()) return;
  instance.fail("the problem has no bound for dimension " + join(missing),
                "add for example '" + missing.front() + ": 1'");
}

void read_coefficient_values(const Node& instance, Workload& workload) {
  for (Coefficient& coefficient : workload.coefficients) {
    if (const auto value = instance.find(coefficient.name)) coefficient.value = value->integer();
    for (DataSpace& data_space : workload.data_spaces) {
      for (Rank& rank : data_space.ranks) {
        for (ProjectionTerm& term : rank) {
          if (term.coefficient_name == coefficient.name) term.coefficient = coefficient.value;
        }
      }
    }
  }
}

/// Keys of a problem or instance: `H`, `W` and paddings are in many files, but the extent of an
/// input follows from the projection.
KeyRules instance_rules(const Workload& workload, bool flat) {
  KeyRules rules{flat ? "'problem'" : "'instance'", {"densities", "commonDensity"}, {}};
  if (flat) rules.known.insert(rules.known.end(), {"shape", "instance", "version", "name"});
  const auto coefficients = names_of(workload.coefficients);
  rules.known.insert(rules.known.end(), coefficients.begin(), coefficients.end());
  rules.known.insert(rules.known.end(), workload.dimensions.begin(), workload.dimensions.end());
  for (std::string& key : rules.known) key = normalized_key(key);
  rules.ignored = {"H", "W", "Hpad", "Wpad", "Hin", "Win", "type", "name"};
  return rules;
}

}  // namespace

void read_shape(const Node& shape, Workload& workload) {
  shape.check_keys({"a shape", {"name", "dimensions", "coefficients", "data_spaces"}, {"flatten"}});
  if (const auto flatten = shape.find("flatten")) {
    flatten->fail("'flatten' is not supported yet", "remove it and map the dimensions themselves");
  }
  if (const auto name = shape.find("name")) workload.shape_name = name->text();
  read_dimensions(shape.require("dimensions", "a list such as 'dimensions: [M, N, K]'"), workload);
  if (const auto coefficients = shape.find("coefficients")) {
    read_coefficients(*coefficients, workload);
  }
  const Node data_spaces = shape.require("data_spaces", "a list of data spaces");
  read_shape_data_spaces(data_spaces, workload);
  const auto& spaces = workload.data_spaces;
  if (std::none_of(spaces.begin(), spaces.end(),
                   [](const auto& space) { return space.read_write; })) {
    data_spaces.warn("no data space has 'read_write: true', so none is a result");
  }
}

Workload read_problem(const Node& problem) {
  Workload workload;
  workload.place = problem.place();
  const auto instance = problem.find("instance");
  const auto shape = problem.find("shape");
  if (!shape) {
    // A shape decides which other keys are known, so a misspelt 'shape' is looked for first.
    problem.check_keys({"'problem'", {"shape", "instance"}, {}, true});
    problem.warn("the problem has no 'shape'; cnn_layer is assumed");
    Value name;
    name.kind = Value::Kind::scalar;
    name.place = problem.place();
    name.text = "cnn_layer";
    read_named_shape(Node(name, "'shape'", problem.context()), workload);
  } else if (shape->is_map()) {
    read_shape(*shape, workload);
  } else {
    read_named_shape(*shape, workload);
  }
  problem.check_keys(instance_rules(workload, true));
  if (instance) instance->check_keys(instance_rules(workload, false));

  const Node bounds = instance ? *instance : problem;
  read_bounds(bounds, workload);
  read_coefficient_values(bounds, workload);
  require_dense_instance(bounds, workload);
  try {
    workload.operation_count();
  } catch (const Error& error) {
    bounds.fail(error.problem(), error.advice());
  }
  return workload;
}

}  // namespace tilewright::reader
