// tilewright-mapper --pareto and --pad: several problems solved for one layer.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MapperExactSeveral : public ExactMapperTest {
 protected:
  /// Eleven points, which six units cannot share evenly, and little bandwidth, so that the fastest
  /// mapping need not be the thriftiest.
  static std::string awkward_problem() {
    std::string spec = replaced(problem_to_map(), "P: 16", "P: 11");
    spec = replaced(spec, "name: MAC", "name: MAC[0..5]");
    return replaced(spec, "depth: 64", "depth: 64\n            read_bandwidth: 2");
  }

  /// What the model says of the files in the output folder.
  Json evaluate(const std::vector<std::string>& files) const {
    std::vector<std::string> arguments = {"-o", output_folder_.string(), "--json"};
    for (const std::string& file : files) arguments.push_back(file);
    const ProgramResult result = run("tilewright-model", arguments);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return Json::parse(result.standard_output);
  }

  std::string output_path(const std::string& name) const {
    return (output_folder_ / name).string();
  }
};

class MapperPareto : public MapperExactSeveral {};

TEST_F(MapperPareto, ListsPointsWithMappingsThatTheModelConfirms) {
  const Json json = run_json(awkward_problem(), {"--pareto", "energy,delay"});
  EXPECT_EQ(json["complete"], true);
  const Json points = json["pareto"];
  ASSERT_FALSE(points.empty());
  std::istringstream csv(output_text("timeloop-mapper.pareto.csv"));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "cycles,energy_pj,edp_pj_cycles,utilization,mapping");
  double energy = std::numeric_limits<double>::infinity();
  double cycles = 0;
  for (const Json& point : points) {
    ASSERT_TRUE(std::getline(csv, line));
    EXPECT_EQ(line.substr(0, line.find(',')), std::to_string(point["cycles"].get<int>()));
    EXPECT_LT(point["energy_pj"], energy);
    EXPECT_GT(point["cycles"], cycles);
    energy = point["energy_pj"];
    cycles = point["cycles"];
    const Json evaluation = evaluate({"in.yaml", output_path(point["mapping"])});
    EXPECT_EQ(evaluation["cycles"], point["cycles"]);
    EXPECT_EQ(evaluation["energy_pj"], point["energy_pj"]);
  }
  EXPECT_FALSE(std::getline(csv, line));
}

TEST_F(MapperPareto, EndsAreTheOptimaOfTheMetrics) {
  const Json points = run_json(awkward_problem(), {"--pareto", "delay,energy"})["pareto"];
  const Json fastest = run_json(awkward_problem(), {"--objective", "delay,energy"});
  const Json thriftiest = run_json(awkward_problem(), {"--objective", "energy,delay"});
  EXPECT_EQ(points.front()["cycles"], fastest["evaluation"]["cycles"]);
  EXPECT_EQ(points.front()["energy_pj"], fastest["evaluation"]["energy_pj"]);
  EXPECT_EQ(points.back()["cycles"], thriftiest["evaluation"]["cycles"]);
  EXPECT_EQ(points.back()["energy_pj"], thriftiest["evaluation"]["energy_pj"]);
}

TEST_F(MapperPareto, PrintsATable) {
  const ProgramResult result = run_exact(awkward_problem(), {"--pareto", "energy,delay"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              ContainsRegex("^Pareto: [0-9]+ points? \\| all there are, proven \\| labels = "));
}

TEST_F(MapperPareto, WithoutAValidMappingSaysWhy) {
  const ProgramResult result =
      run_exact("mapspace_constraints:\n  - {target: Buffer, type: utilization, min: 0.9}\n" +
                    replaced(problem_to_map(), "name: MAC", "name: MAC[0..4]"),
                {"--pareto", "energy,delay"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("proven that no mapping is valid"));
  EXPECT_THAT(output_names(), IsEmpty());
}

class MapperPadding : public MapperExactSeveral {};

TEST_F(MapperPadding, WritesTheProblemThatItsMappingBelongsTo) {
  const ProgramResult result =
      run_exact(awkward_problem(), {"--pad", "10", "--objective", "delay"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("\nPadding: P 11 -> 12 | 8.3 % of the operations are padding | best "
                              "of 2 problems ("),
                    HasSubstr("proven optimal")));
  const std::string stats = output_text("timeloop-mapper.stats.txt");
  const std::string spec = awkward_problem();
  write_input("hardware.yaml", spec.substr(0, spec.find("problem:")));
  evaluate({"hardware.yaml", output_path("timeloop-mapper.problem.yaml"),
            output_path("timeloop-mapper.map.yaml")});
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), stats);
}

TEST_F(MapperPadding, IsToldInJson) {
  const Json json = run_json(awkward_problem(), {"--pad", "10", "--objective", "delay"});
  EXPECT_EQ(json["padding"]["bounds"]["P"], 11);
  EXPECT_EQ(json["padding"]["padded_bounds"]["P"], 12);
  EXPECT_EQ(json["padding"]["operations"], 33);
  EXPECT_EQ(json["padding"]["padded_operations"], 36);
  EXPECT_EQ(json["evaluation"]["compute"]["operations"], 36);
  const Json alone = run_json(awkward_problem(), {"--objective", "delay"});
  EXPECT_LT(json["cost"]["delay"], alone["cost"]["delay"]);
}

TEST_F(MapperPadding, NoneIsTakenWhereItDoesNotHelp) {
  const ProgramResult result = run_exact(problem_to_map(), {"--pad", "20"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output, HasSubstr("\nPadding: none is better | 0.0 % of the"));
}

TEST_F(MapperPadding, TheTablesOfANetworkCountWhatTheLayersAskFor) {
  const std::string spec = awkward_problem();
  write_input("hardware.yaml", spec.substr(0, spec.find("problem:")));
  write_input("a.yaml", spec.substr(spec.find("problem:")));
  const ProgramResult result =
      run("tilewright-mapper", {"hardware.yaml", "--network", write_input("list.yaml", "- a\n"),
                                "-o", output_folder_.string(), "--mapper", "exact", "--objective",
                                "delay", "--pad", "10", "--json"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_EQ(Json::parse(result.standard_output)["layers"][0]["operations"], 33);
}

struct BadUsage {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

class MapperSeveralUsage : public MapperExactSeveral,
                           public ::testing::WithParamInterface<BadUsage> {};

TEST_P(MapperSeveralUsage, IsRefused) {
  const ProgramResult result = run_mapper(problem_to_map(), GetParam().arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error, HasSubstr(GetParam().message));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperSeveralUsage,
    ::testing::Values(
        BadUsage{"ParetoOfCosa",
                 {"--mapper", "cosa", "--pareto", "energy,delay"},
                 "'pareto' does not apply to the mapper 'cosa'"},
        BadUsage{"ParetoOfASearch",
                 {"--mapper", "hybrid", "--pareto", "energy,delay"},
                 "'pareto' does not apply to the mapper 'hybrid'"},
        BadUsage{"PadOfASearch",
                 {"--mapper", "hybrid", "--pad", "5"},
                 "'pad' does not apply to the mapper 'hybrid'"},
        BadUsage{
            "OtherMetrics", {"--mapper", "exact", "--pareto", "edp"}, "option 'pareto' is 'edp'"},
        BadUsage{"ParetoAndObjective",
                 {"--mapper", "exact", "--pareto", "energy,delay", "--objective", "edp"},
                 "'pareto' and 'objective' exclude each other"},
        BadUsage{"NegativePadding", {"--mapper", "exact", "--pad", "-1"}, "option 'pad' is -1"},
        BadUsage{"MuchPadding", {"--mapper", "exact", "--pad", "101"}, "give 0 to 100"},
        BadUsage{"NoNumber", {"--mapper", "exact", "--pad", "nan"}, "option 'pad'"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace tilewright::test
