// tilewright-mapper --mapper exact: what it minimizes, prints and writes, and how it is stopped.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "mapper_search.hpp"
#include "running_program.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MapperExact : public ExactMapperTest {
 protected:
  /// The costs of the best of all mappings.
  Json try_all(const std::string& metric) const {
    const ProgramResult result = run_mapper(
        "mapper: {algorithm: exhaustive, num_threads: 1, timeout: 0, "
        "victory_condition: 0, optimization_metric: " +
            metric + "}\n" + problem_to_map(),
        {"--json"});
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return Json::parse(result.standard_output)["evaluation"];
  }
};

TEST_F(MapperExact, WritesWhatTheModelConfirms) {
  const ProgramResult mapped = run_exact(problem_to_map());
  ASSERT_EQ(mapped.exit_status, 0) << mapped.standard_error;
  EXPECT_THAT(mapped.standard_output,
              AllOf(ContainsRegex("^Exact: edp = [0-9.e+]+ \\| bound = [0-9.e+]+ \\| proven "
                                  "optimal \\| labels = [0-9]+ \\| time = [0-9.]+ s\n"),
                    HasSubstr("\nUtilization = ")));
  EXPECT_THAT(mapped.standard_error, IsEmpty());
  EXPECT_EQ(output_names(), mapper_files());
  const std::string stats = output_text("timeloop-mapper.stats.txt");
  const ProgramResult evaluated =
      run("tilewright-model", {"in.yaml", (output_folder_ / "timeloop-mapper.map.yaml").string(),
                               "-o", output_folder_.string()});
  ASSERT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), stats);
}

struct Objective {
  const char* name;
  const char* option;    ///< as on the command line
  const char* in_input;  ///< as in the input
  const char* first;     ///< the metric that is minimized first
  const char* key;       ///< of its value in the evaluation
};

class MapperExactObjective : public MapperExact, public ::testing::WithParamInterface<Objective> {};

TEST_P(MapperExactObjective, IsTheLeastOfAllMappings) {
  const Objective& objective = GetParam();
  const Json given = run_json(problem_to_map(), {"--objective", objective.option});
  const Json read = run_json(std::string("mapper: {algorithm: hybrid, optimization_metrics: ") +
                             objective.in_input + "}\n" + problem_to_map());
  EXPECT_EQ(given["evaluation"], read["evaluation"]);
  EXPECT_EQ(given["objective"], objective.option);
  EXPECT_EQ(given["status"], "optimal");
  EXPECT_EQ(given["proven_optimal"], true);
  EXPECT_EQ(given["lower_bound"], given["cost"]);
  const double least = try_all(objective.first)[objective.key];
  EXPECT_NEAR(given["cost"][objective.first].get<double>(), least, 1e-9 * least);
  EXPECT_EQ(given["evaluation"][objective.key], given["cost"][objective.first]);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperExactObjective,
    ::testing::Values(Objective{"Energy", "energy", "[energy]", "energy", "energy_pj"},
                      Objective{"Delay", "delay", "[delay]", "delay", "cycles"},
                      Objective{"Edp", "edp", "[edp]", "edp", "edp_pj_cycles"},
                      Objective{"DelayFirst", "delay,energy", "[delay, energy]", "delay", "cycles"},
                      Objective{"EnergyFirst", "energy,delay", "[energy, delay]", "energy",
                                "energy_pj"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperExact, TheInputMayNameIt) {
  const ProgramResult result = run_mapper("mapper: {algorithm: exact}\n" + problem_to_map());
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output, HasSubstr("Exact: edp = "));
}

TEST_F(MapperExact, OtherMetricsAreRefusedWithTheirPlace) {
  const ProgramResult result = run_mapper(
      "mapper:\n  algorithm: exact\n  optimization_metrics: [edp, delay]\n" + problem_to_map());
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("ERROR: in.yaml:2:"), HasSubstr("cannot minimize these"),
                    HasSubstr("'delay,energy'")));
  EXPECT_THAT(output_names(), IsEmpty());
}

struct BadUsage {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

class MapperExactUsage : public MapperExact, public ::testing::WithParamInterface<BadUsage> {};

TEST_P(MapperExactUsage, IsRefused) {
  const ProgramResult result = run_exact(problem_to_map(), GetParam().arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error, HasSubstr(GetParam().message));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperExactUsage,
    ::testing::Values(
        BadUsage{"BestOf", {"--best-of", "5"}, "'best-of' does not apply to the mapper 'exact'"},
        BadUsage{"Seed", {"--seed", "5"}, "'seed' does not apply to the mapper 'exact'"},
        BadUsage{"KeepInvalid", {"--keep-invalid"}, "'keep-invalid' does not apply"},
        BadUsage{"Cosa", {"--cosa-solver", "cbc"}, "'cosa-solver' does not apply"},
        BadUsage{"Objective", {"--objective", "energy,edp"}, "option 'objective' is 'energy,edp'"},
        BadUsage{"Comma", {"--objective", ","}, "option 'objective' is ','"},
        BadUsage{"Empty", {"--objective", ""}, "option 'objective' is empty"},
        BadUsage{"Twice", {"--objective", "energy,energy"}, "'energy,energy'; give energy, delay"},
        BadUsage{"Threads", {"--threads", "0"}, "option 'threads' is 0"},
        BadUsage{"TimeLimit", {"--time-limit", "-1"}, "option 'time-limit' is -1"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperExact, AnObjectiveIsNotForPublishedCosaAlone) {
  const ProgramResult result =
      run_mapper(problem_to_map(),
                 {"--mapper", "cosa", "--cosa-formulation", "published", "--objective", "edp"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error,
              HasSubstr("'objective' does not apply to the mapper 'cosa, formulation published'"));
}

TEST_F(MapperExact, AnObstacleIsNamed) {
  const std::string spec =
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: temporal, factors: P=16 R=3}\n"
      "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n" +
      problem_to_map();
  const ProgramResult result = run_exact(replaced(spec, "depth: 64", "depth: 36"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("ERROR: in.yaml:"), HasSubstr("give Buffer 37 words")));
  EXPECT_THAT(output_names(), IsEmpty());
}

// At most 4 of 5 units can work, since no factor of a dimension is 5.
TEST_F(MapperExact, AMapspaceWithoutAValidMappingIsExplained) {
  const std::string spec =
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: utilization, min: 0.9}\n" +
      replaced(problem_to_map(), "name: MAC", "name: MAC[0..4]");
  const ProgramResult result = run_exact(spec, {"--json"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(Json::parse(result.standard_output)["status"], "infeasible");
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("ERROR: it is proven that no mapping is valid. "),
                    HasSubstr("lower the least utilization to 0.8")));
  EXPECT_THAT(output_names(), IsEmpty());
  EXPECT_EQ(run_exact(spec, {"--exit-zero-without-mapping"}).exit_status, 0);
}

TEST_F(MapperExact, SaysWhatIsOnlyBounded) {
  const std::string spec = "mapper: {max_temporal_loops_in_a_mapping: 2}\n" +
                           replaced(problem_to_map(), "depth: 64", "depth: 6");
  const ProgramResult result = run_exact(spec);
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              HasSubstr("above the optimum, since only bounded from below: the number of temporal "
                        "loops (max_temporal_loops_in_a_mapping) | labels"));
  const Json json = run_json(spec);
  EXPECT_EQ(json["status"], "bounded");
  EXPECT_EQ(json["only_bounded"].size(), 1U);
  EXPECT_THAT(run_mapper(spec, {"--mapper", "random", "--gap"}).standard_output,
              ContainsRegex("Above the optimum: <= [0-9.]+ % in edp .*only bounded from below: "));
  const ProgramResult front = run_exact(spec, {"--pareto", "energy,delay"});
  EXPECT_EQ(front.exit_status, 1);
  EXPECT_THAT(front.standard_error, HasSubstr("no Pareto front can be proven"));
}

TEST_F(MapperExact, LayersOfANetwork) {
  const std::string spec = problem_to_map();
  write_input("hardware.yaml", spec.substr(0, spec.find("problem:")));
  write_input("a.yaml", spec.substr(spec.find("problem:")));
  const ProgramResult result =
      run("tilewright-mapper", {"hardware.yaml", "--network", write_input("list.yaml", "- a\n"),
                                "-o", output_folder_.string(), "--mapper", "exact", "--json"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_EQ(Json::parse(result.standard_output)["layers"][0]["cycles"],
            run_json(spec)["evaluation"]["cycles"]);
}

/// A layer with far more tile shapes than can be gone through in a test.
class MapperExactStop : public MapperExact {
 protected:
  std::vector<std::string> endless(const std::vector<std::string>& more_arguments = {}) const {
    write_input("layer.yaml",
                "problem:\n  shape: cnn_layer\n"
                "  instance: {R: 3, S: 3, P: 60, Q: 60, C: 240, K: 240, N: 1}\n");
    const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs";
    std::vector<std::string> arguments = {specs + "/architectures/simba.yaml",
                                          (input_folder_ / "layer.yaml").string(),
                                          "-o",
                                          output_folder_.string(),
                                          "--mapper",
                                          "exact"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return arguments;
  }
};

TEST_F(MapperExactStop, TheTimeLimitGivesTheBestMappingAndABound) {
  const ProgramResult result = run("tilewright-mapper", endless({"--time-limit", "0.5", "--json"}));
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  const Json json = Json::parse(result.standard_output);
  EXPECT_EQ(json["status"], "bounded");
  EXPECT_EQ(json["proven_optimal"], false);
  EXPECT_GT(json["lower_bound"]["edp"], 0);
  EXPECT_GT(json["cost"]["edp"], json["lower_bound"]["edp"]);
  EXPECT_EQ(output_names(), mapper_files());
}

TEST_F(MapperExactStop, NoTradeOffIsProvenInNoTime) {
  const ProgramResult result =
      run("tilewright-mapper", endless({"--time-limit", "0.01", "--pareto", "energy,delay"}));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("stopped before it proved the first trade-off"));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperExactStop, SaysHowFarAboveTheOptimumItIsAtMost) {
  const ProgramResult result = run("tilewright-mapper", endless({"--time-limit", "0.5"}));
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              ContainsRegex(" \\| at most [0-9.]+ % above the optimum \\| "));
}

TEST_F(MapperExactStop, InterruptsEndItWithTheBestSoFar) {
  RunningProgram mapper("tilewright-mapper", endless(), ErrorStream::terminal);
  ASSERT_TRUE(mapper.wait_for(" % above")) << mapper.error_text();
  EXPECT_THAT(mapper.error_text(), AllOf(HasSubstr(" s | bound "), HasSubstr(" | best ")));
  mapper.send(SIGINT);
  EXPECT_EQ(mapper.finish(), 0);
  const std::string& text = mapper.error_text();
  EXPECT_THAT(text.substr(text.rfind('\r') + 1), IsEmpty());
  EXPECT_EQ(output_names(), mapper_files());
}

}  // namespace
}  // namespace tilewright::test
