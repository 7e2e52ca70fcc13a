// Does tilewright-sim do what its command line asks for?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class SimUsage : public ProgramTest {
 protected:
  ProgramResult run_sim(const std::string& spec,
                        const std::vector<std::string>& more_arguments = {}) const {
    std::vector<std::string> arguments = {write_input("in.yaml", spec), "-o",
                                          output_folder_.string()};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return run("tilewright-sim", arguments);
  }

  nlohmann::json json_of(const std::string& spec,
                         std::vector<std::string> more_arguments = {}) const {
    more_arguments.emplace_back("--json");
    const ProgramResult result = run_sim(spec, more_arguments);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return nlohmann::json::parse(result.standard_output);
  }

  std::string side_text(const std::string& name) const {
    std::ifstream file(input_folder_ / name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(SimUsage, WritesItsFilesAndPrintsTheSummaryLine) {
  const ProgramResult result = run_sim(small_spec());
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              MatchesRegex("Cycles = [0-9]+ \\(model 48, x [0-9.]+\\) \\| largest stall = .* \\| "
                           "Utilization = [0-9.]+ \\| pJ/Compute = [0-9.]+\n"));
  EXPECT_THAT(result.standard_error, IsEmpty());
  EXPECT_THAT(output_names(), ElementsAre("tilewright-sim.map.txt", "tilewright-sim.stats.txt"));
  EXPECT_THAT(output_text("tilewright-sim.stats.txt"),
              AllOf(StartsWith("Buffer and Arithmetic Levels\n"), HasSubstr("\nSimulation\n"),
                    HasSubstr("Cycles of the analytical model          : 48\n"),
                    HasSubstr("\nTime by Cause\n")));
}

TEST_F(SimUsage, TimeByCauseAddsUpToTheCycles) {
  const auto json = json_of(small_spec());
  std::int64_t sum = 0;
  for (const auto& share : json["time"]) sum += share["cycles"].get<std::int64_t>();
  EXPECT_EQ(sum, json["cycles"]);
  EXPECT_GE(json["cycles"], json["model_cycles"]);
  EXPECT_EQ(json["model_cycles"], 48);
  EXPECT_EQ(json["evaluation"]["cycles"], json["cycles"]);
  EXPECT_EQ(json["traffic"][1]["level"], "DRAM");
}

TEST_F(SimUsage, SameInputSameBytes) {
  const std::vector<std::string> files = {"--json", "--trace", "a.json", "--timeline", "a.svg"};
  const ProgramResult first = run_sim(small_spec(), files);
  const std::string trace = side_text("a.json");
  const std::string picture = side_text("a.svg");
  EXPECT_EQ(run_sim(small_spec(), files).standard_output, first.standard_output);
  EXPECT_EQ(side_text("a.json"), trace);
  EXPECT_EQ(side_text("a.svg"), picture);
}

TEST_F(SimUsage, OptionsTakeThePlaceOfTheSection) {
  const std::string spec =
      small_spec() + "sim: {prefetch: {Buffer: none}, networks: {kind: systolic}}\n";
  const auto given = json_of(spec)["settings"];
  EXPECT_EQ(given["prefetch"]["Buffer"], "none");
  EXPECT_EQ(given["networks"][0]["kind"], "systolic");
  const auto changed = json_of(spec, {"--prefetch", "ample", "--network", "ideal"})["settings"];
  EXPECT_EQ(changed["prefetch"], nlohmann::json({{"default", "ample"}}));
  EXPECT_EQ(changed["networks"], nlohmann::json::array());
}

TEST_F(SimUsage, ComparesWithTheModel) {
  const ProgramResult result = run_sim(small_spec(), {"--compare"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(StartsWith("Model and simulator "), HasSubstr("\nDRAM: reads of Inputs "),
                    HasSubstr("\nenergy (pJ) "), HasSubstr("\nCycles = ")));
  EXPECT_EQ(json_of(small_spec(), {"--compare"})["comparison"][0]["field"], "cycles");
  EXPECT_FALSE(json_of(small_spec()).contains("comparison"));
}

TEST_F(SimUsage, WritesTraceAndTimeline) {
  const ProgramResult result = run_sim(small_spec(), {"--trace", "t.json", "--timeline", "t.svg"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  const auto trace = nlohmann::json::parse(side_text("t.json"));
  EXPECT_GT(trace["traceEvents"].size(), 3U);
  EXPECT_EQ(trace["otherData"]["complete"], true);
  EXPECT_THAT(side_text("t.svg"), AllOf(StartsWith("<svg "), HasSubstr("</svg>")));
}

TEST_F(SimUsage, TraceEndsAtItsLimitAndSaysSo) {
  const ProgramResult result =
      run_sim(small_spec(), {"--trace", "t.json", "--trace-limit", "0.001", "--dram", "DDR4-2400"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("WARNING: the trace ends at cycle "),
                                           HasSubstr("raise --trace-limit")));
  const std::string text = side_text("t.json");
  EXPECT_LE(text.size(), 1000U);
  EXPECT_EQ(nlohmann::json::parse(text)["otherData"]["complete"], false);
}

TEST_F(SimUsage, FailedTraceDoesNotCostTheOtherFiles) {
  const ProgramResult result =
      run_sim(small_spec(), {"--trace", "/dev/full", "--timeline", "t.svg"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, StartsWith("Cycles = "));
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: cannot write '/dev/full': No space left on device"),
                    HasSubstr("--trace"), HasSubstr("are complete\n")));
  EXPECT_THAT(output_names(), ElementsAre("tilewright-sim.map.txt", "tilewright-sim.stats.txt"));
  EXPECT_THAT(side_text("t.svg"), HasSubstr("</svg>"));
}

TEST_F(SimUsage, ImpossibleFilesAreErrorsBeforeTheRun) {
  for (const auto& [file, problem] :
       {std::pair{"missing/t.json", "the folder of 'missing/t.json' does not exist"},
        std::pair{".", "'.' is a folder"}}) {
    for (const std::string option : {"trace", "timeline", "mapping-picture"}) {
      const ProgramResult result = run_sim(small_spec(), {"--" + option, file});
      EXPECT_EQ(result.exit_status, 1);
      EXPECT_THAT(result.standard_error, AllOf(HasSubstr(problem), HasSubstr("--" + option)));
      EXPECT_THAT(output_names(), IsEmpty());
    }
  }
}

TEST_F(SimUsage, InputWithoutMappingIsAnError) {
  const std::string spec = small_spec();
  const ProgramResult result = run_sim(spec.substr(0, spec.find("mapping:")));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.standard_error,
            "ERROR: in.yaml: there is no 'mapping' in the input; add one, or let "
            "tilewright-mapper find one\n");
}

TEST_F(SimUsage, MappingThatDoesNotFitIsAnError) {
  const ProgramResult result = run_sim(replaced(small_spec(), "depth: 64", "depth: 8"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: "), HasSubstr("couldn't map level Buffer")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(SimUsage, HelpNamesOptionsAndSettings) {
  const ProgramResult result = run("tilewright-sim", {"--help"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("--trace-limit MB"), HasSubstr("\n  networks.flit_bits: ")));
}

TEST_F(SimUsage, DocumentationHasEveryOptionAndSetting) {
  std::ifstream file(std::string(TILEWRIGHT_SOURCE_DIR) + "/docs/simulator-usage.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const std::string option :
       {"network", "dram", "prefetch", "no-skip", "compare", "trace", "trace-limit", "timeline",
        "mapping-picture", "time-limit", "cycle-limit"}) {
    EXPECT_THAT(page, HasSubstr("`--" + option));
  }
  const std::string help = run("tilewright-sim", {"--help"}).standard_output;
  const std::string settings = help.substr(help.find("\nSettings"));
  std::istringstream lines(settings);
  for (std::string line; std::getline(lines, line);) {
    const bool is_setting = line.starts_with("  ") && !line.starts_with("   ");
    if (is_setting) {
      EXPECT_THAT(page, HasSubstr("`" + line.substr(2, line.find(':') - 2) + "`"));
    }
  }
}

struct BadUsage {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

void PrintTo(const BadUsage& usage, std::ostream* out) { *out << usage.name; }

class SimBadUsage : public ProgramTest, public ::testing::WithParamInterface<BadUsage> {};

TEST_P(SimBadUsage, EndsWithStatusTwoAndAHint) {
  std::vector<std::string> arguments = {write_input("in.yaml", small_spec())};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const ProgramResult result = run("tilewright-sim", arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: "), HasSubstr(GetParam().message),
                                           HasSubstr("Try 'tilewright-sim --help'.\n")));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SimBadUsage,
    ::testing::Values(
        BadUsage{"UnknownNetwork",
                 {"--network", "mash"},
                 "option 'network' is 'mash'; give ideal, mesh, systolic"},
        BadUsage{"UnknownPrefetch",
                 {"--prefetch", "early"},
                 "option 'prefetch' is 'early'; give sized, ample, none"},
        BadUsage{"EmptyTrace", {"--trace="}, "trace"},
        BadUsage{"NoRoomForATrace", {"--trace-limit", "0"}, "option 'trace-limit' is 0"},
        BadUsage{"NegativeTimeLimit", {"--time-limit", "-1"}, "option 'time-limit' is -1"},
        BadUsage{"NegativeCycleLimit", {"--cycle-limit", "-1"}, "option 'cycle-limit' is -1"},
        BadUsage{"OlderYear", {"--timeloop", "2024"}, "option 'timeloop' does not apply"}),
    [](const auto& test_case) { return std::string(test_case.param.name); });

}  // namespace
}  // namespace tilewright::test
