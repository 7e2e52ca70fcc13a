// Sections of constraints: their containers, and what is read from them.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

// Dimensions of conv_problem, with bounds 3, 16, 4 and 8.
constexpr int R = 0;
constexpr int P = 1;
constexpr int C = 2;
constexpr int K = 3;

// Data spaces of conv_problem.
constexpr DataSpaceMask weights = 1;
constexpr DataSpaceMask inputs = 2;
constexpr DataSpaceMask outputs = 4;

// Levels of small_architecture. Only the buffer has a fan-out.
constexpr int buffer = 0;
constexpr int dram = 1;

const std::string base = conv_problem + small_architecture;

Spec spec_with(const std::string& sections) { return read_spec_text(base + sections, "in.yaml"); }

/// With these entries of `mapspace`, which stands in line 30.
Spec spec_of(const std::string& entries) { return spec_with("mapspace: [" + entries + "]\n"); }

MappingConstraints constraints_of(const std::string& entries) {
  const Spec spec = spec_of(entries);
  EXPECT_TRUE(spec.warnings.empty()) << entries << "\n" << spec.warnings[0];
  return spec.constraints;
}

/// The only warning that these entries cause.
std::string warning_of(const std::string& entries) {
  const Spec spec = spec_of(entries);
  EXPECT_EQ(spec.warnings.size(), 1U) << entries;
  return spec.warnings.empty() ? "" : spec.warnings[0];
}

std::map<int, std::int64_t> values(const std::map<int, FactorLimit>& limits) {
  std::map<int, std::int64_t> result;
  for (const auto& [dimension, limit] : limits) result[dimension] = limit.value;
  return result;
}

using Limits = std::map<int, std::int64_t>;

void expect_weights_bypassed(const std::string& sections) {
  SCOPED_TRACE(sections);
  const Spec spec = spec_with(sections);
  ASSERT_EQ(spec.constraints.bypass.size(), 1U);
  EXPECT_EQ(spec.constraints.bypass[0].level, 0);
  EXPECT_EQ(spec.constraints.bypass[0].keep, inputs | outputs);
  EXPECT_EQ(spec.constraints.bypass[0].bypass, weights);
  EXPECT_GT(spec.constraints.bypass[0].place.line, 29);
  EXPECT_TRUE(spec.warnings.empty());
}

TEST(SpecConstraints, AllContainers) {
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

TEST(SpecConstraints, NoConstraints) {
  for (const char* sections : {"", "mapspace: []\n", "mapspace: {template: uber}\n",
                               "mapspace: {targets: []}\narch_constraints: []\n"}) {
    const Spec spec = spec_with(sections);
    EXPECT_TRUE(spec.constraints.levels.empty());
    EXPECT_TRUE(spec.constraints.bypass.empty());
    EXPECT_TRUE(spec.constraints.directives.empty());
    EXPECT_TRUE(spec.constraints.others.empty());
    EXPECT_EQ(spec.constraints.min_utilization, 0);
    EXPECT_EQ(spec.constraints.mapspace_template, MapspaceTemplate::uber);
  }
}

TEST(SpecConstraints, ConstraintsOfTheArchitectureSection) {
  const std::string text =
      conv_problem +
      replaced(small_architecture, "    - name: system\n",
               "    - name: system\n"
               "      constraints: [{name: Buffer, type: bypass, bypass: [Weights]}]\n") +
      "arch_constraints: [{target: nowhere, type: bypass}]\n";
  const Spec spec = read_spec_text(text);
  ASSERT_EQ(spec.constraints.bypass.size(), 1U);
  EXPECT_EQ(spec.constraints.bypass[0].bypass, 1U);
}

// Timeloop's walk down the tree leaves it at the innermost subtree when it looks for constraints.
TEST(SpecConstraints, ConstraintsBesideTheOutermostSubtreeAreIgnored) {
  const Spec spec = read_spec_text(
      conv_problem +
      replaced(
          small_architecture, "  version: 0.3\n",
          "  version: 0.3\n  constraints: [{name: Buffer, type: bypass, bypass: [Inputs]}]\n") +
      "arch_constraints: [{target: Buffer, type: bypass, bypass: [Weights]}]\n");
  ASSERT_EQ(spec.constraints.bypass.size(), 1U);
  EXPECT_EQ(spec.constraints.bypass[0].bypass, 1U);
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("these constraints are ignored"), std::string::npos);
}

TEST(SpecConstraints, BothSourcesCount) {
  const Spec spec = spec_with(
      "arch_constraints: [{target: Buffer, type: temporal, factors: R=3}]\n"
      "mapspace: [{target: Buffer, type: temporal, factors: C=2},\n"
      "           {target: DRAM, type: bypass, bypass: [Inputs]}]\n");
  ASSERT_EQ(spec.constraints.levels.size(), 2U);
  EXPECT_EQ(values(spec.constraints.levels[buffer].temporal.exact), (Limits{{R, 3}, {C, 2}}));
  // The mapspace comes first.
  EXPECT_EQ(spec.constraints.others[0].substr(0, 13), "in.yaml:31:12");
  EXPECT_EQ(spec.constraints.others[1].substr(0, 13), "in.yaml:30:20");
}

TEST(SpecConstraints, EntriesThatAreNoKeepOrBypassAreNoted) {
  const Spec spec = spec_with(R"(mapspace_constraints:
  - {target: Buffer, type: temporal, factors: R=3 P<=4, permutation: RP_C, no_reuse: [Weights]}
  - {target: Buffer, type: spatial, split: 1}
  - {target: Buffer, type: utilization, min: 0.5}
  - {target: Buffer, type: max_overbooked_proportion, proportion: 0}
)");
  EXPECT_TRUE(spec.constraints.bypass.empty());
  EXPECT_TRUE(spec.warnings.empty());
  ASSERT_EQ(spec.constraints.others.size(), 4U);
  EXPECT_EQ(spec.constraints.others[1],
            "in.yaml:32:5: a constraint of type 'spatial' is not honoured yet; only those that "
            "keep and bypass data spaces are");
}

TEST(SpecConstraints, TheOutermostLevelMayBeOverwritten) {
  const auto bypass =
      constraints_of(
          "{target: DRAM, type: bypass, keep: [Weights, Inputs], bypass: [Inputs]}, "
          "{target: DRAM, type: bypass, bypass: [Weights]}")
          .bypass;
  ASSERT_EQ(bypass.size(), 2U);
  EXPECT_EQ(bypass[0].keep, weights);
  EXPECT_EQ(bypass[0].bypass, inputs);
  EXPECT_EQ(bypass[1].bypass, weights);
}

TEST(SpecConstraints, FactorGrammar) {
  for (const char* factors : {"C=4 K<=2 P>=8", "C4 K<=2 P>=8", "'C 4,K <= 2,P>= 8'", "C==4K<=2P>=8",
                              "'C=4 K<=2 P>=8 # R=3'", "[C=4, K<=2, P>=8]", "P>=8 K<=2 C=4"}) {
    SCOPED_TRACE(factors);
    const auto constraints =
        constraints_of(std::string("{target: DRAM, type: temporal, factors: ") + factors + "}");
    ASSERT_EQ(constraints.levels.size(), 2U);
    const LoopConstraint& loops = constraints.levels[dram].temporal;
    EXPECT_EQ(values(loops.exact), (Limits{{C, 4}}));
    EXPECT_EQ(values(loops.at_most), (Limits{{K, 2}}));
    EXPECT_EQ(values(loops.at_least), (Limits{{P, 8}}));
    EXPECT_EQ(loops.exact.at(C).place.text(), "in.yaml:30:52");
    EXPECT_TRUE(constraints.levels[buffer].temporal.exact.empty());
    EXPECT_TRUE(constraints.levels[dram].spatial.exact.empty());
  }
}

TEST(SpecConstraints, SeveralEntriesForALevel) {
  const auto constraints = constraints_of(
      "{target: Buffer, type: temporal, factors: C=4}, {target: 0, type: spatial, factors: C=1}, "
      "{name: Buffer, type: temporal, attributes: {factors: R=1 C<=4}}");
  EXPECT_EQ(values(constraints.levels[buffer].temporal.exact), (Limits{{R, 1}, {C, 4}}));
  EXPECT_EQ(values(constraints.levels[buffer].temporal.at_most), (Limits{{C, 4}}));
  EXPECT_EQ(values(constraints.levels[buffer].spatial.exact), (Limits{{C, 1}}));
}

TEST(SpecConstraints, ZeroIsTheWholeBoundWithAWarning) {
  const Spec spec = spec_of("{target: DRAM, type: temporal, factors: C=0}");
  EXPECT_EQ(values(spec.constraints.levels[dram].temporal.exact), (Limits{{C, 4}}));
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("in.yaml:30:52: factor C=0 stands for the whole bound 4"),
            std::string::npos);
}

TEST(SpecConstraints, ExactFactorsBeyondTheBoundAreIgnoredWithAWarning) {
  const Spec spec = spec_of("{target: DRAM, type: temporal, factors: C=5 R=3 K<=9}");
  EXPECT_EQ(values(spec.constraints.levels[dram].temporal.exact), (Limits{{R, 3}}));
  EXPECT_EQ(values(spec.constraints.levels[dram].temporal.at_most), (Limits{{K, 9}}));
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0],
            "in.yaml:30:52: factor C=5 is ignored: it exceeds the bound 4 of dimension C");
}

TEST(SpecConstraints, DefaultLimitsFillInWhatIsNotGiven) {
  const auto most =
      constraints_of("{target: DRAM, type: temporal, factors: C<=3 P=2, default_max_factor: 2}");
  EXPECT_EQ(values(most.levels[dram].temporal.at_most), (Limits{{R, 2}, {P, 2}, {C, 3}, {K, 2}}));
  EXPECT_EQ(most.levels[dram].temporal.at_most.at(K).place.text(), "in.yaml:30:82");
  const auto least = constraints_of(
      "{target: Buffer, type: spatial, attributes: {factors: C>=4, default_min_factor: 1}}");
  EXPECT_EQ(values(least.levels[buffer].spatial.at_least),
            (Limits{{R, 1}, {P, 1}, {C, 4}, {K, 1}}));
}

TEST(SpecConstraints, Permutations) {
  struct Case {
    const char* text;
    std::vector<int> prefix;
    std::vector<int> suffix;
  };
  const std::vector<Case> cases = {{"CP", {C, P}, {}},         {"'C P # K'", {C, P}, {}},
                                   {"[C, P]", {C, P}, {}},     {"C_KR", {C}, {K, R}},
                                   {"_KR", {}, {K, R}},        {"RPCK_", {R, P, C, K}, {}},
                                   {"'K R _ P'", {K, R}, {P}}, {"[C, _, K, R]", {C}, {K, R}}};
  for (const Case& item : cases) {
    SCOPED_TRACE(item.text);
    const auto constraints = constraints_of(
        std::string("{target: DRAM, type: temporal, permutation: ") + item.text + "}");
    const LoopConstraint& loops = constraints.levels[dram].temporal;
    EXPECT_EQ(loops.prefix, item.prefix);
    EXPECT_EQ(loops.suffix, item.suffix);
    EXPECT_TRUE(loops.has_permutation());
    EXPECT_EQ(loops.permutation_place.text(), "in.yaml:30:56");
  }
}

TEST(SpecConstraints, PermutationsWithoutDimensionsAreNone) {
  const auto constraints = constraints_of(
      "{target: DRAM, type: temporal, permutation: ''}, "
      "{target: DRAM, type: temporal, permutation: CP}");
  EXPECT_EQ(constraints.levels[dram].temporal.prefix, (std::vector<int>{C, P}));
}

TEST(SpecConstraints, Split) {
  const auto constraints = constraints_of("{target: Buffer, type: spatial, split: 2}");
  EXPECT_EQ(constraints.levels[buffer].spatial.split, 2);
  EXPECT_EQ(constraints.levels[buffer].spatial.split_place.text(), "in.yaml:30:51");
  EXPECT_EQ(
      constraints_of("{target: Buffer, type: spatial, split: 0}").levels[buffer].spatial.split, 0);
  EXPECT_FALSE(constraints_of("{target: 0, type: spatial}").levels[buffer].spatial.split);
}

TEST(SpecConstraints, ReuseDirectives) {
  const auto directives =
      constraints_of(
          "{target: Buffer, type: spatial, no_link_transfer: [Weights], no_reuse: [Inputs]}, "
          "{target: Buffer, type: temporal, no_temporal_reuse: [Outputs], "
          "rmw_first_update: [Outputs]}, "
          "{target: Buffer, type: bypass, keep: [Inputs], no_coalesce: [Inputs, Weights]}, "
          "{target: DRAM, type: temporal, no_reuse: [Inputs]}")
          .directives;
  ASSERT_EQ(directives.size(), 2U);
  EXPECT_EQ(directives[buffer],
            (ReuseDirectives{weights, inputs, outputs, outputs, inputs | weights}));
  EXPECT_EQ(directives[dram], (ReuseDirectives{0, 0, inputs, 0, 0}));
}

TEST(SpecConstraints, NoMulticastNoReductionWorksInConstraints) {
  const auto directives =
      constraints_of("{target: 0, type: spatial, no_multicast_no_reduction: [Inputs]}").directives;
  ASSERT_EQ(directives.size(), 2U);
  EXPECT_EQ(directives[buffer].no_multicast, inputs);
}

TEST(SpecConstraints, DirectivesThatSetNothingAreNone) {
  EXPECT_TRUE(constraints_of("{target: 0, type: spatial, no_reuse: []}").directives.empty());
}

TEST(SpecConstraints, Utilization) {
  for (const char* type : {"utilization", "parallelism"}) {
    const auto constraints =
        constraints_of(std::string("{target: Buffer, type: ") + type + ", min: 0.75}");
    EXPECT_EQ(constraints.min_utilization, 0.75);
    EXPECT_EQ(constraints.min_utilization_place.line, 30);
    EXPECT_TRUE(constraints.levels.empty());
  }
  EXPECT_EQ(constraints_of("{target: 0, type: utilization, attributes: {min: 1}}").min_utilization,
            1);
}

TEST(SpecConstraints, TemplatesAndRemainders) {
  const Spec spec = spec_with(
      "mapspace: {template: ruby, constraints: [{target: Buffer, type: temporal, "
      "remainders: 3}]}\n");
  EXPECT_TRUE(spec.warnings.empty());
  EXPECT_EQ(spec.constraints.mapspace_template, MapspaceTemplate::ruby);
  EXPECT_EQ(spec.constraints.levels[buffer].temporal.max_remainder, 3);
  const Spec twice = spec_with(
      "mapspace: {template: ruby, targets: [{target: 0, type: spatial, remainders: 3},"
      " {target: 0, type: spatial, remainders: 2}]}\n");
  EXPECT_EQ(twice.constraints.levels[buffer].spatial.max_remainder, 2);
  EXPECT_EQ(twice.warnings.size(), 1U);
}

TEST(SpecConstraints, Warnings) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"{target: 0, type: temporal, remainders: 3}", "'template: ruby' only"},
      {"{target: 0, type: max_overbooked_proportion, proportion: 0.1}", "has no effect"},
      {"{target: 0, type: temporal, split: 1}", "unknown key 'split' in a constraint of type"},
      {"{target: 0, type: spatial, attributes: {split: 1}}",
       "in.yaml:30:52: 'split' is ignored: write it beside 'type'"},
      {"{target: 0, type: spatial, factors: C=2, attributes: {permutation: C}}",
       "in.yaml:30:39: 'factors' is ignored: it is read from 'attributes'"},
      {"{target: 0, constraints: [{target: 1, type: temporal}]}",
       "in.yaml:30:39: 'target' is ignored: the target of the whole list counts"},
      {"{target: 0, type: spatial, no_reuse: [Inputs], no_multicast_no_reduction: [Weights]}",
       "'no_multicast_no_reduction' is ignored, because there is 'no_reuse', too"}};
  for (const auto& [entry, text] : cases) {
    const std::string warning = warning_of(entry);
    EXPECT_NE(warning.find(text), std::string::npos) << warning;
  }
  EXPECT_EQ(spec_with("arch_constraints: {template: ruby}\n").warnings.size(), 1U);
}

TEST(SpecConstraints, IgnoredKeysHaveNoEffect) {
  const Spec spec = spec_of(
      "{target: 0, constraints: [{target: 1, type: spatial, factors: C=2, "
      "attributes: {split: 1, permutation: C}}]}");
  const LoopConstraint& loops = spec.constraints.levels[buffer].spatial;
  EXPECT_TRUE(loops.exact.empty());
  EXPECT_FALSE(loops.split);
  EXPECT_EQ(loops.prefix, std::vector<int>{C});
}

}  // namespace
}  // namespace tilewright::test
