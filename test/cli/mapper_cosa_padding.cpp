// tilewright-mapper --mapper cosa --pad.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MapperCosaPadding : public MapperTest {
 protected:
  /// Eleven points, which six units cannot share evenly.
  static std::string awkward_problem() {
    return replaced(replaced(problem_to_map(), "P: 16", "P: 11"), "name: MAC", "name: MAC[0..5]");
  }

  static std::vector<std::string> with_cosa(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--mapper", "cosa"});
    return arguments;
  }
};

TEST_F(MapperCosaPadding, WritesTheProblemThatItsMappingBelongsTo) {
  const std::string spec = awkward_problem();
  const ProgramResult result =
      run_mapper(spec, with_cosa({"--pad", "10", "--objective", "delay", "--gap"}));
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              ContainsRegex("^CoSA: delay = .*\nProgram against model: .*\nPadding: P 11 -> 12 \\| "
                            "8.3 % of the operations are padding \\| best of 2 problems \\(.*\n"
                            "Above the optimum: [0-2]\\..*\nUtilization = "));
  const std::string stats = output_text("timeloop-mapper.stats.txt");
  const std::string output = output_folder_.string();
  const ProgramResult model =
      run("tilewright-model", {write_input("hardware.yaml", spec.substr(0, spec.find("problem:"))),
                               output + "/timeloop-mapper.problem.yaml",
                               output + "/timeloop-mapper.map.yaml", "-o", output});
  ASSERT_EQ(model.exit_status, 0) << model.standard_error;
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), stats);
}

TEST_F(MapperCosaPadding, IsToldInJson) {
  const Json json = run_json(awkward_problem(), with_cosa({"--pad", "10", "--objective", "delay"}));
  EXPECT_EQ(json["padding"]["bounds"]["P"], 11);
  EXPECT_EQ(json["padding"]["padded_bounds"]["P"], 12);
  EXPECT_EQ(json["padding"]["operations"], 33);
  EXPECT_EQ(json["padding"]["padded_operations"], 36);
  EXPECT_EQ(json["evaluation"]["compute"]["operations"], 36);
  const Json alone = run_json(awkward_problem(), with_cosa({"--objective", "delay"}));
  EXPECT_FALSE(alone.contains("padding"));
  EXPECT_LT(json["evaluation"]["cycles"], alone["evaluation"]["cycles"]);
}

TEST_F(MapperCosaPadding, ThePublishedFormulationHasNone) {
  const ProgramResult result =
      run_mapper(problem_to_map(), with_cosa({"--pad", "10", "--cosa-formulation", "published"}));
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error,
              HasSubstr("'pad' does not apply to the mapper 'cosa, formulation published'"));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(MapperCosaPadding, APercentageOutOfRangeIsRefused) {
  for (const char* percent : {"-1", "101", "nan"}) {
    const ProgramResult result = run_mapper(problem_to_map(), with_cosa({"--pad", percent}));
    EXPECT_EQ(result.exit_status, 2);
    EXPECT_THAT(result.standard_error, HasSubstr("option 'pad'"));
  }
}

}  // namespace
}  // namespace tilewright::test
