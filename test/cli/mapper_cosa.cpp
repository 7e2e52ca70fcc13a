// CoSA's improved formulation on the command line: its options, what it minimizes, its JSON.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// The names of an object's members, in the order of the document.
std::vector<std::string> keys(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

class MapperCosa : public MapperTest {
 protected:
  /// MobileNetV2's last projection on the Eyeriss-like chip: least energy and least delay exclude
  /// each other.
  ProgramResult map_layer(const std::vector<std::string>& more_arguments) const {
    const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";
    std::vector<std::string> arguments = {specs + "architectures/eyeriss.yaml",
                                          specs + "constraints/eyeriss_bypass.yaml",
                                          specs + "networks/mobilenet_v2/features.17.conv.2.yaml",
                                          "-o",
                                          output_folder_.string(),
                                          "--mapper",
                                          "cosa"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return run("tilewright-mapper", arguments);
  }

  Json layer_json(std::vector<std::string> more_arguments) const {
    more_arguments.emplace_back("--json");
    const ProgramResult result = map_layer(more_arguments);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return Json::parse(result.standard_output);
  }
};

struct BadUsage {
  const char* name;
  std::vector<std::string> arguments;
  std::vector<const char*> messages;
};

class MapperCosaUsage : public MapperCosa, public ::testing::WithParamInterface<BadUsage> {};

TEST_P(MapperCosaUsage, IsRefused) {
  const ProgramResult result = run_mapper(problem_to_map(), GetParam().arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_output, IsEmpty());
  for (const char* message : GetParam().messages) {
    EXPECT_THAT(result.standard_error, HasSubstr(message));
  }
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperCosaUsage,
    ::testing::Values(
        BadUsage{"UnknownFormulation",
                 {"--cosa-formulation", "better"},
                 {"option 'formulation' is 'better'", "improved", "published"}},
        BadUsage{"WeightOfThePublishedOne",
                 {"--cosa-weight-compute", "5"},
                 {"option 'cosa-weight-compute' needs --cosa-formulation published"}},
        BadUsage{"DiscountOfThePublishedOne",
                 {"--cosa-discount-step", "0.1", "--cosa-formulation", "improved"},
                 {"option 'cosa-discount-step' needs --cosa-formulation published"}},
        BadUsage{"PartitionOfThePublishedOne",
                 {"--cosa-partition", "Buffer:Weights=0.5"},
                 {"option 'cosa-partition' needs --cosa-formulation published"}},
        BadUsage{"GapOfTheImprovedOne",
                 {"--cosa-gap", "5", "--cosa-formulation", "published"},
                 {"option 'cosa-gap' needs --cosa-formulation improved"}},
        BadUsage{"NoGap", {"--cosa-gap", "0"}, {"option 'gap' is 0", "more than 0 percent"}},
        BadUsage{"NegativeGap", {"--cosa-gap", "-1"}, {"option 'gap' is -1"}},
        BadUsage{"GapInWords", {"--cosa-gap", "some"}, {"option 'gap' has the value 'some'"}},
        BadUsage{"UnknownObjective", {"--objective", "power"}, {"option 'objective' is 'power'"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperCosa, TellsItsProgramsFiguresAndHowFarTheModelIs) {
  const ProgramResult result = run_mapper(problem_to_map());
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error, IsEmpty());
  EXPECT_THAT(
      result.standard_output,
      ContainsRegex("^CoSA: edp = [0-9.e+]+ \\| at most [0-9.]+ % above the program's least "
                    "\\| [0-9]+ mappings? evaluated \\| solve = [0-9.]+ s\n"
                    "Program against model: energy [+-][0-9.]+ %, delay [+-][0-9.]+ %\n"
                    "Utilization = "));
}

TEST_F(MapperCosa, MinimizesWhatItIsTold) {
  const Json edp = layer_json({})["evaluation"];
  const Json energy = layer_json({"--objective", "energy"})["evaluation"];
  const Json delay = layer_json({"--objective", "delay"})["evaluation"];
  EXPECT_LE(energy["energy_pj"], edp["energy_pj"]);
  EXPECT_LE(delay["cycles"], edp["cycles"]);
  EXPECT_LT(energy["energy_pj"], delay["energy_pj"]);
  EXPECT_LT(delay["cycles"], energy["cycles"]);
}

TEST_F(MapperCosa, MinimizesTheFirstMetricOfTheInput) {
  const std::string spec = "mapper: {algorithm: cosa, optimization_metrics: [delay, energy]}\n";
  const Json json = run_json(spec + problem_to_map());
  EXPECT_EQ(json["mapper"], "cosa");
  EXPECT_EQ(json["objective_unit"], "cycles");
  EXPECT_EQ(run_json(spec + problem_to_map(), {"--objective", "energy"})["objective_unit"], "pJ");
}

// Input of which the whole space of mappings is known: 480.
TEST_F(MapperCosa, IsWithinItsGapOfTheOptimum) {
  for (const std::string metric : {"edp", "energy", "delay"}) {
    const Json json =
        run_json(problem_to_map(), {"--objective", metric, "--gap", "--cosa-gap", "0.1"});
    EXPECT_EQ(json["gap"]["objective"], metric);
    EXPECT_LE(json["gap"]["above_optimum_percent"], 2.0) << metric;
  }
}

TEST_F(MapperCosa, TheSameRunGivesTheSameBytes) {
  ASSERT_EQ(map_layer({}).exit_status, 0);
  const std::string mapping = output_text("timeloop-mapper.map.yaml");
  ASSERT_EQ(map_layer({}).exit_status, 0);
  EXPECT_EQ(output_text("timeloop-mapper.map.yaml"), mapping);
}

TEST_F(MapperCosa, KeepsToTheConstraints) {
  const std::string spec =
      "mapspace_constraints:\n"
      "  - {target: DRAM, type: temporal, factors: P=16 R=3}\n"
      "  - {target: Buffer, type: bypass, keep: [Inputs], bypass: [Outputs]}\n" +
      problem_to_map();
  const ProgramResult result = run_mapper(spec, {"--gap"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error, IsEmpty());
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("Above the optimum: "), Not(HasSubstr("breaks constraints"))));
}

TEST_F(MapperCosa, RefusesFactorsThatDivideNoBound) {
  const ProgramResult result =
      run_mapper("mapspace_constraints:\n  - {target: DRAM, type: temporal, factors: P=5}\n" +
                 problem_to_map());
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, ContainsRegex("ERROR: in.yaml:2:[0-9]+: .*5.*P"));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperCosa, SaysInJsonWhereNoMappingExists) {
  const ProgramResult result =
      run_mapper(replaced(problem_to_map(), "depth: 64", "depth: 1") +
                     "mapspace_constraints:\n"
                     "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n",
                 {"--json"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("ERROR: no mapping: "));
  const Json json = Json::parse(result.standard_output);
  EXPECT_EQ(json["formulation"], "improved");
  EXPECT_EQ(json["status"], "infeasible");
  EXPECT_THAT(json["reason"].get<std::string>(), Not(IsEmpty()));
  EXPECT_TRUE(json["objective"].is_null());
  EXPECT_EQ(json["valid"], false);
  EXPECT_TRUE(json["evaluation"].is_null());
  EXPECT_THAT(output_names(), IsEmpty());
}

class MapperCosaJson : public MapperCosa {
 protected:
  static double number(const Json& value) { return value.get<double>(); }
};

TEST_F(MapperCosaJson, HasTheProgramsFiguresBesideTheModels) {
  const Json json = layer_json({});
  EXPECT_EQ(json["mapper"], "cosa");
  EXPECT_EQ(json["formulation"], "improved");
  EXPECT_EQ(json["status"], "optimal");
  EXPECT_EQ(json["proven_optimal"], true);
  EXPECT_EQ(json["valid"], true);
  EXPECT_EQ(json["objective_unit"], "pJ*cycles");
  EXPECT_GE(json["evaluations"], 1);
  EXPECT_GE(json["rounds"], 1);
  EXPECT_GE(json["columns"], 1);
  EXPECT_GE(json["rows"], 1);
  EXPECT_LE(number(json["bound"]), number(json["objective"]));
  EXPECT_GE(number(json["bound"]), number(json["objective"]) / 1.02 * (1 - 1e-9));

  const Json& program = json["program"];
  const double energy = number(program["energy_pj"]);
  const double latency = number(program["latency_cycles"]);
  EXPECT_NEAR(number(json["objective"]) / (energy * latency), 1, 1e-9);
  const Json& evaluation = json["evaluation"];
  EXPECT_NEAR(number(program["energy_above_model"]), energy / number(evaluation["energy_pj"]) - 1,
              1e-9);
  EXPECT_NEAR(number(program["latency_above_model"]), latency / number(evaluation["cycles"]) - 1,
              1e-9);

  double parts = 0;
  for (const auto& [name, part] : json["breakdown"].items()) parts += number(part);
  EXPECT_NEAR(parts / energy, 1, 1e-9);
  double limit = 0;
  for (const auto& [name, cycles] : program["latency_limits"].items()) {
    limit = std::max(limit, number(cycles));
  }
  EXPECT_NEAR(limit / latency, 1, 1e-9);
}

TEST_F(MapperCosaJson, HasOtherKeysForThePublishedFormulation) {
  const auto published = nlohmann::ordered_json::parse(
      run_mapper(problem_to_map(), {"--json", "--cosa-formulation", "published"}).standard_output);
  EXPECT_EQ(published["formulation"], "published");
  EXPECT_EQ(published["objective_unit"], "log2");
  EXPECT_THAT(keys(published["breakdown"]), ElementsAre("utilization", "compute", "traffic"));
  EXPECT_FALSE(published.contains("program"));
  const auto improved =
      nlohmann::ordered_json::parse(run_mapper(problem_to_map(), {"--json"}).standard_output);
  EXPECT_THAT(
      keys(improved),
      ElementsAre("mapper", "formulation", "status", "objective", "objective_unit", "breakdown",
                  "program", "bound", "proven_optimal", "solve_seconds", "solver", "nodes",
                  "columns", "rows", "rounds", "evaluations", "valid", "evaluation"));
  EXPECT_THAT(keys(improved["breakdown"]), UnorderedElementsAre("MAC", "Buffer", "DRAM"));
  EXPECT_THAT(keys(improved["program"]),
              ElementsAre("energy_pj", "latency_cycles", "latency_limits", "energy_above_model",
                          "latency_above_model"));
}

}  // namespace
}  // namespace tilewright::test
