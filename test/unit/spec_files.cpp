// Several input files as one document.

#include <filesystem>
#include <fstream>

#include "test/unit/spec_nodes_samples.hpp"

namespace tilewright::test {
namespace {

/// A folder with input files, removed at the end.
class SpecFiles : public testing::Test {
 protected:
  SpecFiles() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("tilewright_") + test->name() + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~SpecFiles() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  /// The Error of reading the files, without the folder's name.
  std::string error(const std::vector<std::string>& files) const {
    try {
      read_spec(files);
    } catch (const Error& error) {
      std::string message = error.what();
      const std::string prefix = folder_.string() + "/";
      while (message.find(prefix) != std::string::npos) {
        message.erase(message.find(prefix), prefix.size());
      }
      return message;
    }
    return {};
  }

  std::filesystem::path folder_;
};

TEST_F(SpecFiles, SectionsInAnyOrder) {
  const std::string problem = write("problem.yaml", conv_problem);
  const std::string architecture = write("arch.yaml", small_architecture);
  const std::string mapping = write("map.yaml", small_mapping);
  const Spec spec = read_spec({mapping, problem, architecture});
  EXPECT_EQ(spec.architecture.level_count(), 2);
  ASSERT_TRUE(spec.mapping.has_value());
  EXPECT_EQ(spec.mapping_place.file, mapping);
  EXPECT_EQ(*read_spec({architecture, mapping, problem}).mapping, *spec.mapping);
}

TEST_F(SpecFiles, PlacesAreThoseOfTheFile) {
  const std::string problem = write("problem.yaml", conv_problem);
  const std::string architecture = write("arch.yaml", small_architecture);
  const std::string mapping = write("map.yaml", "# map\n" + replaced(small_mapping, "K=8", "Z=8"));
  EXPECT_EQ(error({problem, architecture, mapping}).substr(0, 14), "map.yaml:5:46:");
}

TEST_F(SpecFiles, AnchorsReachAcrossFiles) {
  const std::string base = write("base.yaml", "variables: {x: &bound 16}\n");  // no newline trouble
  const std::string problem = write("problem.yaml", replaced(conv_problem, "P: 16", "P: *bound"));
  const std::string architecture = write("arch.yaml", small_architecture);
  EXPECT_EQ(read_spec({base, problem, architecture}).workload.bounds[1], 16);
}

TEST_F(SpecFiles, FilesWithoutFinalNewlineAndWithMarkers) {
  const std::string problem = write("problem.yaml", "---\n" + conv_problem + "...");
  const std::string architecture = write("arch.yaml", "---\n" + small_architecture);
  EXPECT_EQ(error({problem, architecture}), "");
}

TEST_F(SpecFiles, DuplicateSectionsNameBothFiles) {
  const std::string one = write("one.yaml", conv_problem);
  const std::string two = write("two.yaml", conv_problem);
  const std::string message = error({one, two});
  EXPECT_EQ(message.substr(0, 13), "two.yaml:1:1:");
  EXPECT_NE(message.find("one.yaml:1:1"), std::string::npos);
}

TEST_F(SpecFiles, Version04PutsSectionsTogether) {
  const std::string problem = write("problem.yaml", conv_problem);
  const std::string one = write("one.yaml",
                                "variables: {version: 0.4, BITS: 8}\n"
                                "components: {version: 0.4, classes: [{name: a}]}\n"
                                "mapping: [{target: DRAM, type: temporal, factors: [R=3]}]\n" +
                                    replaced(small_nodes, "depth: 128", "depth: DEPTH"));
  const std::string two = write("two.yaml",
                                "variables: {version: 0.4, DEPTH: 128}\n"
                                "components: {version: 0.4, classes: [{name: b}]}\n"
                                "mapping: [{target: DRAM, type: temporal, factors: [C=2]}]\n");
  const std::string other = write("other.yaml", "variables: {BITS: 16}\n");
  const std::string old = write("old.yaml", "components: {version: 0.3}\n");
  const Spec spec = read_spec({problem, two, one});
  EXPECT_EQ(spec.constraints.levels.back().temporal.exact.size(), 2U);
  EXPECT_EQ(error({problem, one, other}),
            "other.yaml:1:19: 'BITS' is '16', but '8' at one.yaml:1:33; give one value, or remove "
            "one of the two");
  EXPECT_EQ(error({old, problem, one}),
            "one.yaml:2:23: 'version' is '0.4', but '0.3' at old.yaml:1:23; the input mixes "
            "versions: bring all files to one");
  EXPECT_NE(error({problem, one, write("more.yaml", "problem: {instance: {R: 2}}\n")})
                .find("'instance' is given twice; it was first given at problem.yaml:"),
            std::string::npos);
}

TEST_F(SpecFiles, SyntaxErrorsBlameTheFileThatHasThem) {
  const std::string open = write("open.yaml", "a: [1,\n");
  const std::string prose = write("prose.txt", "not YAML\n");
  const std::string good = write("good.yaml", conv_problem);
  EXPECT_EQ(error({open, good}).substr(0, 10), "open.yaml:");
  EXPECT_EQ(error({prose, good}).substr(0, 10), "prose.txt:");
  EXPECT_EQ(error({good, prose}).substr(0, 10), "prose.txt:");
}

TEST_F(SpecFiles, FilesThatCannotBeRead) {
  const std::string good = write("good.yaml", conv_problem);
  EXPECT_EQ(error({good, path("missing.yaml")}),
            "missing.yaml: there is no such file; check the path");
  EXPECT_NE(error({folder_.string()}).find("this is a directory"), std::string::npos);
  EXPECT_EQ(error({good, write("empty.yaml", "")}).substr(0, 15), "empty.yaml:1:1:");
  EXPECT_NE(error({good, write("old.cfg", "problem = { };")}).find("is a libconfig file, but"),
            std::string::npos);
  EXPECT_NE(error({}).find("no input file"), std::string::npos);
}

TEST_F(SpecFiles, MissingSections) {
  EXPECT_NE(error({write("p.yaml", conv_problem)}).find("no 'architecture' section"),
            std::string::npos);
  EXPECT_NE(error({write("a.yaml", small_architecture)}).find("no 'problem' section"),
            std::string::npos);
}

TEST_F(SpecFiles, ShapesFromTheSearchPath) {
  write("matmul.yaml", R"(shape:
  name: other_name
  dimensions: [I, J]
  data_spaces:
    - {name: A, projection: [I, J], read_write: true}
)");
  const std::string problem = write("p.yaml", "problem: {shape: matmul, I: 2, J: 3}\n");
  const std::string architecture = write("a.yaml", small_architecture);
  EXPECT_EQ(error({problem, architecture}).substr(0, 18), "p.yaml:1:18: unkno");
  setenv("TIMELOOP_PROBLEM_SHAPE_DIRS", ("/nowhere:" + folder_.string()).c_str(), 1);
  const Workload workload = read_spec({problem, architecture}).workload;
  unsetenv("TIMELOOP_PROBLEM_SHAPE_DIRS");
  EXPECT_EQ(workload.shape_name, "matmul");
  EXPECT_EQ(workload.operation_count(), 6);
}

}  // namespace
}  // namespace tilewright::test
