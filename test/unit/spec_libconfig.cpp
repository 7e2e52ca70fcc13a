// Does the libconfig reader understand the whole language, and know where everything stands?

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "model/report/convert.hpp"
#include "model/spec/parse.hpp"
#include "spec_samples.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using reader::Document;
using reader::Language;
using reader::ValueTree;

ValueTree parsed(const std::string& text) {
  Document document(Language::libconfig);
  document.append("in.cfg", text);
  return reader::parse(document);
}

/// What was read, as YAML.
std::string yaml_of(const std::string& text) {
  return yaml_text(parsed(text).root(), ListStyle::inline_brackets);
}

std::string fault_of(const std::string& text) {
  try {
    parsed(text);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(Libconfig, Scalars) {
  EXPECT_EQ(yaml_of("a = 12; b = -3; c = +4; d = 0x1F;"), "a: 12\nb: -3\nc: 4\nd: 31");
  EXPECT_EQ(yaml_of("a = 2.50; b = -1e-3; c = .5; d = 3.;"), "a: 2.50\nb: -1e-3\nc: .5\nd: 3.");
  EXPECT_EQ(yaml_of("a = true; b = FALSE;"), "a: true\nb: false");
}

TEST(Libconfig, IntegersOf64Bits) {
  EXPECT_EQ(yaml_of("a = 5000000000L; b = 5LL; c = 0x1FFFFFFFFL;"),
            "a: 5000000000\nb: 5\nc: 8589934591");
  EXPECT_EQ(yaml_of("a = 9223372036854775807L; b = -9223372036854775807L;"),
            "a: 9223372036854775807\nb: -9223372036854775807");
  EXPECT_EQ(yaml_of("a = 5000000000;"), "a: 5000000000") << "without an L";
}

TEST(Libconfig, StringsStayStrings) {
  EXPECT_EQ(yaml_of(R"(a = "16"; b = "text"; c = "true";)"), "a: \"16\"\nb: text\nc: \"true\"");
  EXPECT_EQ(yaml_of(R"(a = "one " "string" /* of */ " three";)"), "a: one string three");
  EXPECT_EQ(yaml_of(R"(a = "\"\\\x41";)"), R"(a: "\"\\A")");
}

TEST(Libconfig, GroupsListsAndArrays) {
  EXPECT_EQ(yaml_of(R"(g : { a = 1; h = { }; };)"), "g:\n  a: 1\n  h:\n    {}");
  EXPECT_EQ(yaml_of(R"(l = ( 1, "two", [ 3, 4 ], ( ) );)"), "l: [1, two, [3, 4], []]");
  EXPECT_EQ(yaml_of(R"(l = ( { a = 1; }, { b = 2; } );)"), "l:\n  - a: 1\n  - b: 2");
}

TEST(Libconfig, SeparatorsAreFree) {
  const std::string expected = "a: 1\nb:\n  c: 2\nd: 3";
  EXPECT_EQ(yaml_of("a = 1; b : { c = 2; }; d = 3;"), expected);
  EXPECT_EQ(yaml_of("a : 1, b = { c : 2 } d = 3"), expected);
}

TEST(Libconfig, Comments) {
  EXPECT_EQ(yaml_of("# one\na = 1; // two\n/* three\n b = 2; */ c = \"# // /* no */\"; # { ["),
            "a: 1\nc: \"# // /* no */\"");
}

TEST(Libconfig, NamesMayHoldHyphensAndStars) {
  EXPECT_EQ(yaml_of("word-bits = 1; a_1 = 2; *b* = 3;"), "word-bits: 1\na_1: 2\n\"*b*\": 3");
}

TEST(Libconfig, EveryValueHasItsPlace) {
  const ValueTree tree =
      parsed("a = 1;\n  g :\n  {\n    l = ( 7,\n          \"x\" \"y\" );\n  };\n");
  const auto& entries = tree.root().entries;
  EXPECT_EQ(entries[0].key_place.text(), "in.cfg:1:1");
  EXPECT_EQ(entries[0].value->place.text(), "in.cfg:1:5");
  EXPECT_EQ(entries[1].key_place.text(), "in.cfg:2:3");
  EXPECT_EQ(entries[1].value->place.text(), "in.cfg:3:3");
  const reader::Value& list = *entries[1].value->entries[0].value;
  EXPECT_EQ(list.place.text(), "in.cfg:4:9");
  EXPECT_EQ(list.items[0]->place.text(), "in.cfg:4:11");
  EXPECT_EQ(list.items[1]->place.text(), "in.cfg:5:11");
}

TEST(Libconfig, ColumnsOfFaults) {
  EXPECT_EQ(fault_of("a = 1;\n b = word;\n").substr(0, 13), "in.cfg:2:6: '");
  EXPECT_EQ(fault_of("a = { b = 1;\n      b = 2; };").substr(0, 12), "in.cfg:2:7: ");
  EXPECT_EQ(fault_of("a = 1; b = ;\n").substr(0, 10), "in.cfg:1: ") << "the library knows the line";
}

TEST(Libconfig, AnArchitectureMayBeATreeOrLists) {
  const std::string problem = R"(problem = { shape = "gemm"; M = 4; N = 4; K = 4; };)";
  const Spec tree = read_spec_text(problem + R"(architecture = { version = 0.3; subtree = ( {
    name = "chip"; local = (
      { name = "DRAM"; class = "DRAM"; attributes = { word-bits = 8; }; },
      { name = "MAC[0..3]"; class = "intmac"; attributes = { word_bits = 8; }; } ); } ); };)",
                                   "in.cfg");
  const Spec lists =
      read_spec_text(problem + R"(arch = { arithmetic = { name = "MAC"; instances = 4;
    word-bits = 8; }; storage = ( { name = "DRAM"; technology = "DRAM"; instances = 1;
    word-bits = 8; } ); };)",
                     "in.cfg");
  for (const Spec& spec : {tree, lists}) {
    ASSERT_EQ(spec.architecture.level_count(), 1);
    EXPECT_EQ(spec.architecture.storage[0].name, "DRAM");
    EXPECT_EQ(spec.architecture.storage[0].word_bits, 8);
    EXPECT_EQ(spec.architecture.compute.mesh.instances, 4);
  }
}

/// A folder with files that include each other.
class LibconfigInclude : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/tilewright-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  static std::string read(const std::string& file) {
    return yaml_text(reader::parse(reader::load({file})).root(), ListStyle::inline_brackets);
  }

  std::string fault(const std::string& file) const {
    try {
      read(file);
    } catch (const Error& error) {
      const std::string text = error.what();
      return text.substr(text.find(folder_.string()) + folder_.string().size() + 1);
    }
    return {};
  }

  fs::path folder_;
};

TEST_F(LibconfigInclude, FilesBesideTheOneThatIncludesThem) {
  write("parts/inner.cfg", "c = 3;\n");
  write("parts/outer.cfg", "b = 2;\n@include \"inner.cfg\"\n");
  EXPECT_EQ(read(write("main.cfg", "a = 1;\n  @include \"parts/outer.cfg\"\nd = 4;\n")),
            "a: 1\nb: 2\nc: 3\nd: 4");
}

TEST_F(LibconfigInclude, InTheMiddleOfAGroup) {
  write("part.inc", "b = 2;\n");
  EXPECT_EQ(read(write("main.cfg", "g = {\n@include \"part.inc\"\n};\n")), "g:\n  b: 2");
}

TEST_F(LibconfigInclude, FaultsNameTheFileThatHasThem) {
  write("part.cfg", "b = 2;\n c = oops;\n");
  EXPECT_EQ(fault(write("main.cfg", "a = 1;\n@include \"part.cfg\"\n")).substr(0, 14),
            "part.cfg:2:6: ");
  write("part.cfg", "b = 2;\n");
  EXPECT_EQ(fault(write("main.cfg", "a = 1;\n@include \"part.cfg\"\nc = oops;\n")).substr(0, 14),
            "main.cfg:3:5: ");
  write("part.cfg", "b = 2;\n c = = ;\n");
  EXPECT_EQ(fault(write("main.cfg", "a = 1;\n@include \"part.cfg\"\n")).substr(0, 12),
            "part.cfg:2: ");
}

TEST_F(LibconfigInclude, WithoutAnEnd) {
  write("a.cfg", "@include \"b.cfg\"\n");
  write("b.cfg", "@include \"a.cfg\"\n");
  EXPECT_NE(fault(folder_ / "a.cfg").find("cannot include itself"), std::string::npos);
}

}  // namespace
}  // namespace tilewright::test
