// --explain-energy: does each energy name its source, and does the sum use it? And --timeloop: do
// both programs follow the year?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* buffer_table = R"(ERT:
  version: 0.4
  tables:
    - name: system.Buffer[1..1]
      actions:
        - {name: read, energy: 1.5}
        - {name: write, arguments: {data: 0}, energy: 2.5}
        - {name: write, arguments: {data: 1}, energy: 3.5}
)";

class ModelEnergy : public ProgramTest {};

TEST_F(ModelEnergy, EachEnergyHasItsSource) {
  const ProgramResult result =
      run("tilewright-model",
          {write_input("in.yaml", small_spec()), write_input("ert.yaml", buffer_table), "-o",
           output_folder_.string(), "--explain-energy"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("Buffer (block size 1, cluster size 1, 16 word bits)\n"
                              "  read               1.5 pJ per vector access; "
                              "ERT ert.yaml:6:32 (read)\n"
                              "  fill               3.5 pJ per vector access; "
                              "ERT ert.yaml:8:55 (write)\n"),
                    HasSubstr("  read               200 pJ per vector access; "
                              "PAT (DRAM: 200 pJ * 16 word bits * block 1 / 16)\n"),
                    HasSubstr("  leak               0 pJ per instance and cycle; none (no leak)\n"),
                    EndsWith("| Cycles = 48\n")));
}

TEST_F(ModelEnergy, AUsersAttributeBeatsTheTable) {
  const std::string spec =
      replaced(small_spec(), "depth: 64", "depth: 64\n            vector_access_energy: 0.25");
  const ProgramResult result = run_model(spec + buffer_table, {"--explain-energy", "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  const auto json = nlohmann::json::parse(result.standard_output);
  for (const auto& energy : json["energies"]) {
    if (energy["component"] != "Buffer" || energy["per"] != "vector access") continue;
    EXPECT_EQ(energy["source"], "user");
    EXPECT_EQ(energy["energy_pj"], 0.25);
    EXPECT_EQ(energy["detail"], "vector_access_energy");
    EXPECT_THAT(energy["place"].get<std::string>(), HasSubstr("in.yaml:"));
  }
  EXPECT_THAT(run_model(small_spec(), {"--json"}).standard_output, Not(HasSubstr("\"energies\"")));
}

// The listed words and energies give the energy of the result.
TEST_F(ModelEnergy, TheSumIsThatOfTheResult) {
  const ProgramResult listing = run_model(small_spec(), {"--explain-energy"});
  const ProgramResult result = run_model(small_spec(), {"--explain-energy", "--json"});
  const auto json = nlohmann::json::parse(result.standard_output);
  double read_pj = 0;
  for (const auto& energy : json["energies"]) {
    if (energy["component"] == "DRAM" && energy["action"] == "read") read_pj = energy["energy_pj"];
  }
  const auto& inputs = json["storage"][1]["data_spaces"]["Inputs"];
  EXPECT_EQ(inputs["reads"].get<double>() * read_pj, inputs["energy_pj"].get<double>());
  EXPECT_THAT(listing.standard_output,
              HasSubstr("  Inputs: (reads 18 * 200 + fills 0 * 200 + updates 0 * 200) / (1 "
                        "instances / 1 clusters in use) = 3600 pJ per instance, 1 in use\n"));
}

class TimeloopYears : public ProgramTest {};

// Between two steps along P, in which the window of 6 inputs moves by 4, stands a loop of 8 that
// leaves the inputs where they are.
std::string spec_with_pause() {
  std::string spec = replaced(small_spec(), "[[[C]], [[R], [P]]]", "[[[R], [P]]]");
  spec = replaced(spec, "    C: 1", "    C: 8");
  return replaced(spec, "R=1 P=4 C=1\n    permutation: RPC", "R=1 P=4 C=8\n    permutation: CRP");
}

std::int64_t input_fills(const ProgramResult& result) {
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  const auto json = nlohmann::json::parse(result.standard_output);
  return json["storage"][0]["data_spaces"]["Inputs"]["fills"];
}

TEST_F(TimeloopYears, TheWindowSlidesOnSince2025) {
  EXPECT_EQ(input_fills(run_model(spec_with_pause(), {"--json"})), 18);
  EXPECT_EQ(input_fills(run_model(spec_with_pause(), {"--json", "--timeloop", "2025"})), 18);
  EXPECT_EQ(input_fills(run_model(spec_with_pause(), {"--json", "--timeloop", "2024"})), 24);
}

TEST_F(TimeloopYears, StatsListedTheLoopsUntil2024) {
  run_model(spec_with_pause(), {"--timeloop", "2024"});
  EXPECT_THAT(output_text("timeloop-model.stats.txt"),
              HasSubstr("\n\n    MAPPING\n    -------\n    Loop nest:\n      for P in [0:4)\n"
                        "        for C in [0:8)\n\n    STATS\n"));
  run_model(spec_with_pause());
  EXPECT_THAT(output_text("timeloop-model.stats.txt"), Not(HasSubstr("MAPPING")));
}

TEST_F(TimeloopYears, TheMapperFollowsTheYear) {
  const std::string mapper =
      "mapper: {algorithm: exhaustive, num_threads: 1, optimization_metrics: [delay, energy]}\n"
      "mapspace_constraints:\n"
      "  - {target: DRAM, type: temporal, factors: R=1 P=4 C=8, permutation: CPR}\n"
      "  - {target: Buffer, type: temporal, factors: R=3 P=4 C=1}\n"
      "  - {target: DRAM, type: dataspace, keep: [Weights, Inputs, Outputs]}\n"
      "  - {target: Buffer, type: dataspace, keep: [Weights, Inputs, Outputs]}\n";
  const std::string spec = spec_with_pause();
  const std::string input = write_input("in.yaml", spec.substr(0, spec.find("mapping:")) + mapper);
  for (const auto& [year, fills] : {std::pair("2024", 24), std::pair("2025", 18)}) {
    const ProgramResult result = run(
        "tilewright-mapper", {input, "-o", output_folder_.string(), "--json", "--timeloop", year});
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    const auto json = nlohmann::json::parse(result.standard_output);
    EXPECT_EQ(json["evaluation"]["storage"][0]["data_spaces"]["Inputs"]["fills"], fills);
  }
}

TEST_F(TimeloopYears, OtherYearsAreBadUsage) {
  const ProgramResult result = run_model(small_spec(), {"--timeloop", "2023"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error, HasSubstr("option 'timeloop' is '2023'; give 2024 or 2025"));
}

}  // namespace
}  // namespace tilewright::test
