// Shapes that a problem refers to by name.

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

#include "model/spec/document.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string>& built_in_shapes() {
  static const std::map<std::string, std::string> shapes = {{"cnn_layer", R"(
shape:
  name: cnn_layer
  dimensions: [R, S, P, Q, C, K, N]
  coefficients:
    - {name: Wstride, default: 1}
    - {name: Hstride, default: 1}
    - {name: Wdilation, default: 1}
    - {name: Hdilation, default: 1}
  data_spaces:
    - name: Weights
      projection: [C, K, R, S]
    - name: Inputs
      projection: [[[N]], [[C]], [[R, Wdilation], [P, Wstride]], [[S, Hdilation], [Q, Hstride]]]
    - name: Outputs
      projection: [N, K, Q, P]
      read_write: true
)"},
                                                            {"gemm", R"(
shape:
  name: gemm
  dimensions: [M, N, K]
  data_spaces:
    - {name: A, projection: [M, K]}
    - {name: B, projection: [N, K]}
    - {name: C, projection: [M, N]}
    - {name: D, projection: [M, N], read_write: true}
)"},
                                                            {"gemm_ABZ", R"(
shape:
  name: gemm_ABZ
  dimensions: [M, N, K]
  data_spaces:
    - {name: A, projection: [M, K]}
    - {name: B, projection: [N, K]}
    - {name: Z, projection: [M, N], read_write: true}
)"}};
  return shapes;
}

std::vector<fs::path> shape_directories() {
  std::vector<fs::path> directories;
  if (const char* directory = std::getenv("TIMELOOP_PROBLEM_SHAPE_DIR")) {
    directories.emplace_back(directory);
  }
  if (const char* list = std::getenv("TIMELOOP_PROBLEM_SHAPE_DIRS")) {
    std::istringstream stream{list};
    for (std::string directory; std::getline(stream, directory, ':');) {
      directories.emplace_back(directory);
    }
  }
  if (const char* directory = std::getenv("TIMELOOP_DIR")) {
    directories.push_back(fs::path(directory) / "problem-shapes");
  }
  return directories;
}

/// The first file of that name in the search path. `extension` stands behind a name that has none.
std::optional<std::string> find_shape_file(const std::string& name, const char* extension) {
  const bool has_extension = name.find(".yaml") != std::string::npos ||
                             name.find(".yml") != std::string::npos ||
                             name.find(".cfg") != std::string::npos;
  for (const fs::path& directory : shape_directories()) {
    const fs::path path = directory / (has_extension ? name : name + extension);
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path.string();
  }
  return std::nullopt;
}

void read_shape_document(const Document& document, Workload& workload, Context& context) {
  const ValueTree tree = parse(document);
  // A shape file has variables of its own, if any, but its warnings belong to the input.
  Context own;
  const Node root(tree.root(), "the shape file", own);
  read_shape(root.require("shape", "the key 'shape:' above the shape"), workload);
  context.warnings.insert(context.warnings.end(), own.warnings.begin(), own.warnings.end());
}

}  // namespace

void read_named_shape(const Node& name, Workload& workload) {
  const std::string wanted = name.text();
  const std::string normalized = normalized_key(wanted);
  for (const char* extension : {".yaml", ".cfg"}) {
    for (const std::string& spelling : {wanted, normalized}) {
      if (const auto file = find_shape_file(spelling, extension)) {
        read_shape_document(load({*file}), workload, name.context());
        workload.shape_name = wanted;
        return;
      }
    }
  }
  const auto built_in = built_in_shapes().find(normalized);
  if (built_in != built_in_shapes().end()) {
    Document document;
    document.append("built-in shape " + normalized, built_in->second);
    read_shape_document(document, workload, name.context());
    return;
  }
  std::vector<std::string> names;
  for (const auto& shape : built_in_shapes()) names.push_back(shape.first);
  const auto meant = near_miss(wanted, names);
  name.fail("unknown problem shape '" + wanted + "'",
            (meant ? "did you mean '" + *meant + "'? " : "") + "built-in shapes are " +
                join(names) +
                "; others are files '<name>.yaml' or '<name>.cfg' in TIMELOOP_PROBLEM_SHAPE_DIR");
}

}  // namespace tilewright::reader
