// Does tilewright-mapper run the search that was asked for, with the options that were given?

#include "mapper_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class MapperSearch : public MapperTest {
 protected:
  /// The JSON document of a run that writes all files.
  Json run_json(const std::string& spec, std::vector<std::string> arguments = {}) const {
    Json json = MapperTest::run_json(spec, std::move(arguments));
    EXPECT_EQ(output_names(), mapper_files());
    return json;
  }

  static std::string with_mapper(const std::string& keys) {
    return "mapper: {optimization_metric: edp, " + keys + "}\n" + problem_to_map();
  }

  std::string all_output_texts() const {
    std::string texts;
    for (const std::string& name : output_names()) texts += output_text(name);
    return texts;
  }
};

struct Spelling {
  const char* given;
  const char* name;
};

class MapperSearchName : public MapperSearch, public ::testing::WithParamInterface<Spelling> {};

TEST_P(MapperSearchName, OnTheCommandLine) {
  const Json json = run_json(problem_to_map(), {"--mapper", GetParam().given, "--best-of", "10"});
  EXPECT_EQ(json["mapper"], GetParam().name);
  EXPECT_EQ(json["evaluation"]["compute"]["operations"], 48);
}

TEST_P(MapperSearchName, InTheInput) {
  const Json json =
      run_json(with_mapper(std::string("search_size: 10, algorithm: ") + GetParam().given));
  EXPECT_EQ(json["mapper"], GetParam().name);
  EXPECT_EQ(json["evaluation"]["compute"]["operations"], 48);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, MapperSearchName,
    ::testing::Values(Spelling{"exhaustive", "exhaustive"},
                      Spelling{"linear_pruned", "linear_pruned"},
                      Spelling{"linear-pruned", "linear_pruned"}, Spelling{"random", "random"},
                      Spelling{"random_pruned", "random_pruned"},
                      Spelling{"random-pruned", "random_pruned"}, Spelling{"hybrid", "hybrid"}),
    [](const auto& test) {
      return std::regex_replace(std::string(test.param.given), std::regex("-"), "Hyphen");
    });

TEST_F(MapperSearch, ASectionWithoutAlgorithmMeansHybrid) {
  EXPECT_EQ(run_json("mapper: {}\n" + problem_to_map(), {"--best-of", "10"})["mapper"], "hybrid");
}

TEST_F(MapperSearch, NoSectionMeansCosa) {
  EXPECT_EQ(run_json(problem_to_map())["mapper"], "cosa");
  EXPECT_EQ(run_json("mapper:\n" + problem_to_map())["mapper"], "cosa");
}

TEST_F(MapperSearch, TheCommandLineWins) {
  EXPECT_EQ(run_json(with_mapper("algorithm: random"), {"--mapper", "exhaustive"})["mapper"],
            "exhaustive");
  EXPECT_EQ(run_json(with_mapper("algorithm: random"), {"--mapper", "cosa"})["mapper"], "cosa");
}

TEST_F(MapperSearch, ExhaustiveTriesAllMappings) {
  const Json json = run_json(problem_to_map(), {"--mapper", "exhaustive", "--threads", "1"});
  EXPECT_EQ(json["tried"], 480);
  EXPECT_EQ(json["valid_mappings"], 480);
}

// Of the 10 factorizations, 4 have loops over P and R at DRAM, whose order matters: 14 x 2^3.
TEST_F(MapperSearch, LinearPrunedLeavesOutOrdersOfUnitLoops) {
  const Json json = run_json(problem_to_map(), {"--mapper", "linear_pruned", "--threads", "1"});
  EXPECT_EQ(json["tried"], 112);
}

TEST_F(MapperSearch, PrintsTheMapspaceTheSearchAndASummary) {
  const ProgramResult result = run_mapper(with_mapper("algorithm: exhaustive, num_threads: 1"));
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  const std::regex expected(
      "Mapspace: 10 factorizations x 6 permutations x 1 splits x 8 bypasses = 480 mappings\n"
      "Search: 480 mappings tried, 480 valid, [0-9]+\\.[0-9]{2} s\n"
      "Summary stats for best mapping found by mapper:\n"
      "  Utilization = 1\\.00 \\| pJ/Compute = +[0-9.]+ \\| Cycles = 48\n");
  EXPECT_TRUE(std::regex_match(result.standard_output, expected)) << result.standard_output;
}

TEST_F(MapperSearch, TheBestMappingFedToTheModelGivesTheSameFiles) {
  ASSERT_EQ(run_mapper(with_mapper("algorithm: hybrid")).exit_status, 0);
  const ProgramResult evaluated =
      run("tilewright-model", {"in.yaml", (output_folder_ / "timeloop-mapper.map.yaml").string(),
                               "-o", output_folder_.string()});
  ASSERT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
  EXPECT_EQ(output_text("timeloop-model.stats.txt"), output_text("timeloop-mapper.stats.txt"));
  EXPECT_EQ(output_text("timeloop-model.map.txt"), output_text("timeloop-mapper.map.txt"));
}

// A buffer that is bypassed has no accesses; one that keeps everything spares DRAM most.
TEST_F(MapperSearch, TheMetricDecidesWhatIsBest) {
  const auto storage = [&](const std::string& metric) {
    return run_json("mapper: {algorithm: exhaustive, optimization_metric: " + metric + "}\n" +
                    problem_to_map())["evaluation"]["storage"];
  };
  EXPECT_EQ(storage("accesses-0")[0]["accesses"], 0);
  const Json spared = storage("last-level-accesses");
  EXPECT_GT(spared[0]["accesses"], 0);
  EXPECT_EQ(spared[1]["accesses"], 3 + 18 + 16);  // each word once
}

TEST_F(MapperSearch, BestOfCountsValidMappingsAndNothingElseStopsIt) {
  const std::string spec =
      with_mapper("algorithm: hybrid, search_size: 5, victory_condition: 1, timeout: 1");
  const Json json = run_json(spec, {"--best-of", "2000", "--threads", "1"});
  EXPECT_EQ(json["valid_mappings"], 2000);
  EXPECT_THAT(json["statements"],
              ElementsAre("[  0] STATEMENT: 2000 valid mappings found, terminating search."));
}

TEST_F(MapperSearch, ThreadsShareBestOf) {
  const Json json =
      run_json(with_mapper("algorithm: hybrid"), {"--best-of", "30", "--threads", "3"});
  EXPECT_EQ(json["valid_mappings"], 30);
  EXPECT_EQ(json["threads"], 3);
  EXPECT_THAT(json["statements"],
              ElementsAre("[  0] STATEMENT: 10 valid mappings found, terminating search.",
                          "[  1] STATEMENT: 10 valid mappings found, terminating search.",
                          "[  2] STATEMENT: 10 valid mappings found, terminating search."));
}

TEST_F(MapperSearch, NumberOfThreadsFromTheInputUnlessTheCommandLineHasOne) {
  const std::string spec = with_mapper("algorithm: exhaustive, num_threads: 3");
  EXPECT_THAT(run_json(spec)["statements"], SizeIs(3));
  EXPECT_THAT(run_json(spec, {"--threads", "2"})["statements"], SizeIs(2));
}

// Threads without a factorization end at once; the others find what one thread finds.
TEST_F(MapperSearch, MoreThreadsThanFactorizations) {
  const Json one = run_json(with_mapper("algorithm: exhaustive"), {"--threads", "1"});
  const Json many = run_json(with_mapper("algorithm: exhaustive"), {"--threads", "40"});
  EXPECT_EQ(many["tried"], 480);
  EXPECT_EQ(many["evaluation"], one["evaluation"]);
}

TEST_F(MapperSearch, SameInputSameBytes) {
  const std::string spec = with_mapper("algorithm: random_pruned, log_suboptimal: true");
  const std::vector<std::string> arguments = {"--best-of", "50", "--threads", "1"};
  // Times stand in one line only.
  const auto without_time = [](const ProgramResult& result) {
    return std::regex_replace(result.standard_output, std::regex(", [0-9.]+ s\n"), "\n");
  };
  const ProgramResult first = run_mapper(spec, arguments);
  const std::string files = all_output_texts();
  const ProgramResult second = run_mapper(spec, arguments);
  EXPECT_EQ(first.exit_status, 0) << first.standard_error;
  EXPECT_EQ(without_time(first), without_time(second));
  EXPECT_EQ(first.standard_error, second.standard_error);
  EXPECT_EQ(files, all_output_texts());
}

// The log lists all mappings in the order in which they are visited.
TEST_F(MapperSearch, TheSeedChangesTheRandomNumbers) {
  const auto log = [&](const std::vector<std::string>& seed) {
    std::vector<std::string> arguments = {"--best-of", "50", "--threads", "1"};
    arguments.insert(arguments.end(), seed.begin(), seed.end());
    return run_mapper(with_mapper("algorithm: random, log_suboptimal: true"), arguments)
        .standard_error;
  };
  const std::string timeloops = log({});
  const std::string other = log({"--seed", "2"});
  EXPECT_EQ(timeloops, log({"--seed", "1"}));
  EXPECT_NE(timeloops, other);
  EXPECT_EQ(other, log({"--seed", "2"}));
}

TEST_F(MapperSearch, RedirectedStandardErrorHasOnlyLogLinesAndWarnings) {
  const ProgramResult result = run_mapper("mapper: {}\n" + problem_to_map(), {"--threads", "2"});
  ASSERT_EQ(result.exit_status, 0);
  const std::regex lines(
      "(WARNING: no optimization metric[^\r\n]*\n"
      "|\\[  [01]\\] (Utilization = |STATEMENT: )[^\r\n]*\n)+");
  EXPECT_TRUE(std::regex_match(result.standard_error, lines)) << result.standard_error;
}

TEST_F(MapperSearch, JsonHasTheSearchAndTheEvaluation) {
  const ProgramResult result =
      run_mapper(problem_to_map(), {"--mapper", "exhaustive", "--threads", "1", "--json"});
  const Json json = Json::parse(result.standard_output);
  EXPECT_EQ(json["mapper"], "exhaustive");
  EXPECT_EQ(json["tried"], 480);
  EXPECT_EQ(json["valid_mappings"], 480);
  EXPECT_EQ(json["threads"], 1);
  EXPECT_EQ(json["seed"], 1);
  EXPECT_TRUE(json["search_seconds"].is_number_float());
  EXPECT_THAT(json["statements"],
              ElementsAre("[  0] STATEMENT: search algorithm is done, terminating search."));
  EXPECT_EQ(json["valid"], true);
  EXPECT_EQ(json["evaluation"]["cycles"], 48);
  EXPECT_THAT(json["evaluation"]["mapping"], Not(IsEmpty()));
}

TEST_F(MapperSearch, EveryMappingObeysTheConstraints) {
  const std::string constraints =
      "mapspace_constraints:\n"
      "  - {target: Buffer, type: temporal, factors: R=1 P<=4}\n"
      "  - {target: DRAM, type: temporal, permutation: PR}\n"
      "  - {target: Buffer, type: bypass, keep: [Inputs], bypass: [Weights]}\n";
  const ProgramResult result =
      run_mapper(constraints + with_mapper("algorithm: exhaustive, num_threads: 1, "
                                           "log_suboptimal: true, victory_condition: 0"));
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  // P = 1, 2 or 4 in the buffer; C alone is left to be ordered; Outputs may be bypassed.
  EXPECT_THAT(result.standard_output,
              HasSubstr("3 factorizations x 1 permutations x 1 splits x 2 bypasses = 6 mappings"));
  const std::regex lines(
      "(\\[  0\\] Utilization = 100\\.000% [^\n]* L1\\[WIO\\] R3 P(16|8|4) - L0\\[IO?\\] "
      "(C1|P2|P4)  \\| Cycles = 48\n){6}\\[  0\\] STATEMENT: [^\n]*\n");
  EXPECT_TRUE(std::regex_match(result.standard_error, lines)) << result.standard_error;
}

TEST_F(MapperSearch, DiagnosticsTellWhatTurnedMappingsAway) {
  const std::string spec = replaced(with_mapper("algorithm: exhaustive, diagnostics: true, "
                                                "num_threads: 1"),
                                    "depth: 64", "depth: 8");
  const ProgramResult result = run_mapper(spec);
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output,
              AllOf(HasSubstr("Mappings turned away by\n  Buffer: "),
                    HasSubstr("mapped tile size 9 exceeds buffer capacity 8")));
}

}  // namespace
}  // namespace tilewright::test
