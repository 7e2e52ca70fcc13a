// Does tilewright-model say what is wrong with its input, where, and leave nothing behind?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// One mistake in the small specification.
struct Mistake {
  const char* name;
  std::string from;     ///< what small_spec() says
  std::string to;       ///< what the user wrote
  std::string at;       ///< text on the line that the message points at; empty: any line
  std::string keyword;  ///< part of the message
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

/// Number of the first line that holds `text`, from 1.
long line_of(const std::string& document, const std::string& text) {
  const std::size_t position = document.find(text);
  EXPECT_NE(position, std::string::npos) << text;
  return 1 + std::count(document.begin(), document.begin() + static_cast<long>(position), '\n');
}

class ModelMistake : public ProgramTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(ModelMistake, IsReportedWithItsPlaceAndLeavesNoFile) {
  const Mistake& mistake = GetParam();
  const std::string spec = replaced(small_spec(), mistake.from, mistake.to);
  const ProgramResult result = run_model(spec);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: "), HasSubstr(mistake.keyword)));
  const std::string line =
      mistake.at.empty() ? "[0-9]+" : std::to_string(line_of(spec, mistake.at));
  EXPECT_THAT(result.standard_error, ContainsRegex("in\\.yaml:" + line + ":[0-9]+: "));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ModelMistake,
    ::testing::Values(
        Mistake{"MisspeltAttribute", "depth: 64", "detph: 64", "detph", "'depth'"},
        Mistake{"MisspeltMappingKey", "permutation: RPC", "premutation: RPC", "premutation",
                "'permutation'"},
        Mistake{"UnknownDataSpace", "keep: [Weights,", "keep: [Weight,", "[Weight,", "'Weights'"},
        Mistake{"UnknownDimensionInProjection", "[[[C]], [[R]]]", "[[[C]], [[X]]]", "[[X]]", "'X'"},
        Mistake{"UnknownDimensionInFactors", "R=3 P=4", "R=3 X=4", "X=4", "X"},
        Mistake{"UnknownLevel", "target: Buffer", "target: Bufer", "Bufer", "Buffer"},
        Mistake{"MissingDimension", "    P: 16\n", "", "R: 3", "dimension P"},
        Mistake{"FactorsBelowTheBound", "R=1 P=4", "R=1 P=2", "", "multiply up to 16"},
        Mistake{"FactorsBeyondTheBound", "R=3 P=4", "R=3 P=8", "", "multiply up to 16"},
        Mistake{"MeshThatDoesNotDivide", "depth: 64",
                "depth: 64\n            instances: 6\n            meshX: 4", "depth: 64",
                "meshX 4"},
        Mistake{"FanOutThatDoesNotDivide", "depth: 64", "depth: 64\n            instances: 2",
                "- name: Buffer", "MAC"},
        Mistake{"BoundBeyond64Bits", "P: 16", "P: 10000000000000000000", "P: 1000",
                "10000000000000000000"},
        Mistake{"BoundOfZero", "P: 16", "P: 0", "P: 0", "0"},
        Mistake{"NegativeBound", "P: 16", "P: -4", "P: -4", "-4"},
        Mistake{"FractionalBound", "P: 16", "P: 1.5", "P: 1.5", "1.5"},
        Mistake{"TextAsNumber", "depth: 64", "depth: large", "large", "large"},
        Mistake{"BrokenYaml", "keep: [Weights", "keep: [[Weights", "bypass: []", ""},
        Mistake{"DuplicateKey", "depth: 64", "depth: 64\n            depth: 65", "depth: 65",
                "depth"}),
    [](const auto& test_case) { return std::string(test_case.param.name); });

/// A whole input that is no specification.
struct NoSpecification {
  const char* name;
  std::string content;
  std::string keyword;
};

void PrintTo(const NoSpecification& input, std::ostream* out) { *out << input.name; }

class ModelNoSpecification : public ProgramTest,
                             public ::testing::WithParamInterface<NoSpecification> {};

TEST_P(ModelNoSpecification, IsReportedAndLeavesNoFile) {
  const ProgramResult result = run_model(GetParam().content);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_THAT(result.standard_error,
              AllOf(StartsWith("ERROR: in.yaml"), HasSubstr(GetParam().keyword)));
  EXPECT_THAT(output_names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ModelNoSpecification,
    ::testing::Values(NoSpecification{"EmptyFile", "", "empty"},
                      NoSpecification{"OnlyBlanks", " \n\n", ""},
                      NoSpecification{"NotYaml", "int main() { return 0; }\n\t}: [", ""},
                      NoSpecification{"OneWord", "hello\n", ""},
                      NoSpecification{"List", "- 1\n- 2\n", ""},
                      NoSpecification{"BinaryGarbage",
                                      std::string("\x7f"
                                                  "ELF\0\1\2\xff\xfe\0garbage",
                                                  17),
                                      ""},
                      NoSpecification{"DeeplyNested", std::string(100000, '['), ""},
                      NoSpecification{"NoProblem", "architecture: {}\n", ""}),
    [](const auto& test_case) { return std::string(test_case.param.name); });

class ModelBadInput : public ProgramTest {};

TEST_F(ModelBadInput, FolderAsInputIsAnError) {
  fs::create_directory(input_folder_ / "folder.yaml");
  const ProgramResult result =
      run("tilewright-model", {"folder.yaml", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: folder.yaml"), HasSubstr("folder")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(ModelBadInput, MissingFileIsAnError) {
  const ProgramResult result =
      run("tilewright-model", {"missing.yaml", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, StartsWith("ERROR: missing.yaml"));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(ModelBadInput, MissingMappingIsAnError) {
  const std::string spec = small_spec();
  const ProgramResult result = run_model(spec.substr(0, spec.find("mapping:")));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, AllOf(StartsWith("ERROR: in.yaml: there is no 'mapping'"),
                                           HasSubstr("tilewright-mapper")));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(ModelBadInput, ErrorNamesTheFileAmongSeveral) {
  const std::string spec = small_spec();
  const std::size_t problem = spec.find("problem:");
  write_input("good.yaml", spec.substr(0, problem));
  write_input("bad.yaml", replaced(spec.substr(problem), "P: 16", "P: many"));
  const ProgramResult result =
      run("tilewright-model", {"good.yaml", "bad.yaml", "-o", output_folder_.string()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_error, ContainsRegex("ERROR: bad\\.yaml:15:[0-9]+: "));
  EXPECT_THAT(output_names(), IsEmpty());
}

TEST_F(ModelBadInput, RejectedMappingGivesTimeloopsReason) {
  const ProgramResult result = run_model(replaced(small_spec(), "depth: 64", "depth: 8"));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.standard_output, IsEmpty());
  EXPECT_EQ(result.standard_error,
            "ERROR: couldn't map level Buffer: mapped tile size 13 exceeds buffer capacity 8\n");
  EXPECT_THAT(output_names(), IsEmpty());
}

}  // namespace
}  // namespace tilewright::test
