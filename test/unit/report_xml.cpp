// Is map+stats.xml well-formed, in the form that readers of serialized archives expect, with all
// digits and the levels in order?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "model/report/xml.hpp"
#include "model/report/xml_archive.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::ElementsAre;

const std::string head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\n"
    "<!DOCTYPE boost_serialization>\n"
    "<boost_serialization signature=\"serialization::archive\" version=\"18\">\n";
const std::string tail = "</boost_serialization>\n\n";

struct XmlCase {
  const char* name;
  void (*write)(XmlArchive& archive);
  const char* xml;
};

class Xml : public ::testing::TestWithParam<XmlCase> {};

TEST_P(Xml, Is) {
  XmlArchive archive;
  GetParam().write(archive);
  EXPECT_EQ(archive.finish(), head + GetParam().xml + tail);
}

constexpr auto xml_cases = std::to_array<XmlCase>({
    {"Nothing", [](XmlArchive&) {}, ""},
    {"MarkupInAText", [](XmlArchive& xml) { xml.add("t", std::string_view("a<b> & \"c\"'")); },
     "<t>a&lt;b&gt; &amp; &quot;c&quot;&apos;</t>\n"},
    {"OtherBytesInAText", [](XmlArchive& xml) { xml.add("t", std::string_view("µm [0..3]")); },
     "<t>µm [0..3]</t>\n"},
    {"EmptyText", [](XmlArchive& xml) { xml.add("t", std::string_view()); }, "<t></t>\n"},
    {"LeastInteger",
     [](XmlArchive& xml) { xml.add("t", std::numeric_limits<std::int64_t>::min()); },
     "<t>-9223372036854775808</t>\n"},
    {"LargestInteger",
     [](XmlArchive& xml) { xml.add("t", std::numeric_limits<std::int64_t>::max()); },
     "<t>9223372036854775807</t>\n"},
    {"RealWithAllDigits", [](XmlArchive& xml) { xml.add("t", 0.1); },
     "<t>1.00000000000000006e-01</t>\n"},
    {"WholeReal", [](XmlArchive& xml) { xml.add("t", 1440.0); },
     "<t>1.44000000000000000e+03</t>\n"},
    {"LargestReal", [](XmlArchive& xml) { xml.add("t", std::numeric_limits<double>::max()); },
     "<t>1.79769313486231571e+308</t>\n"},
    {"Switch", [](XmlArchive& xml) { xml.add("t", true); }, "<t>1</t>\n"},
    {"AbsentAttribute",
     [](XmlArchive& xml) { xml.add_attribute("t", std::optional<std::int64_t>()); },
     "<t class_id=\"0\" tracking_level=\"0\" version=\"0\"></t>\n"},
    {"GivenAttribute",
     [](XmlArchive& xml) { xml.add_attribute("t", std::optional<std::int64_t>(8)); },
     "<t class_id=\"0\" tracking_level=\"0\" version=\"0\">\n\t<t_>8</t_>\n</t>\n"},
    {"Nested",
     [](XmlArchive& xml) {
       xml.open("a");
       xml.open("b");
       xml.add_count(0);
       xml.close();
       xml.close();
     },
     "<a>\n\t<b>\n\t\t<count>0</count>\n\t\t<item_version>0</item_version>\n\t</b>\n</a>\n"},
    {"OnlyTheFirstOfAClassHasItsProperties",
     [](XmlArchive& xml) {
       for (const XmlClass type : {XmlClass::loop, XmlClass::level_list, XmlClass::loop}) {
         xml.open("t", type);
         xml.close();
       }
     },
     "<t class_id=\"0\" tracking_level=\"0\" version=\"0\"></t>\n"
     "<t class_id=\"1\" tracking_level=\"0\" version=\"0\"></t>\n"
     "<t></t>\n"},
    {"ObjectsBehindPointersAreNumbered",
     [](XmlArchive& xml) {
       for (int i = 0; i < 2; ++i) {
         xml.open_object("px", XmlClass::buffer_level);
         xml.close();
       }
     },
     "<px class_id=\"0\" class_name=\"model::BufferLevel\" tracking_level=\"1\" version=\"0\" "
     "object_id=\"_0\"></px>\n"
     "<px class_id_reference=\"0\" object_id=\"_1\"></px>\n"},
});

INSTANTIATE_TEST_SUITE_P(Archive, Xml, ::testing::ValuesIn(xml_cases),
                         [](const auto& test) { return std::string(test.param.name); });

std::string xml_of(const ReportExample& example) {
  return map_stats_xml(example.workload, example.architecture, example.costs, example.mapping,
                       example.evaluation);
}

/// The texts of all elements `tag`.
std::vector<std::string> texts_of(const std::string& xml, const std::string& tag) {
  const std::string start = "<" + tag + ">";
  std::vector<std::string> texts;
  for (std::size_t at = 0; (at = xml.find(start, at)) != std::string::npos;) {
    at += start.size();
    texts.push_back(xml.substr(at, xml.find('<', at) - at));
  }
  return texts;
}

TEST(MapStatsXml, LevelsInnermostFirstAndComputeBefore) {
  EXPECT_THAT(texts_of(xml_of(gemm_example()), "level_name"), ElementsAre("MAC", "L0", "L1"));
}

TEST(MapStatsXml, NamesWithMarkup) {
  ReportExample example = gemm_example();
  example.architecture.storage[0].name = "L<0>&";
  EXPECT_THAT(texts_of(xml_of(example), "level_name"), ElementsAre("MAC", "L&lt;0&gt;&amp;", "L1"));
}

TEST(MapStatsXml, EnergiesAreNotRounded) {
  EXPECT_EQ(texts_of(xml_of(gemm_example()), "energy_").at(0), "6.49152000000000044e+03");
}

// A bit for each level, outermost leftmost: L1 keeps all, L0 nothing.
TEST(MapStatsXml, BypassBits) {
  const auto bits = texts_of(xml_of(gemm_example()), "bits");
  ASSERT_EQ(bits.size(), static_cast<std::size_t>(max_data_spaces));
  EXPECT_EQ(bits[0], std::string(30, '0') + "10");
}

TEST(MapStatsXml, BoundsUnderBothNames) {
  const std::string xml = xml_of(gemm_example());
  for (const std::string tag : {"<factorized_bounds_ ", "<bounds_>"}) {
    const std::size_t at = xml.find(tag);
    ASSERT_NE(at, std::string::npos) << tag;
    const std::vector<std::string> bounds = texts_of(xml.substr(at), "second");
    EXPECT_EQ(std::vector<std::string>(bounds.begin(), bounds.begin() + 3),
              (std::vector<std::string>{"16", "12", "30"}));
  }
}

TEST(MapStatsXml, UnevenMappingsAreAnError) { EXPECT_THROW(xml_of(uneven_example()), Error); }

}  // namespace
}  // namespace tilewright::test
