// Does --convert print a document that the programs read as the original?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ModelConvert : public ProgramTest {
 protected:
  std::string converted(const std::vector<std::string>& files, const std::string& language) const {
    std::vector<std::string> arguments = files;
    arguments.insert(arguments.end(), {"-o", output_folder_.string(), "--convert", language});
    const ProgramResult result = run("tilewright-model", arguments);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    EXPECT_THAT(result.standard_error, IsEmpty());
    EXPECT_THAT(output_names(), IsEmpty());
    return result.standard_output;
  }

  /// The evaluation as JSON.
  std::string evaluation(const std::string& file) const {
    const ProgramResult result =
        run("tilewright-model", {file, "--json", "-o", output_folder_.string()});
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    for (const std::string& name : output_names()) fs::remove(output_folder_ / name);
    return result.standard_output;
  }
};

TEST_F(ModelConvert, ThereAndBackGivesTheSameEvaluation) {
  write_input("in.yaml", small_spec());
  write_input("there.cfg", converted({"in.yaml"}, "cfg"));
  write_input("back.yaml", converted({"there.cfg"}, "yaml"));
  const std::string original = evaluation("in.yaml");
  EXPECT_THAT(original, HasSubstr("\"cycles\": 48"));
  EXPECT_EQ(evaluation("there.cfg"), original);
  EXPECT_EQ(evaluation("back.yaml"), original);
}

TEST_F(ModelConvert, SeveralFilesBecomeOneDocument) {
  const std::string spec = small_spec();
  const std::size_t problem = spec.find("problem:");
  write_input("in.yaml", spec);
  write_input("architecture.yaml", spec.substr(0, problem));
  write_input("rest.yaml", spec.substr(problem));
  EXPECT_EQ(converted({"architecture.yaml", "rest.yaml"}, "cfg"), converted({"in.yaml"}, "cfg"));
}

TEST_F(ModelConvert, KeepsWhatTheReaderOfSpecificationsWouldNotTake) {
  write_input("in.yaml", "mapper: {num-threads: 1, own: [a, 2]}\n");
  EXPECT_EQ(converted({"in.yaml"}, "yaml"), "mapper:\n  num_threads: 1\n  own: [a, 2]\n");
}

}  // namespace
}  // namespace tilewright::test
