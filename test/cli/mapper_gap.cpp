// --gap: how far is a mapping above the optimum, whatever mapper made it?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class MapperGap : public MapperTest {
 protected:
  double least(const std::string& metric) const {
    return run_json(problem_to_map(), {"--mapper", "exact", "--objective", metric})["cost"][metric];
  }
};

struct Mapper {
  const char* name;
  std::vector<std::string> arguments;
};

class MapperGapOf : public MapperGap, public ::testing::WithParamInterface<Mapper> {};

TEST_P(MapperGapOf, IsTheCostAboveTheOptimum) {
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.insert(arguments.end(), {"--gap", "--objective", "energy"});
  const Json json = run_json(problem_to_map(), arguments);
  const double cost = json["evaluation"]["energy_pj"];
  const double optimum = least("energy");
  const Json gap = json["gap"];
  EXPECT_EQ(gap["objective"], "energy");
  EXPECT_EQ(gap["proven"], true);
  EXPECT_EQ(gap["cost"], cost);
  EXPECT_NEAR(gap["lower_bound"].get<double>(), optimum, 1e-9 * optimum);
  EXPECT_NEAR(gap["above_optimum_percent"].get<double>(), 100 * (cost / optimum - 1), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Cases, MapperGapOf,
                         ::testing::Values(Mapper{"Cosa", {"--mapper", "cosa"}},
                                           Mapper{"OneRandomMapping",
                                                  {"--mapper", "random", "--best-of", "1",
                                                   "--threads", "1"}},
                                           Mapper{"Exact", {"--mapper", "exact"}}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperGap, IsOfEdpWhereNothingElseIsSaid) {
  const ProgramResult result =
      run_mapper(problem_to_map(), {"--gap", "--mapper", "random", "--best-of", "1"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              ContainsRegex("\nAbove the optimum: [0-9.]+ % in edp \\(bound = [0-9.e+]+, proven "
                            "optimal, [0-9.]+ s\\)\n"));
}

TEST_F(MapperGap, AllMappingsTriedLeaveNone) {
  const Json json = run_json(problem_to_map(), {"--gap", "--mapper", "exhaustive", "--threads", "1",
                                                "--best-of", "1000000"});
  EXPECT_EQ(json["gap"]["above_optimum_percent"], 0.0);
}

TEST_F(MapperGap, IsUnknownWithAWarningWhereTheExactMapperCannotHelp) {
  const std::string spec =
      "mapper: {algorithm: random, search_size: 1, num_threads: 1, optimization_metrics: "
      "[last_level_accesses]}\n" +
      problem_to_map();
  const ProgramResult result = run_mapper(spec, {"--gap"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_error,
              AllOf(HasSubstr("WARNING: how far the mapping is above the optimum is not known: "),
                    HasSubstr("cannot minimize these")));
  EXPECT_THAT(result.standard_output, HasSubstr("Above the optimum: not known\n"));
  EXPECT_EQ(output_names(), mapper_files());
  EXPECT_THAT(run_json(spec, {"--gap"})["gap"]["problem"].get<std::string>(), Not(IsEmpty()));
}

// CoSA, as published, keeps to no factors.
TEST_F(MapperGap, IsNegativeForAMappingThatBreaksConstraints) {
  const std::string spec =
      "mapspace_constraints:\n  - {target: DRAM, type: temporal, factors: P=16 R=3}\n" +
      problem_to_map();
  const ProgramResult result =
      run_mapper(spec, {"--gap", "--mapper", "cosa", "--cosa-formulation", "published"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("Above the optimum: -"), HasSubstr("breaks constraints")));
}

TEST_F(MapperGap, HasAColumnInTheTablesOfANetwork) {
  const std::string spec = problem_to_map();
  write_input("hardware.yaml", spec.substr(0, spec.find("problem:")));
  write_input("a.yaml", spec.substr(spec.find("problem:")));
  write_input("bad.yaml", "problem: {shape: [}\n");
  const std::vector<std::string> arguments = {"hardware.yaml",
                                              "--network",
                                              write_input("list.yaml", "- a\n- bad\n"),
                                              "-o",
                                              output_folder_.string(),
                                              "--mapper",
                                              "exact",
                                              "--gap"};
  const ProgramResult result = run("tilewright-mapper", arguments);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output,
              AllOf(ContainsRegex("EDP J\\*cycle +above opt\\.\n"), ContainsRegex(" 0\\.00 %\n"),
                    HasSubstr("  above opt.: in edp\n")));
  EXPECT_THAT(output_text("network.csv"),
              AllOf(HasSubstr(",edp_joule_cycles,above_optimum_percent,optimum_proven,problem\n"),
                    HasSubstr(",0.0000,yes,\n"), HasSubstr(",,,,,,,,\"bad.yaml:1:")));
  const Json json = Json::parse(output_text("network.json"));
  EXPECT_EQ(json["layers"][0]["above_optimum_percent"], 0.0);
  EXPECT_EQ(json["layers"][0]["optimum_proven"], true);
}

}  // namespace
}  // namespace tilewright::test
