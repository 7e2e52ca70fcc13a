// tilewright-mapper --network: which layers are mapped, where results go, and what failures do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "mapper_search.hpp"
#include "running_program.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class MapperNetwork : public MapperTest {
 protected:
  /// The architecture of the small specification, in a file of its own.
  std::string hardware() const {
    const std::string spec = problem_to_map();
    return write_input("hardware.yaml", spec.substr(0, spec.find("problem:")));
  }

  /// A layer with `points` output points.
  std::string layer(const std::string& name, int points) const {
    const std::string spec = problem_to_map();
    return write_input(name, replaced(spec.substr(spec.find("problem:")), "P: 16",
                                      "P: " + std::to_string(points)));
  }

  ProgramResult run_network(const std::string& list,
                            const std::vector<std::string>& more_arguments = {}) const {
    std::vector<std::string> arguments = {
        hardware(), "--network", list, "-o", output_folder_.string(), "--mapper", "linear-pruned"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return run("tilewright-mapper", arguments);
  }

  std::string text_of(const std::string& file) const {
    std::ifstream stream(output_folder_ / file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  Json results() const { return Json::parse(text_of("network.json")); }
};

TEST_F(MapperNetwork, EachDistinctLayerIsMappedOnceAndCounted) {
  layer("a.yaml", 16);
  layer("b.yaml", 8);
  layer("again.yaml", 16);
  const auto list = write_input("layers.yaml", "- a\n- b.yaml\n- a.yaml  # twice\n- again\n");
  const ProgramResult result = run_network(list);
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  const Json json = results();
  ASSERT_EQ(json["layers"].size(), 2U);
  EXPECT_EQ(json["layers"][0]["layer"], "a");
  EXPECT_EQ(json["layers"][0]["count"], 3);
  EXPECT_EQ(json["layers"][1]["count"], 1);
  EXPECT_EQ(json["layers"][0]["operations"], 48);
  EXPECT_EQ(json["total"]["operations"], 3 * 48 + 24);
  EXPECT_EQ(json["total"]["cycles"],
            3 * json["layers"][0]["cycles"].get<int>() + json["layers"][1]["cycles"].get<int>());
  EXPECT_EQ(result.standard_output, text_of("network.txt"));
  EXPECT_THAT(text_of("network.csv"),
              AllOf(StartsWith("layer,file,count,"), HasSubstr("\na,a.yaml,3,")));
  EXPECT_TRUE(std::filesystem::exists(output_folder_ / "b" / "timeloop-mapper.map.yaml"));
}

TEST_F(MapperNetwork, TheFilesOfALayerAreThoseOfARunOfItsOwn) {
  const std::string file = layer("a.yaml", 16);
  ASSERT_EQ(run_network(write_input("list.yaml", "[a]\n")).exit_status, 0);
  const std::string expected = text_of("a/timeloop-mapper.stats.txt");
  ASSERT_THAT(expected, Not(IsEmpty()));
  const ProgramResult alone =
      run("tilewright-mapper", {hardware(), file, "-o", output_folder_.string(), "--mapper",
                                "linear-pruned", "--threads", "1"});
  ASSERT_EQ(alone.exit_status, 0) << alone.standard_error;
  EXPECT_EQ(text_of("timeloop-mapper.stats.txt"), expected);
}

TEST_F(MapperNetwork, AFolderMeansItsListOrAllItsLayers) {
  std::filesystem::create_directory(input_folder_ / "net");
  layer("net/b.yaml", 8);
  layer("net/a.yaml", 16);
  write_input("net/notes.txt", "no layer");
  ASSERT_EQ(run_network("net").exit_status, 0);
  const Json all = results();
  ASSERT_EQ(all["layers"].size(), 2U);
  EXPECT_EQ(all["layers"][0]["layer"], "a");
  write_input("net/layers.yaml", "- b\n");
  ASSERT_EQ(run_network("net").exit_status, 0);
  ASSERT_EQ(results()["layers"].size(), 1U);
  EXPECT_EQ(results()["layers"][0]["layer"], "b");
}

TEST_F(MapperNetwork, ALayerThatFailsDoesNotStopTheOthers) {
  layer("good.yaml", 8);
  write_input("bad.yaml", "problem: {shape: [}\n");
  const ProgramResult result = run_network(write_input("list.yaml", "- bad\n- good\n"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("1 of 2 distinct layers have no mapping"));
  const Json json = results();
  EXPECT_FALSE(json["layers"][0]["valid"]);
  EXPECT_THAT(json["layers"][0]["problem"].get<std::string>(), HasSubstr("bad.yaml:1:"));
  EXPECT_TRUE(json["layers"][1]["valid"]);
  EXPECT_EQ(json["total"]["layers_without_mapping"], 1);
  EXPECT_THAT(text_of("bad/messages.txt"), HasSubstr("ERROR: bad.yaml:1:"));
}

TEST_F(MapperNetwork, TheNumberOfJobsChangesNothingButTime) {
  layer("a.yaml", 16);
  layer("b.yaml", 8);
  layer("c.yaml", 4);
  const std::string list = write_input("list.yaml", "- a\n- b\n- c\n");
  const auto costs = [&](const std::string& jobs) {
    EXPECT_EQ(run_network(list, {"--jobs", jobs}).exit_status, 0);
    Json json = results();
    json["total"].erase("seconds");
    for (Json& layer : json["layers"]) layer.erase("seconds");
    return json;
  };
  EXPECT_EQ(costs("1"), costs("3"));
}

TEST_F(MapperNetwork, JsonOnStandardOutput) {
  layer("a.yaml", 16);
  const ProgramResult result = run_network(write_input("list.yaml", "- a\n"), {"--json"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_EQ(Json::parse(result.standard_output), results());
}

struct BadList {
  const char* name;
  const char* list;
  const char* message;
};

class MapperNetworkList : public MapperNetwork, public ::testing::WithParamInterface<BadList> {};

TEST_P(MapperNetworkList, IsRefusedWithItsPlace) {
  const ProgramResult result = run_network(write_input("list.yaml", GetParam().list));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr(GetParam().message));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperNetworkList,
    ::testing::Values(BadList{"MissingLayer", "- a\n", "list.yaml:1:3: there is no layer file 'a'"},
                      BadList{"NoList", "a: b\n", "list.yaml:1:1: the input is not a list"},
                      BadList{"Nested", "- {a: b}\n", "list.yaml:1:3: this is not the name of"},
                      BadList{"Empty", "[]\n", "list.yaml: there is no layer in this network"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(MapperNetwork, MissingListIsAnError) {
  const ProgramResult result = run_network("nowhere");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("nowhere"));
}

TEST_F(MapperNetwork, JobsWithoutNetworkAreBadUsage) {
  const ProgramResult result = run("tilewright-mapper", {hardware(), "--jobs", "2"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error, HasSubstr("option 'jobs' needs 'network'"));
}

TEST_F(MapperNetwork, AnEmptyNameIsNoRunOfOneLayer) {
  const ProgramResult result = run("tilewright-mapper", {hardware(), layer("a.yaml", 16),
                                                         "--network", "", "--mapper", "random"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("ERROR: "));
}

TEST_F(MapperNetwork, MoreJobsThanLayersAreAsGoodAsOneForEach) {
  layer("a.yaml", 16);
  const ProgramResult result = run_network(write_input("list.yaml", "[a]\n"), {"--jobs", "100000"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_TRUE(results()["layers"][0]["valid"]);
}

// A file that cannot be read may be a layer: that is an error of its own.
TEST_F(MapperNetwork, FilesOfAFolderThatAreNoLayersAreLeftOutWithAWarning) {
  std::filesystem::create_directories(input_folder_ / "net" / "folder.yaml");
  layer("net/a.yaml", 16);
  write_input("net/mapper.yaml", "mapper: {algorithm: random}\n");
  write_input("net/broken.yaml", "problem: {\n");
  const ProgramResult result = run_network("net");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              HasSubstr("WARNING: net/mapper.yaml has no 'problem' and is left out\n"));
  const Json json = results();
  ASSERT_EQ(json["layers"].size(), 2U);
  EXPECT_TRUE(json["layers"][0]["valid"]);
  EXPECT_THAT(json["layers"][1]["problem"].get<std::string>(), HasSubstr("broken.yaml:"));
}

TEST_F(MapperNetwork, AFolderWithoutLayersIsAnError) {
  std::filesystem::create_directory(input_folder_ / "net");
  write_input("net/notes.yaml", "variables: {a: 1}\n");
  const ProgramResult result = run_network("net");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, HasSubstr("ERROR: net: there is no layer in this network"));
  EXPECT_THAT(output_names(), IsEmpty());
}

// Under Timeloop's name the layers are searched as Timeloop does, else CoSA maps them.
TEST_F(MapperNetwork, TheProgramsNameDecidesOnTheMapperOfEachLayer) {
  layer("a.yaml", 16);
  const std::string list = write_input("list.yaml", "[a]\n");
  const auto mapper_under = [&](const std::string& name) {
    const ProgramResult result =
        run(name, {hardware(), "--network", list, "-o", output_folder_.string()});
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return Json::parse(text_of("a/result.json"))["mapper"].get<std::string>();
  };
  EXPECT_EQ(mapper_under("tilewright-mapper"), "cosa");
  EXPECT_EQ(mapper_under("../libexec/tilewright/timeloop-mapper"), "hybrid");
}

TEST_F(MapperNetwork, TheLayersGetTheOptions) {
  layer("a.yaml", 16);
  ASSERT_EQ(run_network(write_input("list.yaml", "[a]\n"),
                        {"--threads", "2", "--seed", "7", "--best-of", "6", "--timeloop", "2024",
                         "--explain-energy"})
                .exit_status,
            0);
  const Json json = Json::parse(text_of("a/result.json"));
  EXPECT_EQ(json["mapper"], "linear_pruned");
  EXPECT_EQ(json["threads"], 2);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_THAT(json["statements"].dump(), HasSubstr("3 valid mappings found"));
  EXPECT_TRUE(json["evaluation"].contains("energies"));
  // Only the numbers of 2024 list the loops of each level.
  EXPECT_THAT(text_of("a/timeloop-mapper.stats.txt"), HasSubstr("MAPPING"));
}

struct WrongOption {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

class MapperNetworkUsage : public MapperNetwork,
                           public ::testing::WithParamInterface<WrongOption> {};

TEST_P(MapperNetworkUsage, IsWrongForTheWholeNetwork) {
  layer("a.yaml", 16);
  layer("b.yaml", 8);
  std::vector<std::string> arguments = {
      hardware(), "--network", write_input("list.yaml", "[a, b]\n"), "-o", output_folder_.string()};
  const auto& more = GetParam().arguments;
  arguments.insert(arguments.end(), more.begin(), more.end());
  const ProgramResult result = run("tilewright-mapper", arguments);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_EQ(result.standard_error,
            std::string("ERROR: ") + GetParam().message + "\nTry 'tilewright-mapper --help'.\n");
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(output_folder_ / "network.txt"));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MapperNetworkUsage,
    ::testing::Values(WrongOption{"Misplaced",
                                  {"--threads", "2"},
                                  "option 'threads' does not apply to the mapper 'cosa'"},
                      WrongOption{"OfCosa",
                                  {"--mapper", "random", "--keep-invalid"},
                                  "option 'keep-invalid' does not apply to the mapper 'random'"},
                      WrongOption{"BadValue",
                                  {"--time-limit", "-1"},
                                  "option 'time-limit' is -1, not a number of seconds >= 0"}),
    [](const auto& test) { return std::string(test.param.name); });

class MapperNetworkMisfit : public MapperNetwork,
                            public ::testing::WithParamInterface<const char*> {};

// A layer without a mapping is no failure then, but has none in the table either.
TEST_P(MapperNetworkMisfit, MayBeAllowed) {
  layer("a.yaml", 16);
  write_input("hardware.yaml",
              replaced(problem_to_map().substr(0, problem_to_map().find("problem:")), "depth: 64",
                       "depth: 1") +
                  "mapspace_constraints:\n"
                  "  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs]}\n");
  const ProgramResult result =
      run("tilewright-mapper",
          {"hardware.yaml", "--network", write_input("list.yaml", "[a]\n"), "-o",
           output_folder_.string(), "--mapper", GetParam(), "--exit-zero-without-mapping"});
  EXPECT_EQ(result.exit_status, 0) << result.standard_error;
  const Json layers = results()["layers"];
  EXPECT_FALSE(layers[0]["valid"]);
  EXPECT_THAT(layers[0]["problem"].get<std::string>(), HasSubstr("no mapping"));
  EXPECT_THAT(text_of("a/timeloop-mapper.stats.txt"), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Mappers, MapperNetworkMisfit, ::testing::Values("hybrid", "cosa"),
                         [](const auto& test) { return std::string(test.param); });

class MapperNetworkSignal : public MapperNetwork, public ::testing::WithParamInterface<int> {
 protected:
  /// Until the search of a layer has found a mapping. False: patience ended first.
  bool wait_for_mapping(const std::string& layer) const {
    const Clock::time_point deadline = Clock::now() + patience;
    while (text_of(layer + "/timeloop-mapper.log").find("Utilization = ") == std::string::npos) {
      if (Clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }
};

// As many signals at once as a terminal and a calling script may send.
TEST_P(MapperNetworkSignal, EndsTheLayersUnderWayWithTheirBestMappings) {
  layer("a.yaml", 16);
  layer("b.yaml", 8);
  layer("c.yaml", 4);
  write_input("search.yaml", "mapper: {algorithm: hybrid, live_status: true}\n");
  write_input("list.yaml", "[a, b, c]\n");
  const std::string folder = input_folder_.string() + "/";
  hardware();
  RunningProgram mapper(
      "tilewright-mapper",
      {folder + "hardware.yaml", folder + "search.yaml", "--network", folder + "list.yaml", "-o",
       output_folder_.string(), "--jobs", "2", "--best-of", "1000000000000"},
      ErrorStream::pipe);
  ASSERT_TRUE(wait_for_mapping("a") && wait_for_mapping("b")) << mapper.error_text();
  mapper.send(GetParam());
  mapper.send(GetParam() == SIGINT ? SIGTERM : SIGINT);
  EXPECT_EQ(mapper.finish(), 1);  // c has no mapping
  const Json layers = results()["layers"];
  EXPECT_TRUE(layers[0]["valid"]);
  EXPECT_TRUE(layers[1]["valid"]);
  EXPECT_EQ(layers[2]["problem"], "not mapped: interrupted");
  EXPECT_THAT(text_of("b/timeloop-mapper.map.yaml"), StartsWith("mapping:"));
  EXPECT_FALSE(std::filesystem::exists(output_folder_ / "c"));
}

INSTANTIATE_TEST_SUITE_P(Signals, MapperNetworkSignal, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& test) {
                           return std::string(test.param == SIGINT ? "Interrupt" : "Terminate");
                         });

}  // namespace
}  // namespace tilewright::test
