// The mapping section.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

constexpr auto temporal = LoopKind::temporal;
constexpr auto spatial_x = LoopKind::spatial_x;
constexpr auto spatial_y = LoopKind::spatial_y;

// Dimensions of conv_problem.
constexpr int R = 0;
constexpr int P = 1;
constexpr int C = 2;
constexpr int K = 3;

// Data spaces of conv_problem.
constexpr DataSpaceMask weights = 1;
constexpr DataSpaceMask inputs = 2;
constexpr DataSpaceMask outputs = 4;
constexpr DataSpaceMask all = 7;

std::string with_mapping(const std::string& mapping) {
  return conv_problem + small_architecture + mapping;
}

Spec spec_of(const std::string& mapping) {
  return read_spec_text(with_mapping(mapping), "in.yaml");
}

Mapping mapping_of(const std::string& mapping) { return spec_of(mapping).mapping.value(); }

/// The rest of a mapping whose one directive is tested; P, C, K and R are covered by DRAM.
std::string directives(const std::string& text) { return "mapping:\n" + text; }

std::vector<Loop> loops_of(const std::string& mapping) {
  std::vector<Loop> loops;
  for (const MappingNode& node : mapping_of(mapping).nodes) {
    if (const Loop* loop = std::get_if<Loop>(&node)) loops.push_back(*loop);
  }
  return loops;
}

TEST(SpecMapping, NodesStandOutermostFirst) {
  const Mapping expected{{Storage{1, all}, Loop{P, temporal, 4, 4}, Storage{0, inputs | outputs},
                          Loop{C, temporal, 4, 4}, Loop{P, temporal, 4, 4}, Loop{R, temporal, 3, 3},
                          Loop{K, spatial_x, 8, 8}},
                         {}};
  EXPECT_EQ(mapping_of(small_mapping), expected);
  EXPECT_EQ(spec_of(small_mapping).mapping_place.line, 31);
}

TEST(SpecMapping, FactorGrammar) {
  for (const char* factors : {"P=16 C=4 R=3 K=8", "P16 C4 R3 K8", "'P 16, C = 4,R=3,K==8 # K=99'",
                              "[P=16, C=4, R3, K=8]"}) {
    const std::vector<Loop> expected = {
        {K, temporal, 8, 8}, {C, temporal, 4, 4}, {P, temporal, 16, 16}, {R, temporal, 3, 3}};
    const std::string start = "  - {target: DRAM, type: temporal, factors: ";
    EXPECT_EQ(loops_of(directives(start + factors + "}\n")), expected) << factors;
  }
}

TEST(SpecMapping, ZeroIsTheWholeBoundWithAWarning) {
  const Spec spec =
      spec_of(directives("  - {target: DRAM, type: temporal, factors: P0 C=0 R0 K0}\n"));
  EXPECT_EQ(spec.warnings.size(), 4U);
  EXPECT_EQ(spec.warnings[0].substr(0, 14), "in.yaml:31:45:");
}

TEST(SpecMapping, TheLastFactorOfADimensionCounts) {
  const Spec spec =
      spec_of(directives("  - {target: DRAM, type: temporal, factors: P=3 P=16 C=4 R=3 K=8}\n"));
  EXPECT_EQ(spec.warnings.size(), 1U);
}

TEST(SpecMapping, Residuals) {
  // ((6 - 1) * 3 + 1 - 1) + 1 = 16
  const std::vector<Loop> expected = {{K, temporal, 8, 8},
                                      {C, temporal, 4, 4},
                                      {P, temporal, 6, 6},
                                      {R, temporal, 3, 3},
                                      {P, temporal, 3, 1}};
  EXPECT_EQ(loops_of(directives("  - {target: DRAM, type: temporal, factors: 'P=6 C=4 R=3 K=8'}\n"
                                "  - {target: Buffer, type: temporal, factors: 'P=3,1'}\n")),
            expected);
}

TEST(SpecMapping, PermutationsAreInnermostFirstAndPaddedOutside) {
  const std::vector<Loop> expected = {
      {K, temporal, 8, 8}, {R, temporal, 3, 3}, {P, temporal, 16, 16}, {C, temporal, 4, 4}};
  for (const char* permutation : {"CP", "'C P # K'", "[C, P]"}) {
    EXPECT_EQ(loops_of(directives("  - {target: DRAM, type: temporal, factors: P16 C4 R3 K8, "
                                  "permutation: " +
                                  std::string(permutation) + "}\n")),
              expected);
  }
}

TEST(SpecMapping, SplitDividesXFromY) {
  const std::string mesh = replaced(small_architecture, "intmac\n          attributes: {",
                                    "intmac\n          attributes: {meshX: 4, ");
  const auto spatial = [&](const std::string& keys) {
    const Spec spec = read_spec_text(conv_problem + mesh +
                                     "mapping:\n"
                                     "  - {target: DRAM, type: temporal, factors: P16 R3 K4}\n"
                                     "  - {target: Buffer, type: spatial, factors: K2 C4" +
                                     keys + "}\n");
    return to_level_nests(*spec.mapping, 2)[0].spatial;
  };
  const Loop k{K, spatial_x, 2, 2};
  const Loop c{C, spatial_x, 4, 4};
  const Loop k_along_y{K, spatial_y, 2, 2};
  const Loop c_along_y{C, spatial_y, 4, 4};
  EXPECT_EQ(spatial(""), (std::vector<Loop>{c, k}));  // R, P, C, K
  EXPECT_EQ(spatial(", permutation: KC"), (std::vector<Loop>{k, c}));
  EXPECT_EQ(spatial(", permutation: CK, split: 1"), (std::vector<Loop>{c, k_along_y}));
  // Factors of 1 count: R, P, C are along X.
  EXPECT_EQ(spatial(", split: 3"), (std::vector<Loop>{c, k_along_y}));
  EXPECT_EQ(spatial(", split: 0"), (std::vector<Loop>{c_along_y, k_along_y}));
  EXPECT_EQ(spatial(", split: 99"), (std::vector<Loop>{c, k}));
}

TEST(SpecMapping, LaterDirectivesReplaceEarlierOnes) {
  const std::string last = "  - {target: DRAM, type: temporal, factors: P16 C4 R3 K8}\n";
  EXPECT_EQ(mapping_of(directives(
                "  - {target: DRAM, type: temporal, factors: R3, permutation: KCPR}\n" + last)),
            mapping_of(directives(last)));
}

TEST(SpecMapping, KeepAndBypass) {
  const auto keep = [](const std::string& text) {
    const std::string loops = "  - {target: DRAM, type: temporal, factors: P16 C4 R3 K8}\n";
    const auto nests = to_level_nests(mapping_of(directives(loops + text)), 2);
    EXPECT_EQ(nests[1].keep, all);
    return nests[0].keep;
  };
  EXPECT_EQ(keep(""), all);
  EXPECT_EQ(keep("  - {target: Buffer, type: bypass, bypass: [Weights, Inputs]}\n"), outputs);
  EXPECT_EQ(keep("  - {target: 0, type: datatype, bypass: [Weights]}\n"), inputs | outputs);
  EXPECT_EQ(keep("  - {target: Buffer, type: dataspace, keep: [], bypass: [Outputs]}\n"),
            weights | inputs);
  EXPECT_EQ(keep("  - {target: Buffer, type: bypass, bypass: [Weights, Inputs]}\n"
                 "  - {target: Buffer, type: bypass, keep: [Weights]}\n"),
            weights | outputs);
}

TEST(SpecMapping, SuspiciousBypassesAreWarnedOf) {
  const std::string loops = "  - {target: DRAM, type: temporal, factors: P16 C4 R3 K8}\n";
  const Spec both = spec_of(directives(
      loops + "  - {target: Buffer, type: bypass, keep: [Inputs], bypass: [Inputs, Weights]}\n"));
  EXPECT_EQ(to_level_nests(*both.mapping, 2)[0].keep, outputs);
  ASSERT_EQ(both.warnings.size(), 1U);
  EXPECT_EQ(both.warnings[0],
            "in.yaml:32:5: 'Buffer' both keeps and bypasses Inputs; 'bypass' counts");

  const Spec outermost =
      spec_of(directives(loops + "  - {target: DRAM, type: bypass, bypass: [Inputs, Weights]}\n"));
  EXPECT_EQ(to_level_nests(*outermost.mapping, 2)[1].keep, outputs);
  ASSERT_EQ(outermost.warnings.size(), 1U);
  EXPECT_NE(outermost.warnings[0].find("outermost level 'DRAM' bypasses Weights, Inputs"),
            std::string::npos);
}

TEST(SpecMapping, ReuseDirectives) {
  const Mapping mapping = mapping_of(
      directives("  - {target: DRAM, type: temporal, factors: P16 C4 R3, no_reuse: [Inputs]}\n"
                 "  - {target: Buffer, type: temporal, no_temporal_reuse: [Weights], "
                 "rmw_first_update: [Outputs]}\n"
                 "  - {target: Buffer, type: spatial, factors: K8, no_link_transfer: [Weights], "
                 "no_reuse: [Inputs, Outputs]}\n"
                 "  - {target: Buffer, type: bypass, no_coalesce: [Outputs]}\n"));
  ASSERT_EQ(mapping.directives.size(), 2U);
  const ReuseDirectives buffer{weights, inputs | outputs, weights, outputs, outputs};
  EXPECT_EQ(mapping.directives[0], buffer);
  EXPECT_EQ(mapping.directives[1].no_temporal_reuse, inputs);
  EXPECT_TRUE(mapping_of(small_mapping).directives.empty());
}

TEST(SpecMapping, NoMulticastNoReductionHasNoEffect) {
  const Spec spec = read_spec_text(
      with_mapping(directives("  - {target: Buffer, type: spatial, factors: K8, "
                              "no_multicast_no_reduction: [Inputs]}\n"
                              "  - {target: DRAM, type: temporal, factors: P16 C4 R3}\n")));
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("write 'no_reuse'"), std::string::npos);
  EXPECT_TRUE(spec.mapping->directives.empty());
}

TEST(SpecMapping, Faults) {
  const auto with = [](const std::string& from, const std::string& to) {
    return with_mapping(replaced(small_mapping, from, to));
  };
  const std::vector<FaultyInput> faults = {
      {with("bypass: [Weights]", "bypass: [Weight]"),
       "in.yaml:34:45",
       {"unknown data space 'Weight' in 'bypass' of level 'Buffer'", "did you mean 'Weights'?"}},
      {with("bypass: [Weights]", "bypass: Weights"), "in.yaml:34:44", {"give a list"}},
      {with("target: DRAM", "target: DRM"),
       "in.yaml:31:14",
       {"unknown storage level 'DRM'", "did you mean 'DRAM'?"}},
      {with("target: DRAM", "target: Cache"), "in.yaml:31:14", {"known names are Buffer, DRAM"}},
      {with("target: DRAM", "target: 2"), "in.yaml:31:14", {"largest possible value is 1"}},
      {with("target: DRAM, ", ""), "in.yaml:31:5", {"no 'target'"}},
      {with("type: temporal, ", ""), "in.yaml:31:5", {"no 'type'"}},
      {with("type: temporal", "type: temporl"), "in.yaml:31:26", {"did you mean 'temporal'?"}},
      {with("type: temporal", "type: skew"), "in.yaml:31:26", {"'skew' are not supported"}},
      {with("factors: P", "fators: P"), "in.yaml:31:36", {"'fators'", "did you mean 'factors'?"}},
      {with("permutation", "permuation"), "in.yaml:31:54", {"did you mean 'permutation'?"}},
      {with("permutation: PK", "permutation: PX"), "in.yaml:31:67", {"unknown dimension 'X'"}},
      {with("permutation: PK", "permutation: PKP"), "in.yaml:31:67", {"P stands twice"}},
      {with("P=4 K=1", "P=4 X=2"), "in.yaml:31:45", {"unknown dimension 'X'", "R, P, C, K"}},
      {with("P=4 K=1", "PK=4"), "in.yaml:31:45", {"unknown dimension 'PK'"}},
      {with("P=4 K=1", "P=x"), "in.yaml:31:45", {"'P=x' is no factor", "'C=4'"}},
      {with("P=4 K=1", "P<=4"), "in.yaml:31:45", {"'P<=4' is no factor"}},
      {with("P=4 K=1", "P=4.5"), "in.yaml:31:45", {"no factor"}},
      {with("P=4 K=1", "'P=4,5'"), "in.yaml:31:45", {"5 iterations", "1 to 4"}},
      {with("P=4 K=1", "'P=4,0'"), "in.yaml:31:45", {"0 iterations"}},
      {with("P=4 K=1", "P=10000000000000000000"), "in.yaml:31:45", {"too large"}},
      {with("P=4 K=1", "P=4611686018427387904 K=1"), "in.yaml:32:47", {"P", "over 2^63"}},
      {with("factors: K=8", "factors: K=8, split: -1"), "in.yaml:33:58", {"smallest"}},
      {with("factors: K=8", "factors: K=8, split: X"), "in.yaml:33:58", {"give an integer"}},
      {with("target: Buffer, type: spatial", "target: DRAM, type: spatial"),
       "in.yaml:33:5",
       {"'DRAM' has a spatial directive, but no fan-out", "'Buffer'"}},
      {conv_problem + small_architecture + "mapping: {target: DRAM}\n",
       "in.yaml:30:10",
       {"'mapping' is a map", "give a list"}}};
  for (const FaultyInput& fault : faults) expect_fault(fault);
}

TEST(SpecMapping, FactorsThatDoNotMultiplyUp) {
  expect_fault({with_mapping(replaced(small_mapping, "C=4", "C=3")),
                "in.yaml:32:47",
                {"factors of dimension C multiply up to 3, but its bound is 4",
                 "'C=4' instead of 'C=3' in the temporal directive of 'Buffer'"}});
  expect_fault({with_mapping(replaced(small_mapping, " C=4", "")),
                "in.yaml:31:3",
                {"multiply up to 1", "'C=4' in the temporal directive of 'DRAM'"}});
  expect_fault({with_mapping(replaced(small_mapping, "factors: P=4 K=1", "factors: K=1")),
                "in.yaml:32:47",
                {"P multiply up to 4", "'P=16' instead of 'P=4'"}});
  expect_fault({with_mapping(replaced(small_mapping, "K=8", "K=16")),
                "in.yaml:33:46",
                {"'K=8' instead of 'K=16' in the spatial directive of 'Buffer'"}});
}

TEST(SpecMapping, TheOutermostFactorMustBePerfect) {
  expect_fault({with_mapping(replaced(small_mapping, "P=4 K=1", "'P=6,4 K=1'")),
                "in.yaml:32:47",
                {"outermost factor of dimension P is imperfect (6,4)", "'P=4'"}});
}

TEST(SpecMapping, UnknownKeysAreWarned) {
  const Spec spec = spec_of(replaced(small_mapping, "permutation: PK", "keep: [Weights]"));
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0],
            "in.yaml:31:54: unknown key 'keep' in a temporal directive is ignored");
}

}  // namespace
}  // namespace tilewright::test
