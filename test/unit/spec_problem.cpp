// The problem section.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

Workload workload_of(const std::string& problem) {
  return read_spec_text(problem + small_architecture).workload;
}

std::string conv_with(const std::string& from, const std::string& to) {
  return replaced(conv_problem, from, to) + small_architecture;
}

TEST(SpecProblem, UserDefinedShape) {
  const Workload workload = workload_of(replaced(conv_problem, "K: 8}", "K: 8, Stride: 2}"));
  EXPECT_EQ(workload.shape_name, "conv1d");
  EXPECT_EQ(workload.dimensions, (std::vector<std::string>{"R", "P", "C", "K"}));
  EXPECT_EQ(workload.bounds, (std::vector<std::int64_t>{3, 16, 4, 8}));
  EXPECT_EQ(workload.operation_count(), 3 * 16 * 4 * 8);
  ASSERT_EQ(workload.data_space_count(), 3);
  EXPECT_EQ(workload.data_spaces[0].ranks.size(), 3U);
  const Rank& window = workload.data_spaces[1].ranks[1];
  ASSERT_EQ(window.size(), 2U);
  EXPECT_EQ(window[0].dimension, 0);
  EXPECT_EQ(window[0].coefficient, 1);
  EXPECT_EQ(window[0].coefficient_name, "");
  EXPECT_EQ(window[1].dimension, 1);
  EXPECT_EQ(window[1].coefficient, 2);
  EXPECT_EQ(window[1].coefficient_name, "Stride");
  EXPECT_FALSE(workload.data_spaces[1].read_write);
  EXPECT_TRUE(workload.data_spaces[2].read_write);
}

TEST(SpecProblem, CoefficientsHaveDefaultsAndMayBeZeroOrNegative) {
  EXPECT_EQ(workload_of(conv_problem).data_spaces[1].ranks[1][1].coefficient, 1);
  const Workload zero = workload_of(replaced(conv_problem, "default: 1", "default: 0"));
  EXPECT_FALSE(zero.data_spaces[1].depends_on(1));
  EXPECT_TRUE(zero.data_spaces[1].depends_on(0));
  const Workload negative = workload_of(replaced(conv_problem, "K: 8}", "K: 8, Stride: -2}"));
  EXPECT_EQ(negative.data_spaces[1].ranks[1][1].coefficient, -2);
}

TEST(SpecProblem, BuiltInConvolutionInOldFlatForm) {
  for (const char* shape : {"cnn-layer", "cnn_layer"}) {
    const Workload workload =
        workload_of(std::string("problem: {shape: ") + shape +
                    ", R: 3, S: 1, P: 7, Q: 7, C: 2, K: 4, N: 1, Wstride: 2, Hdilation: 3}\n");
    EXPECT_EQ(workload.shape_name, "cnn_layer");
    EXPECT_EQ(workload.dimensions, (std::vector<std::string>{"R", "S", "P", "Q", "C", "K", "N"}));
    EXPECT_EQ(workload.bounds, (std::vector<std::int64_t>{3, 1, 7, 7, 2, 4, 1}));
    const DataSpace& inputs = workload.data_spaces[1];
    EXPECT_EQ(inputs.name, "Inputs");
    EXPECT_EQ(inputs.ranks[2][0].coefficient, 1);  // R * Wdilation
    EXPECT_EQ(inputs.ranks[2][1].coefficient, 2);  // P * Wstride
    EXPECT_EQ(inputs.ranks[3][0].coefficient, 3);  // S * Hdilation
    const DataSpace& outputs = workload.data_spaces[2];
    EXPECT_TRUE(outputs.read_write);
    EXPECT_EQ(outputs.ranks[2][0].dimension, 3);  // Q before P
  }
}

TEST(SpecProblem, BuiltInGemms) {
  const Workload gemm = workload_of("problem: {shape: gemm, instance: {M: 2, N: 3, K: 4}}\n");
  EXPECT_EQ(gemm.data_space_count(), 4);
  EXPECT_TRUE(gemm.data_spaces[3].read_write);
  EXPECT_FALSE(gemm.data_spaces[2].read_write);
  const Workload abz = workload_of("problem: {shape: gemm-ABZ, M: 2, N: 3, K: 4}\n");
  EXPECT_EQ(abz.find_data_space("Z"), 2);
  EXPECT_EQ(abz.find_data_space("Y"), std::nullopt);
  EXPECT_EQ(abz.find_dimension("K"), 2);
}

TEST(SpecProblem, NoShapeIsAConvolutionWithAWarning) {
  const Spec spec = read_spec_text(
      "problem: {R: 1, S: 1, P: 1, Q: 1, C: 1, K: 1, N: 2}\n" + small_architecture, "in.yaml");
  EXPECT_EQ(spec.workload.shape_name, "cnn_layer");
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0].substr(0, 13), "in.yaml:1:10:");
}

TEST(SpecProblem, NumbersInTimeloopsNotations) {
  const Workload workload = workload_of(replaced(conv_problem, "P: 16, C: 4", "P: 0x10, C: 010"));
  EXPECT_EQ(workload.bounds[1], 16);
  EXPECT_EQ(workload.bounds[2], 8);
  EXPECT_EQ(workload_of(replaced(conv_problem, "P: 16", "P: \"16\"")).bounds[1], 16);
}

TEST(SpecProblem, Variables) {
  const std::string variables = "variables: {CHANNELS: MANY, MANY: 64, loop: loop}\n";
  const Workload workload = workload_of(variables + replaced(conv_problem, "C: 4", "C: CHANNELS"));
  EXPECT_EQ(workload.bounds[2], 64);
  expect_fault({variables + conv_with("C: 4", "C: loop"), "in.yaml:16:30", {"'C' is 'loop'"}});
  expect_fault({"variables: [1]\n" + conv_with("C: 4", "C: 4"), "in.yaml:1:12", {"give a map"}});
}

TEST(SpecProblem, DenseDensitiesAreAcceptedOthersAreNot) {
  const auto with = [](const std::string& densities) {
    return conv_with("K: 8}", "K: 8, " + densities + "}");
  };
  EXPECT_EQ(error_of(with("densities: {Weights: 1.0}")), "");
  EXPECT_EQ(error_of(with("commonDensity: 1")), "");
  EXPECT_EQ(error_of(with("densities: {Weights: {distribution: fixed_structured, density: 1.0}}")),
            "");
  expect_fault({with("densities: {Weights: 0.5}"), "in.yaml:15:60", {"sparse", "set them to 1"}});
  expect_fault({with("commonDensity: {distribution: banded}"), "in.yaml:15:54", {"sparse"}});
  expect_fault({with("densities: {Weight: 1}"),
                "in.yaml:15:51",
                {"unknown data space 'Weight'", "did you mean 'Weights'"}});
}

TEST(SpecProblem, PaddingKeysAreIgnoredUnknownOnesWarned) {
  EXPECT_TRUE(read_spec_text(conv_with("K: 8}", "K: 8, H: 3, W: 3, Hpad: 1}")).warnings.empty());
  const Spec spec = read_spec_text(conv_with("K: 8}", "K: 8, batch: 3}"), "in.yaml");
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0], "in.yaml:15:39: unknown key 'batch' in 'instance' is ignored");
}

TEST(SpecProblem, Faults) {
  const std::vector<FaultyInput> inputs = {
      {conv_with("P: 16, ", ""), "in.yaml:15:13", {"no bound for dimension P", "'P: 1'"}},
      {conv_with("P: 16, C: 4, ", ""), "in.yaml:15:13", {"P, C"}},
      {conv_with("P: 16", "P: 0"), "in.yaml:15:23", {"'P' is '0'", "smallest possible value is 1"}},
      {conv_with("P: 16", "P: -4"), "in.yaml:15:23", {"smallest"}},
      {conv_with("P: 16", "P: 1.5"), "in.yaml:15:23", {"'1.5'", "give an integer"}},
      {conv_with("P: 16", "P: 1e3"), "in.yaml:15:23", {"give an integer"}},
      {conv_with("P: 16", "P: 08"), "in.yaml:15:23", {"give an integer"}},
      {conv_with("P: 16", "P: many"), "in.yaml:15:23", {"'many'", "give an integer"}},
      {conv_with("P: 16", "P: [16]"), "in.yaml:15:23", {"a list", "give a single value"}},
      {conv_with("P: 16", "P: 10000000000000000000"),
       "in.yaml:15:23",
       {"too large", "9223372036854775807"}},
      {conv_with("R: 3, P: 16", "R: 9000000000, P: 9000000000"),
       "in.yaml:15:13",
       {"exceeds 2^63", "reduce"}},
      {conv_with("[R, P, C, K]", "[R, PP, C, K]"), "in.yaml:4:21", {"'PP'", "single letter"}},
      {conv_with("[R, P, C, K]", "[R, P, C, R]"), "in.yaml:4:27", {"listed twice"}},
      {conv_with("[R, P, C, K]", "[]"), "in.yaml:4:17", {"at least one dimension"}},
      {conv_with("[C, K, R]", "[C, X, R]"),
       "in.yaml:9:25",
       {"unknown dimension 'X'", "R, P, C, K"}},
      {conv_with("[C, K, R]", "[]"), "in.yaml:9:21", {"no ranks"}},
      {conv_with("[C, K, R]", "[[C], [K]]"), "in.yaml:9:23", {"[[R, Wdilation], [P, Wstride]]"}},
      {conv_with("[C, K, R]", "[[[C, Stride, K]]]"), "in.yaml:9:23", {"3 parts"}},
      {conv_with("[P, Stride]", "[P, 2]"), "in.yaml:11:39", {"unknown coefficient '2'"}},
      {conv_with("[P, Stride]", "[P, Strde]"), "in.yaml:11:39", {"did you mean 'Stride'"}},
      {conv_with("name: Inputs", "name: Weights"), "in.yaml:10:15", {"listed twice"}},
      {conv_with(", default: 1", ""), "in.yaml:6:9", {"no 'default'"}},
      {conv_with("read_write: true", "read_write: maybe"), "in.yaml:14:21", {"true or false"}},
      {conv_with("data_spaces", "data_space"), "in.yaml:7:5", {"did you mean 'data_spaces'"}},
      {conv_with("projection", "projecton"), "in.yaml:9:9", {"did you mean 'projection'"}},
      {conv_with("instance", "instnace"), "in.yaml:15:3", {"did you mean 'instance'"}},
      {conv_with("  shape", "  shpe"), "in.yaml:2:3", {"did you mean 'shape'"}},
      {conv_with("K: 8}", "K: 8, Strid: 2}"), "in.yaml:15:39", {"did you mean 'Stride'"}},
      {conv_with("name: conv1d", "flatten: [{name: X, dimensions: [R, P]}]"),
       "in.yaml:3:14",
       {"'flatten' is not supported"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecProblem, UnknownShapeListsTheBuiltInOnes) {
  expect_fault({"problem: {shape: cnn_layr}\n" + small_architecture,
                "in.yaml:1:18",
                {"unknown problem shape 'cnn_layr'", "did you mean 'cnn_layer'",
                 "cnn_layer, gemm, gemm_ABZ", "TIMELOOP_PROBLEM_SHAPE_DIR"}});
}

TEST(SpecProblem, ShapeWithoutAResultIsWarnedOf) {
  const Spec spec = read_spec_text(conv_with("read_write: true", "read_write: false"), "in.yaml");
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("no data space has 'read_write: true'"), std::string::npos);
}

TEST(SpecProblem, AtMostFiveDataSpaces) {
  std::string problem = "problem:\n  shape:\n    dimensions: [A]\n    data_spaces:\n";
  for (int i = 1; i <= 6; ++i) {
    problem += "      - {name: D" + std::to_string(i) + ", projection: [A]}\n";
    if (i == 5) {
      EXPECT_EQ(error_of(problem + "  A: 2\n" + small_architecture), "");
    }
  }
  expect_fault({problem + "  A: 2\n" + small_architecture, "in.yaml:5:7", {"6 data spaces"}});
}

}  // namespace
}  // namespace tilewright::test
