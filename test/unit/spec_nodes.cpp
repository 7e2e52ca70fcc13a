// Architectures of version 0.4: the levels that nodes become, attributes, meshes, and expressions.

#include "test/unit/spec_nodes_samples.hpp"

namespace tilewright::test {
namespace {

std::vector<std::string> level_names(const Spec& spec) {
  std::vector<std::string> names;
  for (const StorageLevel& level : spec.architecture.storage) names.push_back(level.name);
  return names;
}

TEST(SpecNodes, BecomeLevelsFromTheInnermostOutwards) {
  const Spec spec = nodes_spec(conv_problem + small_nodes);
  EXPECT_EQ(level_names(spec),
            (std::vector<std::string>{"Register", "inter_Column_spatial", "Buffer", "DRAM"}));
  EXPECT_EQ(spec.architecture.compute.name, "MAC");
  EXPECT_EQ(spec.architecture.compute.mesh.x, 8);
  EXPECT_EQ(level_of(spec, "Register").mesh.x, 8);
  EXPECT_EQ(level_of(spec, "Buffer").mesh.instances, 1);
  EXPECT_EQ(level_of(spec, "Buffer").size_words, 128 * 8);
  EXPECT_EQ(level_of(spec, "Buffer").block_size, 8);
  EXPECT_EQ(level_of(spec, "DRAM").technology, Technology::dram);
  EXPECT_EQ(level_of(spec, "DRAM").place.line, 19);
}

TEST(SpecNodes, FanOutIsALevelThatHoldsNothing) {
  const Spec spec = nodes_spec(conv_problem + small_nodes);
  const StorageLevel& fanout = level_of(spec, "inter_Column_spatial");
  EXPECT_EQ(fanout.mesh.instances, 1);
  EXPECT_EQ(fanout.word_bits, 1);
  EXPECT_EQ(fanout.size_words, 1);
  EXPECT_EQ(spec.architecture.fanout_x(1), 8);
  EXPECT_EQ(bypass_of(spec, "inter_Column_spatial"), "wio");
  EXPECT_EQ(temporal_of(spec, "inter_Column_spatial"), "R=1 P=1 C=1 K=1 | RPCK");
  EXPECT_EQ(spatial_of(spec, "inter_Column_spatial"), "|");
}

TEST(SpecNodes, MeshesMultiply) {
  const Spec spec =
      nodes_spec(nodes_with("    - !Component\n      name: Register",
                            "    - !Container {name: Row, spatial: {meshX: 2, meshY: 3}}\n"
                            "    - !Component\n      name: Register\n      spatial: {meshY: 5}"));
  EXPECT_EQ(level_names(spec),
            (std::vector<std::string>{"Register", "inter_Register_spatial", "inter_Row_spatial",
                                      "inter_Column_spatial", "Buffer", "DRAM"}));
  const Mesh& row = level_of(spec, "inter_Row_spatial").mesh;
  EXPECT_EQ(std::pair(row.x, row.y), std::pair(std::int64_t{8}, std::int64_t{1}));
  const Mesh& inner = level_of(spec, "inter_Register_spatial").mesh;
  EXPECT_EQ(std::pair(inner.x, inner.y), std::pair(std::int64_t{16}, std::int64_t{3}));
  const Mesh& compute = spec.architecture.compute.mesh;
  EXPECT_EQ(std::pair(compute.x, compute.y), std::pair(std::int64_t{16}, std::int64_t{15}));
}

TEST(SpecNodes, StoragesHaveTheFrontEndsDefaults) {
  const Spec spec = nodes_spec(conv_problem + small_nodes);
  EXPECT_TRUE(level_of(spec, "DRAM").reduction_supported);
  EXPECT_EQ(level_of(spec, "DRAM").cluster_size, 1);
  const Spec other = nodes_spec(nodes_with("{width: 64, datawidth: 8}",
                                           "{width: 64, datawidth: 8, reduction_supported: no}"));
  EXPECT_FALSE(level_of(other, "DRAM").reduction_supported);
}

TEST(SpecNodes, ContainersGiveTheirAttributesToAllThatFollows) {
  const std::string column =
      "name: Column\n      attributes: {read_bandwidth: 3, multiple_buffering: 2, datawidth: 4}";
  const Spec spec = nodes_spec(nodes_with("name: Column", column));
  EXPECT_FALSE(level_of(spec, "Buffer").read_bandwidth.has_value());
  EXPECT_EQ(level_of(spec, "Register").read_bandwidth, 3);
  EXPECT_EQ(level_of(spec, "Register").word_bits, 8) << "its own attribute counts";
  EXPECT_EQ(level_of(spec, "Register").multiple_buffering, 1) << "the default counts";
  EXPECT_EQ(spec.architecture.compute.word_bits, 4);
}

TEST(SpecNodes, EvaluateExpressions) {
  const std::string variables = "variables: {version: 0.4, BITS: 4 * 2, COLUMNS: BITS // 2}\n";
  std::string nodes = replaced(small_nodes, "{depth: 128, width: 64, datawidth: 8}",
                               "\n        datawidth: BITS\n        width: datawidth * 4\n"
                               "        depth: max(32, spec.problem.instance.K ** 2)");
  nodes = replaced(nodes, "meshX: 8", "meshX: COLUMNS");
  const Spec spec = nodes_spec(variables + conv_problem + nodes);
  EXPECT_EQ(level_of(spec, "Buffer").word_bits, 8);
  EXPECT_EQ(level_of(spec, "Buffer").block_size, 4);
  EXPECT_EQ(level_of(spec, "Buffer").size_words, 64 * 4);
  EXPECT_EQ(spec.architecture.compute.mesh.x, 4);
}

TEST(SpecNodes, ExpressionsNameOtherNodes) {
  const std::string attributes =
      "\n        datawidth: Buffer.attributes.datawidth\n"
      "        width: Buffer.attributes[\"width\"] // Column.spatial.meshX * Column.spatial.meshY\n"
      "        depth: len(spec.problem.shape.dimensions) + Buffer.attributes['sizes'][1]";
  std::string nodes = replaced(small_nodes, "depth: 128", "sizes: [1, 2, 3], depth: 128");
  nodes = replaced(nodes, "{depth: 4, width: 16, datawidth: 8}", attributes);
  const Spec spec = nodes_spec(conv_problem + nodes);
  EXPECT_EQ(level_of(spec, "Register").word_bits, 8);
  EXPECT_EQ(level_of(spec, "Register").block_size, 1);
  EXPECT_EQ(level_of(spec, "Register").size_words, 6);
}

TEST(SpecNodes, NamesThatContainersHandDownAreNoMisspeltAttributes) {
  const Spec spec =
      nodes_spec(nodes_with("name: Column", "name: Column\n      attributes: {WORD_BITS: 4}"));
  EXPECT_EQ(spec.architecture.compute.word_bits, 16);
}

TEST(SpecNodes, KeysWithIgnoreInTheirNameAreIgnored) {
  const Spec spec =
      nodes_spec(nodes_with("name: Buffer", "name: Buffer\n      ignore_this: {depth: 3}") +
                 "ignored_templates: {a: 1}\n");
  EXPECT_EQ(level_of(spec, "Buffer").size_words, 1024);
}

TEST(SpecNodes, AnchorsAndMergesKeepTheirTags) {
  const std::string register_node =
      "    - !Component\n      name: Register\n      class: regfile\n"
      "      attributes: {depth: 4, width: 16, datawidth: 8}\n";
  const Spec spec = nodes_spec(
      nodes_with(register_node,
                 "    - &register !Component\n      <<: {class: regfile}\n      name: Register\n"
                 "      attributes: &sizes {depth: 4, width: 16, datawidth: 8}\n"
                 "    - !Component {<<: *register, name: Second, attributes: {<<: *sizes, depth: "
                 "8}}\n"));
  EXPECT_EQ(level_of(spec, "Register").size_words, 8);
  EXPECT_EQ(level_of(spec, "Second").size_words, 16);
}

TEST(SpecNodes, EvaluateExpressionsInOtherSections) {
  const std::string problem = replaced(conv_problem, "K: 8", "K: SIDE * 2");
  const Spec spec = nodes_spec("variables: {SIDE: 4}\n" + problem + small_nodes);
  EXPECT_EQ(spec.workload.bounds[3], 8);
}

TEST(SpecNodes, NamesOfContainersReachAsFarAsTheirBranch) {
  const std::string branch =
      "    - !Hierarchical\n      nodes:\n"
      "        - !Container {name: Inner, attributes: {BITS: 4}}\n"
      "        - !Component {name: L1, class: regfile,\n"
      "                      attributes: {datawidth: BITS, width: BITS, depth: 1}}\n";
  const std::string text = nodes_with("    - !Container\n", branch + "    - !Container\n");
  EXPECT_EQ(level_of(nodes_spec(text), "L1").word_bits, 4);
  expect_fault({replaced(text, "{depth: 4, width: 16, datawidth: 8}",
                         "{depth: 4, width: 16, datawidth: BITS}"),
                "in.yaml:38:52",
                {"'datawidth' is 'BITS'", "'BITS' is not known"}});
}

TEST(SpecNodes, SkipDisabledComponentsAndPlaceholders) {
  const Spec spec =
      nodes_spec(nodes_with("      name: Register", "      name: Register\n      enabled: 1 > 2") +
                 "variables: {A: 1}\n");
  EXPECT_FALSE(spec.architecture.find_level("Register").has_value());
  EXPECT_EQ(spec.architecture.compute.mesh.x, 8);
  const Spec other = nodes_spec(nodes_with("    - !Container", "    - !Nothing\n    - !Container"));
  EXPECT_EQ(other.architecture.level_count(), 4);
}

TEST(SpecNodes, PowerGatingReachesInwards) {
  const Spec spec =
      nodes_spec(conv_problem + replaced(replaced(small_nodes,
                                                  "    - !Container\n      name: Column\n"
                                                  "      spatial: {meshX: 8}\n",
                                                  ""),
                                         "depth: 128", "has_power_gating: true, depth: 128"));
  EXPECT_EQ(level_of(spec, "Buffer").power_gated_at, "");
  EXPECT_EQ(level_of(spec, "Register").power_gated_at, "Register");
}

TEST(SpecNodes, ParallelBranchesKeepTheirOwnDataSpaces) {
  const std::string registers =
      "    - !Parallel\n      nodes:\n"
      "        - !Component\n          name: WeightRegister\n          class: regfile\n"
      "          attributes: {depth: 1, width: 8, datawidth: 8}\n"
      "          constraints: {dataspace: {keep: [Weights]}}\n"
      "        - !Pipelined\n          nodes:\n"
      "            - !Component\n              name: Psum\n              class: regfile\n"
      "              attributes: {depth: 1, width: 8, datawidth: 8}\n"
      "              constraints: {dataspace: {keep: [Outputs]}}\n"
      "            - !Component\n              name: Adder\n              class: regfile\n"
      "              attributes: {depth: 1, width: 8, datawidth: 8}\n"
      "        - !Nothing {constraints: {dataspace: {keep: [Inputs]}}}\n";
  const std::string mac = "    - !Component\n      name: MAC";
  const std::string text = nodes_with(mac, registers + mac);
  const Spec spec = nodes_spec(text);
  EXPECT_EQ(bypass_of(spec, "WeightRegister"), "Wio");
  EXPECT_EQ(bypass_of(spec, "Psum"), "wiO");
  EXPECT_EQ(bypass_of(spec, "Adder"), "wi.");
  EXPECT_EQ(bypass_of(spec, "Register"), "...");
  expect_fault({replaced(text, "keep: [Inputs]", "keep: [Outputs]"),
                "in.yaml:52:11",
                {"two branches", "Outputs"}});
  expect_fault({replaced(text, "keep: [Inputs]", "bypass: [Inputs]"),
                "in.yaml:34:7",
                {"no branch", "Inputs", "!Nothing"}});
}

}  // namespace
}  // namespace tilewright::test
