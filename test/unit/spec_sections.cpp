// The root of the input: which sections there are; the mapper section; bypass constraints.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

const std::string base = conv_problem + small_architecture;

Spec spec_with(const std::string& sections) { return read_spec_text(base + sections, "in.yaml"); }

TEST(SpecSections, MisspeltAndUnknownSections) {
  expect_fault({"problm:\n  R: 3\n", "in.yaml:1:1", {"'problm'", "did you mean 'problem'?"}});
  expect_fault({base + "maping: []\n", "in.yaml:30:1", {"did you mean 'mapping'?"}});
  expect_fault({base + "ert: {}\n", "in.yaml:30:1", {"did you mean 'ERT'?"}});
  const Spec spec = spec_with("notes: text\ncomponents: []\n");
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0], "in.yaml:30:1: unknown key 'notes' in the input's root is ignored");
}

TEST(SpecSections, UnsupportedSections) {
  expect_fault({base + "sparse_optimizations: {}\n", "in.yaml:30:23", {"sparse", "remove"}});
  expect_fault({base + "layout: []\n", "in.yaml:30:9", {"'layout' is not supported"}});
  EXPECT_EQ(error_of(base + "sparse_optimizations:\nmodel: {verbose: false}\n"), "");
}

TEST(SpecSections, Model) {
  EXPECT_FALSE(spec_with("model: {verbose: true}\n").auto_bypass_on_failure);
  EXPECT_TRUE(spec_with("model: {auto_bypass_on_failure: true}\n").auto_bypass_on_failure);
}

TEST(SpecSections, Mapper) {
  EXPECT_EQ(spec_with("").mapper.algorithm, "");
  const Spec spec = spec_with("mapper: {algorithm: cosa, num-threads: 2, timeout: 0}\n");
  EXPECT_EQ(spec.mapper.algorithm, "cosa");
  EXPECT_EQ(spec.mapper.place.line, 30);
  EXPECT_TRUE(spec.warnings.empty());
  expect_fault({base + "mapper: {algoritm: cosa}\n", "in.yaml:30:10", {"mean 'algorithm'?"}});
}

void expect_weights_bypassed(const std::string& sections) {
  SCOPED_TRACE(sections);
  const Spec spec = spec_with(sections);
  ASSERT_EQ(spec.bypass_constraints.size(), 1U);
  EXPECT_EQ(spec.bypass_constraints[0].level, 0);
  EXPECT_EQ(spec.bypass_constraints[0].keep, 0b110U);
  EXPECT_EQ(spec.bypass_constraints[0].bypass, 0b001U);
  EXPECT_GT(spec.bypass_constraints[0].place.line, 29);
}

TEST(SpecSections, BypassConstraintsInAllContainers) {
  const std::string entry =
      "target: Buffer, type: bypass, keep: [Inputs, Outputs], bypass: [Weights]";
  const std::string item = "[{" + entry + "}]";
  expect_weights_bypassed("mapspace_constraints: " + item + "\n");
  expect_weights_bypassed("mapspace: " + item + "\n");
  expect_weights_bypassed("mapspace: {constraints: " + item + "}\n");
  expect_weights_bypassed("mapspace-constraints: {targets: " + item + "}\n");
  expect_weights_bypassed("mapspace: {constraints: mine, constraints_mine: " + item + "}\n");
  expect_weights_bypassed("arch_constraints: " + item + "\n");
  expect_weights_bypassed("architecture_constraints: {targets: " + item + "}\n");
  expect_weights_bypassed(
      "architecture_constraints: {targets: [{target: 0, constraints: [{type: dataspace, "
      "attributes: {keep: [Inputs, Outputs], bypass: [Weights]}}]}]}\n");
  for (const char* type : {"datatype", "dataspace", "bypassing"}) {
    expect_weights_bypassed(
        "mapspace: " + replaced(item, "type: bypass", std::string("type: ") + type) + "\n");
  }
}

TEST(SpecSections, ConstraintsOfTheArchitectureSection) {
  const std::string text =
      conv_problem +
      replaced(
          small_architecture, "  version: 0.3\n",
          "  version: 0.3\n  constraints: [{name: Buffer, type: bypass, bypass: [Weights]}]\n") +
      "arch_constraints: [{target: nowhere, type: bypass}]\n";
  const Spec spec = read_spec_text(text);
  ASSERT_EQ(spec.bypass_constraints.size(), 1U);
  EXPECT_EQ(spec.bypass_constraints[0].bypass, 1U);
}

TEST(SpecSections, OtherConstraintsAreNotedAsIgnored) {
  const Spec spec = spec_with(R"(mapspace_constraints:
  - {target: Buffer, type: temporal, factors: R=3 P<=4, permutation: RP_C, no_reuse: [Weights]}
  - {target: Buffer, type: spatial, split: 1}
  - {target: Buffer, type: utilization, min: 0.5}
  - {target: Buffer, type: max_overbooked_proportion, proportion: 0}
)");
  EXPECT_TRUE(spec.bypass_constraints.empty());
  EXPECT_TRUE(spec.warnings.empty());
  ASSERT_EQ(spec.ignored_constraints.size(), 4U);
  EXPECT_EQ(spec.ignored_constraints[1].rfind("in.yaml:32:5: a constraint of type 'spatial'", 0),
            0U)
      << spec.ignored_constraints[1];
}

TEST(SpecSections, TheOutermostLevelMayBeOverwritten) {
  const Spec spec = spec_with(
      "mapspace: [{target: DRAM, type: bypass, keep: [Weights, Inputs], bypass: [Inputs]},\n"
      "           {target: DRAM, type: bypass, bypass: [Weights]}]\n");
  ASSERT_EQ(spec.bypass_constraints.size(), 2U);
  EXPECT_EQ(spec.bypass_constraints[0].keep, 1U);
  EXPECT_EQ(spec.bypass_constraints[0].bypass, 2U);
}

TEST(SpecSections, FaultsOfConstraints) {
  const auto with = [](const std::string& items) { return base + "mapspace: [" + items + "]\n"; };
  const std::vector<FaultyInput> inputs = {
      {with("{target: Bufer, type: bypass}"), "in.yaml:30:21", {"did you mean 'Buffer'?"}},
      {with("{target: Buffer, type: bypass, keep: [Outpts]}"),
       "in.yaml:30:50",
       {"'Outpts' in 'keep' of level 'Buffer'", "did you mean 'Outputs'?"}},
      {with("{target: Buffer, type: bypas}"), "in.yaml:30:35", {"did you mean 'bypass'?"}},
      {with("{target: Buffer, type: temporal, fators: R=1}"), "in.yaml:30:45", {"'factors'?"}},
      {with("{type: bypass}"), "in.yaml:30:12", {"no target"}},
      {with("{target: Buffer}"), "in.yaml:30:12", {"no 'type'"}},
      {with("{target: Buffer, type: bypass, keep: [Weights], bypass: [Weights]}"),
       "in.yaml:30:12",
       {"both kept and bypassed"}},
      {with("{target: Buffer, type: bypass, keep: [Weights]}") +
           "arch_constraints: [{target: Buffer, type: bypass, bypass: [Weights]}]\n",
       "in.yaml:30:12",
       {"constrained twice in level 'Buffer'", "in.yaml:31:20"}},
      {base + "mapspace: []\nmapspace_constraints: []\n",
       "in.yaml:31:1",
       {"both 'mapspace' and 'mapspace_constraints'"}},
      {base + "mapspace: {constraints: mine}\n", "in.yaml:30:11", {"no 'constraints_mine'"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

}  // namespace
}  // namespace tilewright::test
