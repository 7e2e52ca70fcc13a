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
  for (const std::string architecture :
       {"simba", "simba_tree", "simba_8x8", "simba_large_buffers", "eyeriss"}) {
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

Spec read_simulation(const std::string& architecture, const std::string& settings) {
  return read_spec({architecture_file(architecture), layer_file("resnet50", "input.83"),
                    specs_dir + "simulation/" + settings + ".yaml"});
}

TEST(ShippedSimulations, IdealOneReads) {
  const Spec spec = read_simulation("simba", "ideal");
  EXPECT_TRUE(spec.warnings.empty()) << spec.warnings.front();
  EXPECT_EQ(spec.simulation.networks.size(), 1U);
}

TEST(ShippedSimulations, MeshesHaveARowMoreThanTheirProcessingElements) {
  for (const std::string architecture : {"simba", "simba_8x8", "simba_large_buffers"}) {
    SCOPED_TRACE(architecture);
    const Spec spec = read_simulation(architecture, architecture + "_mesh_ddr4");
    EXPECT_TRUE(spec.warnings.empty()) << spec.warnings.front();
    ASSERT_EQ(spec.simulation.networks.size(), 1U);
    const NetworkSection& mesh = spec.simulation.networks.front();
    const int global_buffer = spec.architecture.level_count() - 2;
    EXPECT_EQ(mesh.level, spec.architecture.storage[global_buffer].name);
    EXPECT_EQ(mesh.columns.value() * (mesh.rows.value() - 1),
              spec.architecture.fanout_x(global_buffer));
    EXPECT_EQ(spec.simulation.dram.preset, "DDR4-2400");
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

Architecture read_architecture(const std::string& name) {
  return read_spec({architecture_file(name), layer_file("resnet50", "input.83")}).architecture;
}

TEST(ShippedArchitectures, TheLargerArrayHasFourTimesTheElementsAndTwiceTheDramBandwidth) {
  const Architecture base = read_architecture("simba");
  const Architecture larger = read_architecture("simba_8x8");
  EXPECT_EQ(larger.compute.mesh.instances, 4 * base.compute.mesh.instances);
  ASSERT_EQ(larger.level_count(), base.level_count());
  const int global_buffer = base.level_count() - 2;
  for (int level = 0; level < base.level_count(); ++level) {
    const StorageLevel& storage = larger.storage[level];
    const int times = level < global_buffer ? 4 : 1;
    EXPECT_EQ(storage.mesh.instances, times * base.storage[level].mesh.instances) << storage.name;
    EXPECT_EQ(storage.size_words, base.storage[level].size_words) << storage.name;
  }
  EXPECT_EQ(larger.storage.back().read_bandwidth, 2 * *base.storage.back().read_bandwidth);
  EXPECT_EQ(larger.storage.back().write_bandwidth, 2 * *base.storage.back().write_bandwidth);
}

TEST(ShippedArchitectures, TheLargerBuffersAreTwiceAndEightTimesAsLarge) {
  const Architecture base = read_architecture("simba");
  const Architecture larger = read_architecture("simba_large_buffers");
  ASSERT_EQ(larger.level_count(), base.level_count());
  // Registers, AccumulationBuffer, WeightBuffer, InputBuffer, GlobalBuffer; DRAM has no size.
  const std::vector<std::int64_t> times = {1, 2, 2, 2, 8};
  for (std::size_t level = 0; level < times.size(); ++level) {
    const StorageLevel& storage = larger.storage[level];
    EXPECT_EQ(storage.size_words, times[level] * *base.storage[level].size_words) << storage.name;
    EXPECT_EQ(storage.mesh.instances, base.storage[level].mesh.instances) << storage.name;
  }
}

TEST(ShippedArchitectures, EyerissExampleHasTimeloopsFigures) {
  const std::string stats =
      example_stats("eyeriss", "alexnet", "input.6", "eyeriss_alexnet_input.6");
  EXPECT_NE(stats.find("\nUtilization: 92.86%\nCycles: 718848\nEnergy: 767.71 uJ\n"),
            std::string::npos);
}

}  // namespace
}  // namespace tilewright
