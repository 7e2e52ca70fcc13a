// Faults of constraints: each is found at its place, and the message says what would be right.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

const std::string base = conv_problem + small_architecture;

/// One or two entries of `mapspace`, from column 12 of lines 30 and 31 on.
std::string with(const std::string& entry, const std::string& other = "") {
  return base + "mapspace: [" + entry + (other.empty() ? "" : ",\n           " + other) + "]\n";
}

TEST(SpecConstraintsFaults, TargetsTypesAndKeys) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: Bufer, type: bypass}"), "in.yaml:30:21", {"did you mean 'Buffer'?"}},
      {with("{target: 2, type: temporal}"), "in.yaml:30:21", {"largest possible value is 1"}},
      {with("{target: Buffer, type: temporl}"), "in.yaml:30:35", {"did you mean 'temporal'?"}},
      {with("{target: Buffer, type: bypas}"), "in.yaml:30:35", {"did you mean 'bypass'?"}},
      {with("{target: Buffer, type: temporal, fators: R=1}"), "in.yaml:30:45", {"'factors'?"}},
      {with("{target: 0, type: spatial, splt: 1}"), "in.yaml:30:39", {"did you mean 'split'?"}},
      {with("{target: 0, type: temporal, attributes: {fators: R=1}}"),
       "in.yaml:30:53",
       {"unknown key 'fators' in the attributes of a constraint", "'factors'?"}},
      {with("{target: 0, type: bypass, no_coalese: []}"), "in.yaml:30:38", {"'no_coalesce'?"}},
      {with("{type: bypass}"), "in.yaml:30:12", {"no target"}},
      {with("{target: Buffer}"), "in.yaml:30:12", {"no 'type'"}},
      {with("{taget: 0, constraints: []}"), "in.yaml:30:13", {"did you mean 'target'?"}},
      {with("{target: 0, constraints: 3}"), "in.yaml:30:37", {"give a list"}},
      {with("Buffer"), "in.yaml:30:12", {"give a map"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Containers) {
  const std::vector<FaultyInput> inputs = {
      {base + "mapspace: []\nmapspace_constraints: []\n",
       "in.yaml:31:1",
       {"both 'mapspace' and 'mapspace_constraints'"}},
      {base + "mapspace: {constraints: mine}\n", "in.yaml:30:11", {"no 'constraints_mine'"}},
      {base + "mapspace: {constraints: {a: 1}}\n", "in.yaml:30:25", {"give a list"}},
      {base + "mapspace: {target: []}\n", "in.yaml:30:12", {"did you mean 'targets'?"}},
      {base + "mapspace: {template: rubi}\n",
       "in.yaml:30:22",
       {"unknown mapspace template 'rubi'", "did you mean 'ruby'?"}},
      {base + "mapspace: {template: none}\n", "in.yaml:30:22", {"uber, ruby"}},
      {base + "mapspace: 3\n", "in.yaml:30:11", {"give a map"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Factors) {
  const auto factors = [](const std::string& text) {
    return with("{target: 0, type: temporal, factors: " + text + "}");
  };
  const std::string place = "in.yaml:30:49";
  const std::vector<FaultyInput> inputs = {
      {factors("X=2"), place, {"unknown dimension 'X'", "R, P, C, K"}},
      {factors("CK=2"), place, {"unknown dimension 'CK'"}},
      {factors("C=-1"), place, {"'C=-1' is no factor", "'C<=8' or 'C>=2'"}},
      {factors("C=2.5"), place, {"'.5' is no factor"}},
      {factors("C=x"), place, {"'C=x' is no factor"}},
      {factors("C=<2"), place, {"'C=<2' is no factor"}},
      {factors("C<2"), place, {"'C<2' is no factor"}},
      {factors("'C=4,2'"), place, {"'2' is no factor"}},
      {factors("C<=0"), place, {"0 is no limit for a factor of dimension C", "1 or more"}},
      {factors("C>=0"), place, {"0 is no limit"}},
      {factors("C<=10000000000000000000"), place, {"too large"}},
      {factors("{C: 2}"), place, {"give a single value"}},
      {factors("C=2 C=4"), place, {"two factors of dimension C", "C=2 and C=4", "remove one"}},
      {factors("C<=2 C<=4"), place, {"C<=2 and C<=4"}},
      {factors("C>=2 C>=2"), place, {"C>=2 and C>=2"}},
      {factors("C=1, default_max_factor: 0"), "in.yaml:30:74", {"smallest possible value is 1"}},
      {factors("C=1, default_min_factor: -2"), "in.yaml:30:74", {"smallest possible value is 1"}},
      {factors("C=1, default_min_factor: 1.5"), "in.yaml:30:74", {"give an integer"}},
      {factors("C>=5"), place, {"C>=5", "level 'Buffer' exceeds the bound 4", "in.yaml:2:3"}},
      {factors("C=1, default_min_factor: 4"),
       "in.yaml:30:74",
       {"factor R>=4", "exceeds the bound 3"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, FactorsOfTwoEntries) {
  const std::string first = "{target: 0, type: temporal, factors: C=4 K<=2 P>=4}";
  const auto and_then = [&](const std::string& factors) {
    return with(first, "{target: Buffer, type: temporal, " + factors + "}");
  };
  const std::vector<FaultyInput> inputs = {
      {and_then("factors: C=4"),
       "in.yaml:31:54",
       {"two factors of dimension C for the temporal loops of level 'Buffer', C=4 and C=4",
        "change it here or at in.yaml:30:49"}},
      {and_then("factors: K<=4"), "in.yaml:31:54", {"K<=2 and K<=4", "in.yaml:30:49"}},
      {and_then("factors: P>=1"), "in.yaml:31:54", {"P>=4 and P>=1", "in.yaml:30:49"}},
      {and_then("default_max_factor: 2"), "in.yaml:31:65", {"K<=2 and K<=2", "in.yaml:30:49"}},
      {with(first) + "arch_constraints: [{target: 0, type: temporal, factors: C=2}]\n",
       "in.yaml:31:57",
       {"C=4 and C=2", "in.yaml:30:49"}},
      {"arch_constraints: [{target: 0, type: temporal, factors: C=2}]\n" + with(first),
       "in.yaml:1:57",
       {"C=4 and C=2", "in.yaml:31:49"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, ContradictingFactors) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: 0, type: temporal, factors: P=16}",
            "{target: 0, type: temporal, factors: P<=8}"),
       "in.yaml:30:49",
       {"factors P=16 and P<=8 of the temporal loops of level 'Buffer' contradict each other",
        "change it here or at in.yaml:31:49"}},
      {with("{target: 0, type: spatial, factors: K=2}",
            "{target: 0, type: spatial, factors: K>=4}"),
       "in.yaml:31:48",
       {"factors K>=4 and K=2 of the spatial loops", "in.yaml:30:48"}},
      {with("{target: 0, type: temporal, factors: P>=8 P<=4}"),
       "in.yaml:30:49",
       {"P>=8 and P<=4", "remove one"}},
      {with("{target: 1, type: temporal, factors: P=16, default_max_factor: 8}"),
       "in.yaml:30:49",
       {"P=16 and P<=8", "in.yaml:30:75"}},
      {with("{target: 1, type: temporal, factors: P=0 P<=8}"), "in.yaml:30:49", {"P=16 and P<=8"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, LimitsOfOtherLoopsDoNotContradict) {
  EXPECT_EQ(error_of(with("{target: 0, type: temporal, factors: P=16 K<=8 K>=8}",
                          "{target: 1, type: temporal, factors: P<=8}")),
            "");
  EXPECT_EQ(error_of(with("{target: 0, type: temporal, factors: P=16}",
                          "{target: 0, type: spatial, factors: P<=8}")),
            "");
}

TEST(SpecConstraintsFaults, Permutations) {
  const auto permutation = [](const std::string& text) {
    return with("{target: 1, type: temporal, permutation: " + text + "}");
  };
  const std::string place = "in.yaml:30:53";
  const std::vector<FaultyInput> inputs = {
      {permutation("CX"), place, {"unknown dimension 'X'", "R, P, C, K"}},
      {permutation("'C,P'"), place, {"unknown dimension ','"}},
      {permutation("CPC"), place, {"dimension C stands twice"}},
      {permutation("CP_KC"), place, {"dimension C stands twice"}},
      {with("{target: 1, type: temporal, permutation: CP}",
            "{target: 1, type: temporal, permutation: _K}"),
       "in.yaml:31:53",
       {"two permutations of the temporal loops of level 'DRAM'", "or at in.yaml:30:53"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Spatial) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: DRAM, type: spatial, split: 1}"),
       "in.yaml:30:12",
       {"level 'DRAM' has a spatial constraint, but no fan-out", "'Buffer' more instances"}},
      {with("{target: 1, type: spatial}"), "in.yaml:30:12", {"no fan-out"}},
      {with("{target: 0, type: spatial, split: -1}"), "in.yaml:30:46", {"smallest"}},
      {with("{target: 0, type: spatial, split: 1.5}"), "in.yaml:30:46", {"give an integer"}},
      {with("{target: 0, type: spatial, split: 4294967296}"), "in.yaml:30:46", {"too large"}},
      {with("{target: 0, type: spatial, split: 1}", "{target: 0, type: spatial, split: 1}"),
       "in.yaml:31:46",
       {"two splits of the spatial loops of level 'Buffer'", "or at in.yaml:30:46"}},
      {with("{target: 0, type: temporal, remainders: 0}"), "in.yaml:30:52", {"smallest"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Reuse) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: 0, type: temporal, no_reuse: [Weight]}"),
       "in.yaml:30:51",
       {"unknown data space 'Weight' in 'no_reuse' of level 'Buffer'", "did you mean 'Weights'?"}},
      {with("{target: 0, type: spatial, no_link_transfer: Weights}"),
       "in.yaml:30:57",
       {"give a list"}},
      {with("{target: 0, type: spatial, no_reuse: [Weights]}",
            "{target: 0, type: spatial, no_multicast_no_reduction: [Inputs]}"),
       "in.yaml:31:66",
       {"'no_multicast_no_reduction' of level 'Buffer' is given twice", "or at in.yaml:30:49"}},
      {with("{target: 0, type: temporal, rmw_first_update: []}",
            "{target: 0, type: temporal, rmw_first_update: [Outputs]}"),
       "in.yaml:31:58",
       {"'rmw_first_update' of level 'Buffer' is given twice", "in.yaml:30:58"}},
      {with("{target: 0, type: bypass, no_coalesce: [Inputs]}",
            "{target: 0, type: bypass, no_coalesce: [Inputs]}"),
       "in.yaml:31:51",
       {"'no_coalesce' of level 'Buffer' is given twice", "in.yaml:30:51"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Bypass) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: Buffer, type: bypass, keep: [Outpts]}"),
       "in.yaml:30:50",
       {"'Outpts' in 'keep' of level 'Buffer'", "did you mean 'Outputs'?"}},
      {with("{target: Buffer, type: bypass, keep: [Weights], bypass: [Weights]}"),
       "in.yaml:30:12",
       {"both kept and bypassed"}},
      {with("{target: Buffer, type: bypass, keep: [Weights]}",
            "{target: Buffer, type: datatype, keep: [Weights, Inputs]}"),
       "in.yaml:31:12",
       {"constrained twice in level 'Buffer'", "in.yaml:30:12"}},
      {with("{target: Buffer, type: bypass, keep: [Weights]}") +
           "arch_constraints: [{target: Buffer, type: bypass, bypass: [Weights]}]\n",
       "in.yaml:31:20",
       {"constrained twice in level 'Buffer'", "in.yaml:30:12"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecConstraintsFaults, Shares) {
  const std::vector<FaultyInput> inputs = {
      {with("{target: DRAM, type: utilization, min: 0.5}"),
       "in.yaml:30:12",
       {"minimum utilization for level 'DRAM'", "innermost level, 'Buffer'"}},
      {with("{target: 0, type: utilization, min: 50}"), "in.yaml:30:48", {"from 0 to 1"}},
      {with("{target: 0, type: parallelism, min: -0.5}"), "in.yaml:30:48", {"from 0 to 1"}},
      {with("{target: 0, type: utilization, min: half}"), "in.yaml:30:48", {"give a number"}},
      {with("{target: 0, type: utilization}"), "in.yaml:30:12", {"no 'min'"}},
      {with("{target: 0, type: utilization, min: 0}", "{target: 0, type: utilization, min: 0}"),
       "in.yaml:31:48",
       {"two minimum utilizations", "or at in.yaml:30:48"}},
      {with("{target: 0, type: max_overbooked_proportion}"), "in.yaml:30:12", {"'proportion'"}},
      {with("{target: 0, type: max_overbooked_proportion, proportion: 2}"),
       "in.yaml:30:69",
       {"from 0 to 1"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

}  // namespace
}  // namespace tilewright::test
