// Does the mapper prove the published optimum of every AlexNet and ResNet-50 layer? The reference
// figures lie beside the project; without them the test is skipped.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "mapper/cosa/cosa.hpp"
#include "mapper/cosa/solver.hpp"
#include "test/unit/cosa_specs.hpp"

namespace tilewright {
namespace {

struct Layer {
  std::string name;
  test::ConvShape shape;
  double objective = 0;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

/// Columns: network, layer, R, S, P, Q, C, K, N, Wstride, Hstride, objective_published, ...
std::vector<Layer> read_layers(std::istream& file) {
  std::vector<Layer> layers;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto fields = split(line);
    const auto number = [&](int column) { return std::stoll(fields[column]); };
    layers.push_back({.name = fields[0] + "/" + fields[1],
                      .shape = {.r = number(2),
                                .s = number(3),
                                .p = number(4),
                                .q = number(5),
                                .c = number(6),
                                .k = number(7),
                                .n = number(8),
                                .w_stride = number(9),
                                .h_stride = number(10)},
                      .objective = std::stod(fields[11])});
  }
  return layers;
}

TEST(CosaLayers, HaveThePublishedOptimum) {
  const std::filesystem::path path =
      std::filesystem::path(TILEWRIGHT_SOURCE_DIR) / "../shared/golden/cosa/layers.csv";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "the reference figures " << path.lexically_normal() << " are missing";
  const auto layers = read_layers(file);
  EXPECT_EQ(layers.size(), 33U);
  for (const cosa::SolverBackend& backend : cosa::solver_backends()) {
    for (const Layer& layer : layers) {
      SCOPED_TRACE(layer.name);
      CosaOptions options = test::published_cosa();
      options.solver = backend.name;
      const CosaResult result = map_with_cosa(test::simba_spec(layer.shape), options);
      EXPECT_EQ(result.status, CosaStatus::optimal) << result.reason;
      EXPECT_TRUE(result.proven_optimal);
      EXPECT_NEAR(result.objective, layer.objective, 1e-3);
    }
  }
}

}  // namespace
}  // namespace tilewright
