// --mapping-picture: is the picture written, by each program, and nothing else changed?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "mapper_search.hpp"
#include "test/support/xml_elements.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class MappingPictureOption : public MapperTest {
 protected:
  std::string picture(const std::string& name = "m.svg") const {
    std::ifstream file(input_folder_ / name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::map<std::string, std::string> outputs() const {
    std::map<std::string, std::string> texts;
    for (const std::string& name : output_names()) texts[name] = output_text(name);
    return texts;
  }
};

TEST_F(MappingPictureOption, AddsAFileAndChangesNothingElse) {
  const ProgramResult without = run_model(small_spec());
  const auto files = outputs();
  const ProgramResult with = run_model(small_spec(), {"--mapping-picture", "m.svg"});
  EXPECT_EQ(with.exit_status, 0) << with.standard_error;
  EXPECT_EQ(with.standard_output, without.standard_output);
  EXPECT_EQ(outputs(), files);
  const auto elements = read_xml(picture());
  EXPECT_EQ(elements.at(0).name, "svg");
  EXPECT_EQ(elements.at(1).text, "in");  // the input file's name
  EXPECT_THAT(picture(), AllOf(HasSubstr(">P in 4<"), HasSubstr(">slides<")));
  EXPECT_FALSE(fs::exists(input_folder_ / "timeloop-model.stats.txt"));
}

TEST_F(MappingPictureOption, AllMappersDrawWhatTheyFind) {
  for (const char* mapper : {"cosa", "exact", "linear_pruned"}) {
    const ProgramResult mapped =
        run_mapper(problem_to_map(), {"--mapper", mapper, "--mapping-picture", "mapper.svg"});
    ASSERT_EQ(mapped.exit_status, 0) << mapped.standard_error;
    const ProgramResult evaluated =
        run("tilewright-model", {"in.yaml", (output_folder_ / "timeloop-mapper.map.yaml").string(),
                                 "-o", output_folder_.string(), "--mapping-picture", "model.svg"});
    ASSERT_EQ(evaluated.exit_status, 0) << evaluated.standard_error;
    EXPECT_EQ(picture("mapper.svg"), picture("model.svg")) << mapper;
  }
}

TEST_F(MappingPictureOption, TheSimulatorDrawsItsOwnFigures) {
  const ProgramResult result =
      run("tilewright-sim", {write_input("in.yaml", small_spec()), "-o", output_folder_.string(),
                             "--network", "mesh", "--mapping-picture", "m.svg"});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  const std::string& line = result.standard_output;
  const std::size_t start = std::string("Cycles = ").size();
  const std::string cycles = line.substr(start, line.find(" (model") - start);
  EXPECT_NE(cycles, "48");
  EXPECT_THAT(picture(), HasSubstr(">" + cycles + " cycles<"));
}

TEST_F(MappingPictureOption, ImpossibleFilesAreErrorsBeforeTheRun) {
  for (const auto& [file, problem] :
       {std::pair{"missing/m.svg", "the folder of 'missing/m.svg' does not exist"},
        std::pair{".", "'.' is a folder"}}) {
    for (const ProgramResult& result :
         {run_model(small_spec(), {"--mapping-picture", file}),
          run_mapper(problem_to_map(), {"--mapping-picture", file})}) {
      EXPECT_EQ(result.exit_status, 1);
      EXPECT_THAT(result.standard_output, IsEmpty());
      EXPECT_THAT(result.standard_error,
                  AllOf(StartsWith("ERROR: "), HasSubstr(problem), HasSubstr("--mapping-picture")));
      EXPECT_THAT(output_names(), IsEmpty());
    }
  }
}

TEST_F(MappingPictureOption, AFullDiskLeavesTheResultsComplete) {
  const ProgramResult result = run_model(small_spec(), {"--mapping-picture", "/dev/full"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: cannot write '/dev/full': No space left on device"),
                    HasSubstr("are complete\n")));
  EXPECT_THAT(output_text("timeloop-model.stats.txt"), HasSubstr("\nCycles: 48\n"));
}

TEST_F(MappingPictureOption, MappingsThatDoNotFitHaveNone) {
  const ProgramResult result =
      run_model(replaced(small_spec(), "depth: 64", "depth: 8"), {"--mapping-picture", "m.svg"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_FALSE(fs::exists(input_folder_ / "m.svg"));
}

TEST_F(MappingPictureOption, GoesWithOneMappingOnly) {
  for (const std::vector<std::string>& others :
       {std::vector<std::string>{"--network", "."},
        {"--check", "claim.txt"},
        {"--mapper", "exact", "--pareto", "energy,delay"}}) {
    std::vector<std::string> arguments = {"--mapping-picture", "m.svg"};
    arguments.insert(arguments.end(), others.begin(), others.end());
    const ProgramResult result = run_mapper(problem_to_map(), arguments);
    EXPECT_EQ(result.exit_status, 2);
    EXPECT_THAT(result.standard_error, HasSubstr("option 'mapping-picture' does not go with"));
  }
  EXPECT_EQ(run_model(small_spec(), {"--mapping-picture", ""}).exit_status, 2);
}

}  // namespace
}  // namespace tilewright::test
