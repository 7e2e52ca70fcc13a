// Are the shipped networks the published ones? Each layer has a shape of the published architecture
// (published_networks.yaml), each shape occurs as often, MACs and words of each tensor are those of
// its closed form, and the totals give the published parameters and MACs.

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/nest/projection.hpp"
#include "model/spec/node.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {
namespace {

namespace fs = std::filesystem;
using reader::Node;

const fs::path source_dir = TILEWRIGHT_SOURCE_DIR;
const fs::path networks_dir = source_dir / "specs" / "networks";

/// A convolution or a matrix product (rows x 1 outputs, kernel 1). Channels and filters are those
/// of all groups together.
struct Shape {
  std::int64_t kernel_width = 1, kernel_height = 1, output_width = 1, output_height = 1;
  std::int64_t channels = 1, filters = 1, batch = 1, groups = 1;
  std::int64_t width_stride = 1, height_stride = 1;

  auto operator<=>(const Shape&) const = default;  // NOLINT(modernize-use-nullptr): no pointer
};

struct Size {
  std::int64_t macs = 0, weights = 0, inputs = 0, outputs = 0;

  bool operator==(const Size&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Size& size) {
  return stream << size.macs << " MACs, " << size.weights << " weights, " << size.inputs
                << " inputs, " << size.outputs << " outputs";
}

/// What a layer of that shape touches; inputs with the padding that the kernel reaches.
Size size_of(const Shape& s) {
  const std::int64_t input_width = (s.output_width - 1) * s.width_stride + s.kernel_width;
  const std::int64_t input_height = (s.output_height - 1) * s.height_stride + s.kernel_height;
  Size size;
  size.weights = s.kernel_width * s.kernel_height * s.channels * s.filters / s.groups;
  size.macs = size.weights * s.output_width * s.output_height * s.batch;
  size.inputs = s.batch * s.channels * input_width * input_height;
  size.outputs = s.batch * s.filters * s.output_width * s.output_height;
  return size;
}

// --- as published ---

struct PublishedNetwork {
  std::map<Shape, int> times;  ///< how often each shape occurs
  std::int64_t layers = 0;
  std::int64_t distinct_layers = 0;
  std::int64_t batch = 1;
  std::int64_t parameters = 0;  ///< weights, biases and normalizations of the architecture
  std::int64_t published_parameters = 0;  ///< 0: not published
  double published_gmacs = 0;             ///< 0: not published
};

std::int64_t integer(const Node& row, const char* key, std::int64_t otherwise) {
  const auto value = row.find(key);
  return value ? value->integer() : otherwise;
}

std::int64_t integer(const Node& row, const char* key) {
  return row.require(key, std::string(key) + ": 1").integer(1);
}

std::vector<Node> rows(const Node& network, const char* key,
                       const std::vector<std::string>& columns) {
  const auto list = network.find(key);
  if (!list) return {};
  std::vector<Node> items = list->items();
  for (const Node& row : items) row.check_keys({.where = key, .known = columns, .ignored = {}});
  return items;
}

std::array<std::int64_t, 2> width_and_height(const Node& input) {
  if (input.is_scalar()) return {input.integer(1), input.integer(1)};
  return {input.items().at(0).integer(1), input.items().at(1).integer(1)};
}

void add_convolutions(const Node& node, PublishedNetwork& network) {
  const auto normalized = node.find("batch_normalization");
  const int parameters_per_filter = normalized && normalized->boolean() ? 2 : 1;
  for (const Node& row :
       rows(node, "convolutions",
            {"input", "channels", "filters", "kernel", "stride", "padding", "groups", "times"})) {
    const auto [width, height] = width_and_height(row.require("input", "input: 224"));
    const std::int64_t kernel = integer(row, "kernel");
    const std::int64_t stride = integer(row, "stride", 1);
    const std::int64_t beyond_kernel = 2 * integer(row, "padding", 0) - kernel;
    const Shape shape{.kernel_width = kernel,
                      .kernel_height = kernel,
                      .output_width = (width + beyond_kernel) / stride + 1,
                      .output_height = (height + beyond_kernel) / stride + 1,
                      .channels = integer(row, "channels"),
                      .filters = integer(row, "filters"),
                      .batch = network.batch,
                      .groups = integer(row, "groups", 1),
                      .width_stride = stride,
                      .height_stride = stride};
    const std::int64_t times = integer(row, "times", 1);
    network.times[shape] += static_cast<int>(times);
    network.parameters += times * (size_of(shape).weights + parameters_per_filter * shape.filters);
  }
}

void add_products(const Node& node, PublishedNetwork& network) {
  for (const char* kind : {"linear", "matrix_products"}) {
    for (const Node& row : rows(node, kind, {"rows", "channels", "filters", "times", "learned"})) {
      const Shape shape{.output_width = integer(row, "rows", 1),
                        .channels = integer(row, "channels"),
                        .filters = integer(row, "filters"),
                        .batch = network.batch};
      const std::int64_t times = integer(row, "times", 1);
      network.times[shape] += static_cast<int>(times);
      const auto learned = row.find("learned");
      if (learned && !learned->boolean()) continue;
      network.parameters += times * (size_of(shape).weights + shape.filters);
    }
  }
}

PublishedNetwork read_published(const Node& node) {
  node.check_keys(
      {.where = "a network",
       .known = {"source", "published", "batch", "batch_normalization", "other_parameters",
                 "layers", "distinct_layers", "convolutions", "linear", "matrix_products"},
       .ignored = {}});
  PublishedNetwork network;
  network.layers = integer(node, "layers");
  network.distinct_layers = integer(node, "distinct_layers");
  network.batch = integer(node, "batch", 1);
  network.parameters = integer(node, "other_parameters", 0);
  add_convolutions(node, network);
  add_products(node, network);
  if (const auto published = node.find("published")) {
    network.published_parameters = integer(*published, "parameters");
    if (const auto gmacs = published->find("gmacs")) network.published_gmacs = gmacs->number();
  }
  return network;
}

std::map<std::string, PublishedNetwork> published_networks() {
  const reader::ValueTree tree = reader::parse(
      reader::load({(source_dir / "test" / "unit" / "published_networks.yaml").string()}));
  reader::Context context;
  const Node root(tree.root(), "file", context);
  const Node list = root.require("networks", "networks: {}");
  std::map<std::string, PublishedNetwork> networks;
  for (const std::string& name : list.keys()) networks[name] = read_published(*list.find(name));
  if (!context.warnings.empty()) throw std::runtime_error(context.warnings.front());
  return networks;
}

// --- as shipped ---

Workload read_layer(const std::string& network, const std::string& layer) {
  return read_spec({(source_dir / "specs/architectures/simba.yaml").string(),
                    (networks_dir / network / (layer + ".yaml")).string()})
      .workload;
}

/// The entries of layers.yaml, "- name  # comment" a line.
std::vector<std::string> layers_in_order(const std::string& network) {
  std::ifstream file(networks_dir / network / "layers.yaml");
  std::vector<std::string> layers;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("- ")) layers.push_back(line.substr(2, line.find_first_of(" #", 2) - 2));
  }
  return layers;
}

std::int64_t bound(const Workload& workload, const char* dimension) {
  const auto found = workload.find_dimension(dimension);
  return found ? workload.bounds[*found] : 1;
}

std::int64_t coefficient(const Workload& workload, const char* name) {
  for (const Coefficient& candidate : workload.coefficients) {
    if (candidate.name == name) return candidate.value;
  }
  return 1;
}

/// Problems with G have C and K of one group, depthwise ones have no K, matrix products rows M.
Shape shape_of(const Workload& workload) {
  const bool is_depthwise = workload.shape_name == "depthwise_layer";
  Shape shape{.kernel_width = bound(workload, "R"),
              .kernel_height = bound(workload, "S"),
              .output_width = bound(workload, "P") * bound(workload, "M"),
              .output_height = bound(workload, "Q"),
              .channels = bound(workload, "C") * bound(workload, "G"),
              .filters = bound(workload, "K") * bound(workload, "G"),
              .batch = bound(workload, "N"),
              .groups = bound(workload, "G"),
              .width_stride = coefficient(workload, "Wstride"),
              .height_stride = coefficient(workload, "Hstride")};
  if (is_depthwise) shape.filters = shape.groups = shape.channels;
  return shape;
}

std::int64_t words(const Workload& workload, const char* data_space) {
  const DataSpace& space = workload.data_spaces.at(workload.find_data_space(data_space).value());
  return Projection(workload, space).words(workload.bounds);
}

Size size_of(const Workload& workload) {
  return {workload.operation_count(), words(workload, "Weights"), words(workload, "Inputs"),
          words(workload, "Outputs")};
}

std::set<std::string> folders_of_networks() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(networks_dir)) {
    names.insert(entry.path().filename());
  }
  return names;
}

class ShippedNetworks : public testing::TestWithParam<std::string> {
 protected:
  const PublishedNetwork network_ = published_networks().at(GetParam());
};

TEST_P(ShippedNetworks, HaveThePublishedLayers) {
  const auto layers = layers_in_order(GetParam());
  EXPECT_EQ(layers.size(), network_.layers);
  EXPECT_EQ(std::set(layers.begin(), layers.end()).size(), network_.distinct_layers);
  std::map<Shape, int> found;
  for (const std::string& layer : layers) {
    SCOPED_TRACE(layer);
    const Workload workload = read_layer(GetParam(), layer);
    const Shape shape = shape_of(workload);
    EXPECT_TRUE(network_.times.contains(shape)) << "no published layer has this shape";
    EXPECT_EQ(size_of(workload), size_of(shape));
    ++found[shape];
  }
  EXPECT_TRUE(found == network_.times) << "a shape occurs more or less often than published";
}

TEST_P(ShippedNetworks, HaveThePublishedTotals) {
  if (network_.published_parameters != 0) {
    EXPECT_EQ(network_.parameters, network_.published_parameters);
  }
  if (network_.published_gmacs == 0) return;
  std::int64_t macs = 0;
  for (const std::string& layer : layers_in_order(GetParam())) {
    macs += read_layer(GetParam(), layer).operation_count();
  }
  // Published with three decimals.
  const double gmacs = static_cast<double>(macs) / static_cast<double>(network_.batch) * 1e-9;
  EXPECT_NEAR(gmacs, network_.published_gmacs, 0.0005);
}

INSTANTIATE_TEST_SUITE_P(Published, ShippedNetworks, testing::ValuesIn(folders_of_networks()),
                         [](const auto& test_case) { return test_case.param; });

TEST(ShippedNetworkFiles, AreAllPublishedNetworks) {
  std::set<std::string> published;
  for (const auto& [name, network] : published_networks()) published.insert(name);
  EXPECT_EQ(folders_of_networks(), published);
}

TEST(ShippedNetworkFiles, ReadWithoutWarning) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(networks_dir)) {
    if (entry.is_directory() || entry.path().filename() == "layers.yaml") continue;
    const Spec spec = read_spec(
        {(source_dir / "specs/architectures/eyeriss.yaml").string(), entry.path().string()});
    EXPECT_TRUE(spec.warnings.empty()) << entry.path() << ": " << spec.warnings.front();
    ++files;
  }
  // Each distinct layer of a network, and the padded variant of a layer of ResNet-50.
  std::int64_t expected = 1;
  for (const auto& [name, network] : published_networks()) expected += network.distinct_layers;
  EXPECT_EQ(files, expected);
}

}  // namespace
}  // namespace tilewright
