// Does a converted document say the same in the other language?

#include <gtest/gtest.h>

#include <string>

#include "model/report/convert.hpp"
#include "model/spec/parse.hpp"

namespace tilewright::test {
namespace {

using reader::Document;
using reader::Language;

std::string converted(const std::string& text, Language from, Language to) {
  Document document(from);
  document.append(from == Language::yaml ? "in.yaml" : "in.cfg", text);
  return convert(reader::parse(document).root(), to);
}

std::string to_cfg(const std::string& yaml) {
  return converted(yaml, Language::yaml, Language::libconfig);
}

std::string to_yaml(const std::string& cfg) {
  return converted(cfg, Language::libconfig, Language::yaml);
}

std::string fault_of_cfg(const std::string& yaml) {
  try {
    to_cfg(yaml);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(Convert, YamlToLibconfig) {
  EXPECT_EQ(to_cfg("problem:\n"
                   "  shape: gemm  # a comment\n"
                   "  M: 4\n"
                   "mapping:\n"
                   "  - {target: DRAM, factors: M=4}\n"
                   "  - {target: 0, keep: [A, B]}\n"),
            "problem : \n{\n  shape = \"gemm\";\n  M = 4;\n};\n"
            "mapping = ( \n  {\n    target = \"DRAM\";\n    factors = \"M=4\";\n  }, \n"
            "  {\n    target = 0;\n    keep = [ \"A\", \"B\" ];\n  } );\n");
}

TEST(Convert, LibconfigToYaml) {
  EXPECT_EQ(to_yaml(R"(problem : { shape = "gemm"; M = 4L; };
mapping = ( { target = "DRAM"; keep = [ "A", "B" ]; split = "1"; } );)"),
            "problem:\n  shape: gemm\n  M: 4\n"
            "mapping:\n  - target: DRAM\n    keep: [A, B]\n    split: \"1\"\n");
}

TEST(Convert, NumbersKeepTheirValue) {
  EXPECT_EQ(to_cfg("a: 0x1F\nb: 017\nc: 3000000000\nd: -2147483648\n"),
            "a = 0x1F;\nb = 15;\nc = 3000000000L;\nd = -2147483648;\n");
  EXPECT_EQ(to_cfg("a: 2.50\nb: 1e3\nc: 1e-3\nd: .inf\n"),
            "a = 2.50;\nb = 1e3;\nc = 1e-3;\nd = \".inf\";\n");
}

TEST(Convert, TextStaysText) {
  EXPECT_EQ(to_cfg("a: \"16\"\nb: 'true'\nc: yes\nd: \"x\\\"\\t\\\\y\"\n"),
            "a = \"16\";\nb = \"true\";\nc = \"yes\";\nd = \"x\\\"\\t\\\\y\";\n");
  EXPECT_EQ(to_yaml(R"(a = "16"; b = "true"; c = ""; d = "~"; e = "a: b";)"),
            "a: \"16\"\nb: \"true\"\nc: \"\"\nd: \"~\"\ne: \"a: b\"\n");
}

TEST(Convert, ListsOfOneTypeAreArrays) {
  EXPECT_EQ(to_cfg("a: [1, 2]\nb: [1, 2.5]\nc: [[C], [R]]\nd: []\nkeep: []\n"),
            "a = [ 1, 2 ];\nb = ( 1, 2.5 );\nc = ( [ \"C\" ], [ \"R\" ] );\nd = ( );\n"
            "keep = [ ];\n");
}

TEST(Convert, HyphenatedWordsGetUnderscores) {
  EXPECT_EQ(to_yaml(R"(mapper = { algorithm = "linear-pruned"; num-threads = 2; own-word = 1; };)"),
            "mapper:\n  algorithm: linear_pruned\n  num_threads: 2\n  own-word: 1\n");
}

TEST(Convert, AliasesAndMergesAreWrittenOut) {
  EXPECT_EQ(to_cfg("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n"),
            "a : \n{\n  x = 1;\n};\nb : \n{\n  x = 1;\n};\nc : \n{\n  y = 2;\n  x = 1;\n};\n");
}

TEST(Convert, EmptyEntriesAreLeftOut) { EXPECT_EQ(to_cfg("a:\nb: 1\n"), "b = 1;\n"); }

TEST(Convert, AgainChangesNothing) {
  const std::string yaml =
      "problem: {shape: gemm, M: 4, x: 0x10, big: 3000000000, r: 2.5, s: \"2.5\"}\n"
      "mapping: [{target: DRAM, keep: [A], list: [[1], [two, 3]], on: true}]\n";
  const std::string cfg = to_cfg(yaml);
  EXPECT_EQ(converted(cfg, Language::libconfig, Language::libconfig),
            converted(to_yaml(cfg), Language::yaml, Language::libconfig));
  EXPECT_EQ(converted(to_yaml(cfg), Language::yaml, Language::yaml), to_yaml(cfg));
}

TEST(Convert, WhatLibconfigCannotSay) {
  EXPECT_EQ(fault_of_cfg("a: 1\n2b: 3\n").substr(0, 13), "in.yaml:2:1: ");
  EXPECT_EQ(fault_of_cfg("a: [1, ~]\n").substr(0, 13), "in.yaml:1:8: ");
  EXPECT_EQ(fault_of_cfg("a: !Component {b: 1}\n").substr(0, 13), "in.yaml:1:4: ");
}

}  // namespace
}  // namespace tilewright::test
