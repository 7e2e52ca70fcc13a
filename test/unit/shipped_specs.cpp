// Are the architectures, constraints, simulator settings and examples that ship with the project
// right? The networks are in shipped_networks.cpp.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
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
