// The logs that the `mapper:` section asks for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class MapperSearchLogs : public MapperTest {
 protected:
  ProgramResult search(const std::string& keys) const {
    ProgramResult result = run_mapper(
        "mapper: {algorithm: exhaustive, optimization_metric: edp, num_threads: 1, "
        "victory_condition: 0, " +
        keys + "}\n" + problem_to_map());
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return result;
  }

  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', start)) {
      lines.push_back(text.substr(start, end - start));
      start = end + 1;
    }
    return lines;
  }
};

TEST_F(MapperSearchLogs, LiveStatusPutsTheLogIntoAFile) {
  EXPECT_THAT(search("live_status: true").standard_error, IsEmpty());
  EXPECT_THAT(output_text("timeloop-mapper.log"),
              AllOf(StartsWith("[  0] Utilization = "),
                    EndsWith("[  0] STATEMENT: search algorithm is done, terminating search.\n")));
}

TEST_F(MapperSearchLogs, NoFilesUnlessAskedFor) {
  search("live_status: false");
  EXPECT_EQ(output_names(), mapper_files());
}

// DOSA reads these blocks: the mapping stands in the sixth line after the heading.
TEST_F(MapperSearchLogs, SuboptimalMappingsAreToldInBlocks) {
  const std::string output = search("log_suboptimal: true").standard_output;
  const std::regex block(
      "=== Summary ===\nCycles: [0-9]+\nEnergy: [0-9.e+-]+ uJ\nEDP\\(J\\*cycle\\): [0-9.e+-]+\n"
      "Area: [0-9.e+-]+ mm\\^2\n\nL1\\[WIO\\] [^\n]+ - L0\\[[^\n]+\n");
  EXPECT_EQ(std::distance(std::sregex_iterator(output.begin(), output.end(), block),
                          std::sregex_iterator()),
            480);
  EXPECT_THAT(search("log_suboptimal: false").standard_output, Not(HasSubstr("=== Summary")));
}

TEST_F(MapperSearchLogs, OrojenesisListsTheBestMappings) {
  search("log_orojenesis_mappings: true");
  const auto rows = lines_of(output_text("timeloop-mapper.orojenesis.csv"));
  ASSERT_THAT(rows, Not(IsEmpty()));
  for (const std::string& row : rows) {
    // Operations per byte, words buffered, accesses, two numbers for each data space, the mapping.
    EXPECT_TRUE(std::regex_match(
        row, std::regex("[0-9.e+-]+,[0-9]+,[0-9]+(,[0-9]+,[0-9]+){3},L1\\[WIO\\] .*,None")))
        << row;
  }
}

TEST_F(MapperSearchLogs, OrojenesisListsAllMappings) {
  search("log_all_mappings: true");
  EXPECT_THAT(lines_of(output_text("timeloop-mapper.orojenesis.csv")), SizeIs(480));
}

TEST_F(MapperSearchLogs, OrojenesisNamesTheFilesOfItsMappings) {
  search("log_orojenesis_mappings: true, log_mappings_yaml: true, log_mappings_verbose: true");
  const auto rows = lines_of(output_text("timeloop-mapper.orojenesis.csv"));
  ASSERT_THAT(rows, Not(IsEmpty()));
  const std::string path = rows.front().substr(rows.front().rfind(',') + 1);
  const std::string name = path.substr(path.rfind('/') + 1);
  EXPECT_THAT(output_names(), Contains(name));
  EXPECT_THAT(output_text(name), StartsWith("mapping:\n"));
  // Of three data spaces at one level inside of DRAM: six numbers more.
  EXPECT_TRUE(std::regex_search(rows.front(), std::regex("^[^,]+(,[0-9]+){14},L1")))
      << rows.front();
}

}  // namespace
}  // namespace tilewright::test
