// What is no input file at all, or no YAML, and what YAML's finer points mean.

#include <fmt/format.h>

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(SpecText, FaultsOfTheText) {
  const std::vector<FaultyInput> inputs = {
      {"", "in.yaml:1:1", {"empty"}},
      {" \n# only a comment\n", "in.yaml:1:1", {"empty"}},
      {"just prose\n", "in.yaml:1:1", {"not a map of sections", "problem:"}},
      {"- problem\n", "in.yaml:1:1", {"not a map of sections"}},
      {std::string("problem: \0\x7f", 11), "in.yaml:1:10", {"not a text file"}},
      {"problem:\n\tshape: cnn\n", "in.yaml:2:1", {"tab", "spaces"}},
      {"problem:\n  R: 1\n\tS: 1\n", "in.yaml:3:1", {"tab"}},
      {"problem: {{ shape }}\n", "in.yaml:1:10", {"Jinja", "not supported", "expand the template"}},
      {"problem: 1\n{% include 'x' %}\n", "in.yaml:2:1", {"Jinja"}},
      {"problem: [1, 2\n", "in.yaml:2:1", {"not valid YAML"}},
      {"problem: *base\n", "in.yaml:1:10", {"this alias has no anchor before it"}},
      {"a: 1\n---\nb: 2\n", "in.yaml:2:1", {"second YAML document"}},
      {"[a]: 1\n", "in.yaml:1:1", {"key must be one word"}},
      {"a: 1\nb:\n  c: 1\n  type temporal\n", "in.yaml:4:3", {"no ':' behind 'type temporal'"}},
      {"a: {<<: 3}\n", "in.yaml:1:5", {"'<<' merges"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecText, DuplicateKeysNameBothPlaces) {
  expect_fault(
      {"problem:\n  R: 1\n  S: 2\n  R: 3\n", "in.yaml:4:3", {"'R' is given twice", "in.yaml:2:3"}});
  expect_fault({"a:\n  word-bits: 1\n  word_bits: 2\n", "in.yaml:3:3", {"in.yaml:2:3"}});
}

TEST(SpecText, AnchorsThatContainThemselves) {
  expect_fault({"a: &x [1, *x]\n", "in.yaml:1:11", {"inside the value that it names"}});
  expect_fault({"a: &x\n  b: {c: *x}\n", "in.yaml:2:10", {"inside the value that it names"}});
}

TEST(SpecText, DeepNestingIsRefused) {
  expect_fault({"a: " + repeated("{a: ", 100000), "in.yaml:1:400", {"more than 100 deep"}});
  expect_fault({repeated("- ", 100000) + "1", "in.yaml:1:201", {"more than 100 deep"}});
  EXPECT_NE(error_of("a: " + repeated("[", 100000)), "");
  EXPECT_NE(error_of("a: " + repeated("[", 100000) + repeated("]", 100000)), "");
}

TEST(SpecText, AliasesThatWouldGrowWithoutBound) {
  std::string text = "a0: &a0 [1, 1]\n";
  for (int i = 1; i < 60; ++i) {
    text += fmt::format("a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
  }
  expect_fault({text + "problem: {shape: {dimensions: *a59}}\narch: {}\n",
                "in.yaml:18:6",
                {"aliases make this value too large"}});
}

TEST(SpecText, KeysMayHaveAnchorsAndBeAliases) {
  const std::string text = conv_problem + small_architecture;
  EXPECT_EQ(error_of("variables: {&size SIZE: 4, other: *size}\n" + text), "");
  EXPECT_EQ(error_of("variables: {x: &bound P, y: {*bound : 3}}\n" + text), "");
}

TEST(SpecText, DirectivesAloneAreNoInput) {
  expect_fault({"%\xE7", "in.yaml:1:1", {"nothing in the input"}});
}

TEST(SpecText, DocumentMarkersAndByteOrderMarkAreSkipped) {
  const std::string text = conv_problem + small_architecture;
  EXPECT_EQ(error_of("%YAML 1.2\n---\n" + text + "...\n"), "");
  EXPECT_EQ(error_of("\xEF\xBB\xBF" + text), "");
}

TEST(SpecText, WindowsLineEnds) {
  std::string text;
  for (char letter : conv_problem + small_architecture + small_mapping) {
    text += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
  }
  EXPECT_EQ(error_of(text), "");
}

TEST(SpecText, AnchorsAndMergeKeys) {
  const std::string text =
      "base: &base {R: 3, P: 16, C: 4}\n" +
      replaced(conv_problem, "{R: 3, P: 16, C: 4, K: 8}", "{<<: *base, C: 5, K: 8}") +
      small_architecture;
  const Spec spec = read_spec_text(text);
  EXPECT_EQ(spec.workload.bounds, (std::vector<std::int64_t>{3, 16, 5, 8}));
}

TEST(SpecText, TabsAreFineInsideALine) {
  EXPECT_EQ(error_of(replaced(conv_problem, "R: 3,", "R:\t3,") + small_architecture), "");
}

TEST(SpecText, JsonIsYaml) {
  const Spec spec = read_spec_text(
      R"({"problem": {"shape": "gemm", "M": 2, "N": 3, "K": 4},
          "arch": {"arithmetic": {"instances": 1},
                   "storage": [{"name": "DRAM", "technology": "DRAM", "instances": 1}]}})");
  EXPECT_EQ(spec.workload.operation_count(), 24);
}

}  // namespace
}  // namespace tilewright::test
