// Does the picture of a mapping show its levels, loops and tiles, in a form that browsers take?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "model/cost/evaluator.hpp"
#include "model/report/mapping_picture.hpp"
#include "model/report/picture/figures.hpp"
#include "model/report/picture/view.hpp"
#include "model/report/svg_writer.hpp"
#include "report_example.hpp"
#include "test/support/xml_elements.hpp"

namespace tilewright::test {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

Evaluation evaluate(const Spec& spec) {
  Evaluation evaluation;
  EXPECT_TRUE(Evaluator(spec).evaluate(*spec.mapping, evaluation))
      << describe(evaluation.rejection, spec.architecture);
  return evaluation;
}

std::string picture_of(const Spec& spec) {
  return mapping_picture_svg(spec.workload, spec.architecture, *spec.mapping, evaluate(spec),
                             TimeloopYear::y2025);
}

std::string picture_of(const ReportExample& example) {
  return mapping_picture_svg(example.workload, example.architecture, example.mapping,
                             example.evaluation, TimeloopYear::y2025);
}

Spec shipped_example() {
  const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";
  return read_spec({specs + "architectures/simba.yaml", specs + "networks/resnet50/input.83.yaml",
                    specs + "examples/simba_resnet50_input.83.yaml"});
}

/// A grouped convolution in eight dimensions with stride 2, on an array of 8 x 14; one factor is
/// imperfect: 27 = 6 * 4 + 3.
Spec grouped_convolution() {
  return read_spec_text(R"(architecture:
  version: 0.3
  subtree:
    - name: system
      local: [{name: DRAM, class: DRAM, attributes: {word_bits: 8}}]
      subtree:
        - name: chip
          local:
            - {name: GlobalBuffer, class: SRAM,
               attributes: {depth: 163840, word_bits: 8, multiple_buffering: 2}}
          subtree:
            - name: PE[0..111]
              local:
                - {name: Spad, class: regfile, attributes: {depth: 512, word_bits: 8, meshX: 8}}
                - {name: MAC, class: intmac, attributes: {datawidth: 8, meshX: 8}}
problem:
  shape:
    name: grouped_conv
    dimensions: [R, S, P, Q, C, M, G, N]
    coefficients: [{name: Wstride, default: 2}, {name: Hstride, default: 1}]
    data_spaces:
      - {name: Weights, projection: [G, C, M, R, S]}
      - {name: Inputs,
         projection: [[[N]], [[G]], [[C]], [[R], [P, Wstride]], [[S], [Q, Hstride]]]}
      - {name: Outputs, projection: [N, G, M, Q, P], read_write: true}
  instance: {R: 3, S: 3, P: 27, Q: 28, C: 4, M: 4, G: 32, N: 16}
mapping:
  - {target: DRAM, type: temporal, factors: N=16 G=8 Q=2, permutation: QGN}
  - {target: GlobalBuffer, type: temporal, factors: P=7 M=2, permutation: PM}
  - {target: GlobalBuffer, type: spatial, factors: G=4 Q=14, permutation: GQ, split: 1}
  - {target: Spad, type: temporal, factors: "R=3 S=3 C=4 M=2 P=4,3", permutation: PRSCM}
)",
                        "grouped.yaml");
}

int count_class(const std::vector<XmlElement>& elements, const std::string& name) {
  return static_cast<int>(
      std::count_if(elements.begin(), elements.end(),
                    [&](const XmlElement& element) { return element.has_class(name); }));
}

/// The contents of the <text> elements, in order.
std::vector<std::string> texts_of(const std::vector<XmlElement>& elements) {
  std::vector<std::string> texts;
  for (const XmlElement& element : elements) {
    if (element.name == "text") texts.push_back(element.text);
  }
  return texts;
}

/// The texts of loops: "K in 8".
std::vector<std::string> loops_of(const std::vector<XmlElement>& elements) {
  std::vector<std::string> loops;
  for (const std::string& text : texts_of(elements)) {
    if (text.find(" in ") == 1) loops.push_back(text);
  }
  return loops;
}

TEST(MappingPicture, HasABandForEachLevelALineForEachLoopABoxForEachTile) {
  const auto elements = read_xml(picture_of(shipped_example()));
  EXPECT_EQ(count_class(elements, "twm-panel"), 7);  // six levels, and compute
  EXPECT_THAT(loops_of(elements),
              ElementsAre("Q in 2", "P in 14", "K in 8", "C in 2", "K in 8", "C in 4", "K in 4",
                          "C in 4", "S in 3", "R in 3", "C in 8", "Q in 7"));
  EXPECT_EQ(count_class(elements, "twm-t"), 9);  // three in DRAM, two in GlobalBuffer, four others
  EXPECT_EQ(count_class(elements, "twm-stripe"), 4);
  const std::vector<std::string> texts = texts_of(elements);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "passes by"), 9);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "X"), 4);
  for (const char* text :
       {"112,896 cycles", "compute-bound", "131.4 µJ", "1.137 pJ per operation", "100.0 %",
        "input.83 on simba", "C:256 K:256 R:3 S:3", "C:128 R+P:3 S+Q:9", "used 144×",
        "8,704 of 65,536 words, 13.3 %", "128 of 128 in use", "spreads over 16 × 1 of 16 × 1",
        "54.3 %", "713.7 k accesses", "sum of 8", "705,536 words, no limit"}) {
    EXPECT_THAT(texts, Contains(text));
  }
}

TEST(MappingPicture, DescribesItselfInWords) {
  const auto elements = read_xml(picture_of(shipped_example()));
  ASSERT_GT(elements.size(), 3U);
  EXPECT_EQ(elements[0].attributes.at("role"), "img");
  EXPECT_EQ(elements[1].name, "title");
  EXPECT_EQ(elements[1].text, "input.83 on simba");
  EXPECT_EQ(elements[2].name, "desc");
  EXPECT_THAT(elements[2].text,
              HasSubstr(" GlobalBuffer: Inputs 6,912, Outputs 1,792 words; along X K in 8 (Weights "
                        "split, Inputs to all 8, Outputs split); along X C in 2 (Weights split, "
                        "Inputs split, Outputs sum of 2). "));
}

TEST(MappingPicture, IsSmallAndTheSameEachTime) {
  const std::string svg = picture_of(shipped_example());
  EXPECT_LT(svg.size(), 20'000U);
  EXPECT_EQ(picture_of(shipped_example()), svg);
}

TEST(MappingPicture, IsTheOneInTheDocumentation) {
  std::ifstream file(std::string(TILEWRIGHT_SOURCE_DIR) + "/docs/mapping_picture.svg");
  const std::string shown{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(shown == picture_of(shipped_example()))
      << "draw it anew, as docs/user-guide.md says, section 'The picture of a mapping'";
}

TEST(MappingPicture, ManyFitIntoOnePage) {
  for (const XmlElement& element : read_xml(picture_of(shipped_example()))) {
    EXPECT_EQ(element.attributes.count("id"), 0U);
    const auto classes = element.attributes.find("class");
    if (classes == element.attributes.end() || classes->second == "twm") continue;
    EXPECT_THAT(classes->second, StartsWith("twm-"));
    EXPECT_THAT(std::regex_replace(classes->second, std::regex(" twm-"), ""), Not(HasSubstr(" ")));
  }
}

TEST(MappingPicture, ShowsGroupedConvolutionsWithImperfectFactors) {
  const auto elements = read_xml(picture_of(grouped_convolution()));
  EXPECT_THAT(loops_of(elements),
              ElementsAre("N in 16", "G in 8", "Q in 2", "M in 2", "P in 7", "Q in 14", "G in 4",
                          "M in 2", "C in 4", "S in 3", "R in 3", "P in 4, last 3"));
  const std::vector<std::string> texts = texts_of(elements);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "Y"), 1);
  for (const char* text : {"grouped_conv: R 3, S 3, P 27, Q 28, C 4, M 4, G 32, N 16; Wstride 2",
                           "1 of 1 in use, buffered 2×", "spreads over 4 × 14 of 8 × 14",
                           "G:32 C:4 M:4 R:3 S:3", "to all 14"}) {
    EXPECT_THAT(texts, Contains(text));
  }
}

TEST(MappingPicture, NamesAreEscapedAndFitTheirPlace) {
  Spec spec = grouped_convolution();
  const std::string long_name(200, 'm');
  spec.architecture.storage[1].name = "A<B>&\"C'\x01\xFF\xC3\xA4";
  spec.architecture.storage[0].name = long_name;
  spec.workload.data_spaces[0].name = "W&<" + long_name;
  const std::string svg = picture_of(spec);
  EXPECT_THAT(svg, HasSubstr(">A&lt;B&gt;&amp;&quot;C&apos; \xEF\xBF\xBD\xC3\xA4<"));
  for (const std::string& text : texts_of(read_xml(svg))) {
    EXPECT_THAT(text, Not(HasSubstr(std::string(40, 'm'))));
  }
}

TEST(MappingPicture, LevelsThatKeepNothingAndLargeNumbersHavePictures) {
  ReportExample example = gemm_example();
  const auto large = std::numeric_limits<std::int64_t>::max();
  example.workload.bounds = {large, 1, 1};
  example.evaluation.cycles = large;
  example.evaluation.energy_pj = std::numeric_limits<double>::max();
  const auto elements = read_xml(picture_of(example));
  EXPECT_THAT(texts_of(elements), Contains("9,223,372,036,854,775,807 cycles"));
  EXPECT_EQ(count_class(elements, "twm-t"), 3);
}

TEST(MappingPicture, UnevenMappingsAreAnError) {
  EXPECT_THROW(picture_of(uneven_example()), Error);
}

TEST(MappingView, CountsTheUsesOfAWord) {
  const Spec spec = shipped_example();
  const auto view = picture::view_mapping(spec.workload, spec.architecture, *spec.mapping,
                                          evaluate(spec), TimeloopYear::y2025);
  enum { weights, inputs, outputs };
  ASSERT_EQ(view.levels.size(), 6U);
  const auto& dram = view.levels[0];
  EXPECT_EQ(dram.name, "DRAM");
  EXPECT_EQ(dram.tiles[weights].uses_per_word, 1);
  EXPECT_EQ(dram.tiles[inputs].uses_per_word, 9.0 / 8);  // Q in 2 has a halo of two columns
  EXPECT_EQ(dram.tiles[outputs].uses_per_word, 1);
  EXPECT_FALSE(dram.capacity_words);
  const auto& accumulation = view.levels[4];
  EXPECT_EQ(accumulation.tiles[outputs].uses_per_word, 4 * 4 * 3 * 3);
  EXPECT_THAT(accumulation.tiles[outputs].extents, ElementsAre(Pair("K", 4), Pair("Q", 7)));
  EXPECT_FALSE(accumulation.tiles[weights].is_kept);
  EXPECT_EQ(accumulation.columns.used, 8);
  EXPECT_EQ(accumulation.columns.available, 8);
  EXPECT_EQ(accumulation.used_words, 28);
  EXPECT_EQ(view.compute.used, 1024);
}

TEST(MappingView, TellsWhatTheLatencyIsOwedTo) {
  Spec spec = shipped_example();
  const auto note = [&spec] {
    return picture::view_mapping(spec.workload, spec.architecture, *spec.mapping, evaluate(spec),
                                 TimeloopYear::y2025)
        .latency_note;
  };
  EXPECT_EQ(note(), "compute-bound");
  spec.architecture.storage[5].read_bandwidth = 1;
  EXPECT_EQ(note(), "compute alone: 112,896, limit: DRAM");
}

TEST(PictureFigures, AreShort) {
  using namespace picture;
  EXPECT_EQ(short_text(9'999), "9,999");
  EXPECT_EQ(short_text(713'728), "713.7 k");
  EXPECT_EQ(short_text(999'960), "1 M");
  EXPECT_EQ(short_text(std::numeric_limits<std::int64_t>::max()), "9.223 E");
  EXPECT_EQ(energy_text(0), "0 pJ");
  EXPECT_EQ(energy_text(131'426'183.7), "131.4 µJ");
  EXPECT_EQ(edp_text(14.837e12), "14.84 J·cycles");
  EXPECT_EQ(edp_text(51'234.4e12), "51,234 J·cycles");
  EXPECT_EQ(share_text(0), "0.0 %");
  EXPECT_EQ(share_text(1e-5), "< 0.1 %");
  EXPECT_EQ(share_text(1), "100.0 %");
  EXPECT_EQ(factor_text(1.125), "1.12");
  EXPECT_EQ(factor_text(12'345), "12,345");
}

TEST(SvgWriter, TextsAreSqueezedThenShortened) {
  const double width = text_width("Weights", 12);
  EXPECT_THAT(width, DoubleNear(50, 8));
  SvgWriter svg;
  svg.text(0, 0, "Weights", {}, 12, width);
  svg.text(0, 0, "Weights", {}, 12, width * 0.9);
  svg.text(0, 0, "Weights", {}, 12, width * 0.5);
  const auto elements = read_xml("<g>" + svg.elements() + "</g>");
  EXPECT_EQ(elements[1].attributes.count("textLength"), 0U);
  EXPECT_EQ(elements[2].attributes.count("textLength"), 1U);
  EXPECT_EQ(elements[2].text, "Weights");
  EXPECT_EQ(elements[3].text, "We…");
}

TEST(XmlText, IsValidWhateverItIsMadeOf) {
  EXPECT_EQ(xml_text("<a & 'b'>\"\n\x7F"), "&lt;a &amp; &apos;b&apos;&gt;&quot;  ");
  EXPECT_EQ(xml_text("µ…\xF0\x9F\x98\x80"), "µ…\xF0\x9F\x98\x80");
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(xml_text("\xC3"), replaced);                                // cut off
  EXPECT_EQ(xml_text("\x80z"), replaced + "z");                         // a second byte only
  EXPECT_EQ(xml_text("\xC0\xAF"), replaced + replaced);                 // too long a form
  EXPECT_EQ(xml_text("\xED\xA0\x80"), replaced + replaced + replaced);  // surrogate
  EXPECT_EQ(xml_text("\xEF\xBF\xBF"), replaced + replaced + replaced);  // no character
  EXPECT_EQ(xml_text("\xF4\x90\x80\x80"), replaced + replaced + replaced + replaced);
}

}  // namespace
}  // namespace tilewright::test
