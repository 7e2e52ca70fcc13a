// Are the specs that ship with the project right? Every file reads, the networks have the sizes of
// the published ones, both forms of the Simba-like chip are the same, and the examples are valid.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/nest/projection.hpp"
#include "model/report/report.hpp"

namespace tilewright {
namespace {

const std::string specs_dir = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";

std::string architecture_file(const std::string& name) {
  return specs_dir + "architectures/" + name + ".yaml";
}

std::string layer_file(const std::string& network, const std::string& layer) {
  return specs_dir + "networks/" + network + "/" + layer + ".yaml";
}

Spec read_layer(const std::string& architecture, const std::string& network,
                const std::string& layer) {
  return read_spec({architecture_file(architecture), layer_file(network, layer)});
}

/// The entries of layers.yaml, "- name  # comment" a line.
std::vector<std::string> layers_in_order(const std::string& network) {
  std::ifstream file(layer_file(network, "layers"));
  std::vector<std::string> layers;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("- ")) layers.push_back(line.substr(2, line.find_first_of(" #", 2) - 2));
  }
  return layers;
}

struct NetworkSize {
  std::int64_t operations = 0;
  std::int64_t weights = 0;
};

NetworkSize size_of(const std::string& network) {
  NetworkSize size;
  for (const std::string& layer : layers_in_order(network)) {
    const Workload workload = read_layer("simba", network, layer).workload;
    size.operations += workload.operation_count();
    size.weights += Projection(workload, workload.data_spaces.front()).words(workload.bounds);
  }
  return size;
}

int distinct_layers(const std::string& network) {
  const auto layers = layers_in_order(network);
  return static_cast<int>(std::set(layers.begin(), layers.end()).size());
}

TEST(ShippedNetworks, ResNet50HasItsPublishedSize) {
  const auto layers = layers_in_order("resnet50");
  EXPECT_EQ(layers.size(), 54U);
  EXPECT_EQ(std::set(layers.begin(), layers.end()).size(), 24U);
  const NetworkSize size = size_of("resnet50");
  EXPECT_EQ(size.operations, 4'089'184'256);
  // 25,557,032 parameters less 53,120 of batch normalization and 1000 biases.
  EXPECT_EQ(size.weights, 25'557'032 - 53'120 - 1'000);
}

TEST(ShippedNetworks, AlexNetHasItsPublishedSize) {
  EXPECT_EQ(layers_in_order("alexnet").size(), 8U);
  const NetworkSize size = size_of("alexnet");
  EXPECT_EQ(size.operations, 714'188'480);
  // 61,100,840 parameters less 10,344 biases.
  EXPECT_EQ(size.weights, 61'100'840 - 10'344);
}

TEST(ShippedNetworks, Vgg16HasItsPublishedSize) {
  EXPECT_EQ(distinct_layers("vgg16"), 12);
  const NetworkSize size = size_of("vgg16");
  EXPECT_EQ(size.operations, 15'470'264'320);
  // 138,357,544 parameters less 13,416 biases.
  EXPECT_EQ(size.weights, 138'357'544 - 13'416);
}

TEST(ShippedNetworks, ResNet18HasItsPublishedSize) {
  EXPECT_EQ(distinct_layers("resnet18_batch16"), 12);
  const NetworkSize size = size_of("resnet18_batch16");
  EXPECT_EQ(size.operations, 16 * 1'814'073'344LL);
  // 11,689,512 parameters less 9,600 of batch normalization and 1000 biases.
  EXPECT_EQ(size.weights, 11'689'512 - 9'600 - 1'000);
}

TEST(ShippedNetworks, MobileNetV2HasItsPublishedSize) {
  EXPECT_EQ(distinct_layers("mobilenet_v2"), 31);
  const NetworkSize size = size_of("mobilenet_v2");
  EXPECT_EQ(size.operations, 300'774'272);
  // 3,504,872 parameters less 34,112 of batch normalization and 1000 biases.
  EXPECT_EQ(size.weights, 3'504'872 - 34'112 - 1'000);
}

TEST(ShippedNetworks, BertBaseHasTheMatrixProductsOfTwelveLayers) {
  EXPECT_EQ(distinct_layers("bert_base"), 5);
  // Per layer and token: four projections, two products of 4 x 768, and the attention to 512
  // tokens.
  const std::int64_t per_token = 4 * 768 * 768 + 2 * 768 * 3072 + 2 * 768 * 512;
  EXPECT_EQ(size_of("bert_base").operations, 12 * 512 * per_token);
}

TEST(ShippedNetworks, EveryFileReadsWithoutWarning) {
  int files = 0;
  for (const std::string network :
       {"alexnet", "resnet50", "vgg16", "resnet18_batch16", "mobilenet_v2", "bert_base"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(specs_dir + "networks/" + network)) {
      if (entry.path().filename() == "layers.yaml") continue;
      const Spec spec = read_spec({architecture_file("eyeriss"), entry.path().string()});
      EXPECT_TRUE(spec.warnings.empty()) << entry.path() << ": " << spec.warnings.front();
      ++files;
    }
  }
  EXPECT_EQ(files, 93);
}

TEST(ShippedConstraints, NameTheLevelsOfTheirArchitecture) {
  for (const std::string architecture : {"simba", "simba_tree", "eyeriss"}) {
    const std::string base = architecture == "eyeriss" ? "eyeriss" : "simba";
    const Spec spec =
        read_spec({architecture_file(architecture), layer_file("resnet50", "input.83"),
                   specs_dir + "constraints/" + base + "_bypass.yaml"});
    EXPECT_TRUE(spec.warnings.empty()) << architecture;
    // One entry for each level on the chip; each says something of all three data spaces.
    EXPECT_EQ(spec.constraints.bypass.size(), spec.architecture.storage.size() - 1);
    for (const BypassConstraint& constraint : spec.constraints.bypass) {
      EXPECT_EQ(constraint.keep ^ constraint.bypass, all_data_spaces(3)) << constraint.level;
    }
  }
}

TEST(ShippedSimulations, ReadWithTheirArchitecture) {
  for (const std::string settings : {"ideal", "simba_mesh_ddr4"}) {
    const Spec spec = read_spec({architecture_file("simba"), layer_file("resnet50", "input.83"),
                                 specs_dir + "simulation/" + settings + ".yaml"});
    EXPECT_TRUE(spec.warnings.empty()) << settings << ": " << spec.warnings.front();
    EXPECT_EQ(spec.simulation.networks.size(), 1U);
  }
}

/// The stats of a hand-made example, evaluated on `architecture`.
std::string example_stats(const std::string& architecture, const std::string& network,
                          const std::string& layer, const std::string& example) {
  const Spec spec = read_spec({architecture_file(architecture), layer_file(network, layer),
                               specs_dir + "examples/" + example + ".yaml"});
  Evaluator evaluator(spec);
  Evaluation evaluation;
  if (!evaluator.evaluate(spec.mapping.value(), evaluation)) {
    return describe(evaluation.rejection, spec.architecture);
  }
  return stats_text(spec.workload, spec.architecture, evaluator.costs(), evaluation);
}

TEST(ShippedArchitectures, BothFormsOfTheSimbaLikeChipAreTheSame) {
  const std::string stats =
      example_stats("simba", "resnet50", "input.83", "simba_resnet50_input.83");
  // Timeloop's own figures.
  EXPECT_NE(stats.find("\nUtilization: 100.00%\nCycles: 112896\nEnergy: 131.43 uJ\n"),
            std::string::npos);
  EXPECT_EQ(stats, example_stats("simba_tree", "resnet50", "input.83", "simba_resnet50_input.83"));
}

TEST(ShippedArchitectures, EyerissExampleHasTimeloopsFigures) {
  const std::string stats =
      example_stats("eyeriss", "alexnet", "input.6", "eyeriss_alexnet_input.6");
  EXPECT_NE(stats.find("\nUtilization: 92.86%\nCycles: 718848\nEnergy: 767.71 uJ\n"),
            std::string::npos);
}

}  // namespace
}  // namespace tilewright
