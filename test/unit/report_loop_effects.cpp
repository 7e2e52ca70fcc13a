// Which loops leave a tile in place, slide it, or fetch its words again?

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "model/report/loop_effects.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::test {
namespace {

using ::testing::ElementsAre;

constexpr std::array<const char*, 8> effect_names = {"-",     "next",  "again",  "slides",
                                                     "stays", "split", "shared", "copied"};

/// A convolution in one dimension on two rows of four MACs with a buffer each, below a buffer and
/// DRAM. `mapping` has the directives.
Spec conv_spec(const std::string& mapping, const std::string& bounds) {
  return read_spec_text(R"(architecture:
  version: 0.3
  subtree:
    - name: system
      local: [{name: DRAM, class: DRAM, attributes: {word_bits: 16}}]
      subtree:
        - name: chip
          local: [{name: Buffer, class: SRAM, attributes: {depth: 65536, word_bits: 16}}]
          subtree:
            - name: PE[0..7]
              local:
                - {name: Spad, class: regfile, attributes: {depth: 1024, word_bits: 16, meshX: 4}}
                - {name: MAC, class: intmac, attributes: {datawidth: 16, meshX: 4}}
problem:
  shape:
    name: conv1d
    dimensions: [R, P, C, K]
    data_spaces:
      - {name: Weights, projection: [C, K, R]}
      - {name: Inputs, projection: [[[C]], [[R], [P]]]}
      - {name: Outputs, projection: [K, P], read_write: true}
  instance: {)" + bounds +
                        R"(}
mapping:
)" + mapping);
}

/// For each level with loops, outermost first: "P stays slides next", the loop and its effect on
/// Weights, Inputs and Outputs.
std::vector<std::vector<std::string>> effects_of(const Spec& spec,
                                                 TimeloopYear year = TimeloopYear::y2025) {
  std::vector<std::vector<std::string>> levels;
  auto effects = loop_effects(*spec.mapping, spec.workload, spec.architecture.level_count(), year);
  for (auto level = effects.rbegin(); level != effects.rend(); ++level) {
    if (level->empty()) continue;
    levels.emplace_back();
    for (const LoopEffects& loop : *level) {
      std::string& text = levels.back().emplace_back(
          spec.workload.dimensions[static_cast<std::size_t>(loop.loop.dimension)]);
      for (std::size_t d = 0; d < spec.workload.data_spaces.size(); ++d) {
        text += fmt::format(" {}", effect_names[static_cast<std::size_t>(loop.effects[d])]);
      }
    }
  }
  return levels;
}

TEST(LoopEffects, TilesStayUntilTheInnermostLoopThatMovesThem) {
  const Spec spec = conv_spec(R"(
  - {target: DRAM, type: temporal, factors: K=2 C=2 P=4, permutation: PCK}
  - {target: Buffer, type: bypass, keep: [Weights, Inputs, Outputs], bypass: []}
  - {target: Spad, type: bypass, keep: [], bypass: [Weights, Inputs, Outputs]}
  - {target: Buffer, type: temporal, factors: R=3 P=4, permutation: PR}
)",
                              "R: 3, P: 16, C: 2, K: 2");
  // The output channels come outside of the input channels: all inputs are fetched again for each.
  EXPECT_THAT(effects_of(spec), ElementsAre(ElementsAre("K next again next", "C next next again",
                                                        "P stays slides next"),
                                            ElementsAre("R next next again", "P again next next")));
}

TEST(LoopEffects, RunsOfLoopsThatDoNotMoveATileLeaveItInPlaceAcrossLevels) {
  const Spec spec = conv_spec(R"(
  - {target: DRAM, type: temporal, factors: C=2 R=3, permutation: RC}
  - {target: Buffer, type: bypass, keep: [Inputs], bypass: [Weights, Outputs]}
  - {target: Buffer, type: temporal, factors: C=2 K=2, permutation: KC}
  - {target: Spad, type: bypass, keep: [Outputs, Weights], bypass: [Inputs]}
  - {target: Spad, type: temporal, factors: P=16 K=2, permutation: PK}
)",
                              "R: 3, P: 16, C: 4, K: 4");
  EXPECT_THAT(effects_of(spec), ElementsAre(ElementsAre("C next next again", "R next slides again"),
                                            ElementsAre("C next next again", "K next again next"),
                                            ElementsAre("K next again next", "P again next next")));
}

TEST(LoopEffects, ASlideNeedsAnUnbrokenStride) {
  const Spec spec = conv_spec(R"(
  - {target: DRAM, type: temporal, factors: P=4 K=4, permutation: KP}
  - {target: Spad, type: bypass, keep: [], bypass: [Weights, Inputs, Outputs]}
  - {target: Buffer, type: temporal, factors: R=3 P=4, permutation: PR}
)",
                              "R: 3, P: 16, C: 1, K: 4");
  EXPECT_THAT(effects_of(spec)[0], ElementsAre("P again slides next", "K next stays next"));
  // Until 2024, to stay in place was a stride of its own.
  EXPECT_THAT(effects_of(spec, TimeloopYear::y2024)[0],
              ElementsAre("P again next next", "K next stays next"));
}

TEST(LoopEffects, SpatialLoopsShareWhatTheyDoNotMove) {
  const std::string mapping = R"(
  - {target: DRAM, type: temporal, factors: C=2 P=4 R=3, permutation: RPC}
  - {target: Buffer, type: spatial, factors: K=4 C=2, permutation: KC, split: 1 MORE}
  - {target: Spad, type: temporal, factors: P=4, permutation: P}
)";
  const auto with = [&mapping](const std::string& more) {
    std::string text = mapping;
    text.replace(text.find(" MORE"), 5, more);
    return conv_spec(text, "R: 3, P: 16, C: 4, K: 4");
  };
  EXPECT_THAT(effects_of(with(""))[1], ElementsAre("C split split shared", "K split shared split"));
  EXPECT_THAT(effects_of(with(", no_reuse: [Inputs]"))[1],
              ElementsAre("C split split shared", "K split copied split"));
}

TEST(LoopEffects, WithoutTemporalReuseNothingStays) {
  const auto first_level = [](const std::string& more) {
    return effects_of(
        conv_spec("\n  - {target: DRAM, type: temporal, factors: P=4, permutation: P}"
                  "\n  - {target: Spad, type: bypass, keep: [], bypass: [Weights, "
                  "Inputs, Outputs]}"
                  "\n  - {target: Buffer, type: temporal, factors: R=3 P=4" +
                      more + "}\n",
                  "R: 3, P: 16, C: 1, K: 1"))[0];
  };
  EXPECT_THAT(first_level(""), ElementsAre("P stays slides next"));
  EXPECT_THAT(first_level(", no_temporal_reuse: [Weights, Inputs]"),
              ElementsAre("P again next next"));
}

TEST(LoopEffects, NothingIsKnownOutsideOfAllThatKeepADataSpace) {
  const Spec spec = conv_spec(R"(
  - {target: DRAM, type: bypass, keep: [Inputs, Outputs], bypass: [Weights]}
  - {target: DRAM, type: temporal, factors: P=4, permutation: P}
  - {target: Buffer, type: temporal, factors: R=3 P=4, permutation: PR}
  - {target: Spad, type: bypass, keep: [], bypass: [Weights, Inputs, Outputs]}
)",
                              "R: 3, P: 16, C: 1, K: 1");
  EXPECT_THAT(effects_of(spec)[0], ElementsAre("P - slides next"));
}

TEST(LoopEffects, UnevenMappingsAreAnError) {
  Spec spec =
      conv_spec("\n  - {target: DRAM, type: temporal, factors: P=16}\n", "R: 1, P: 16, C: 1, K: 1");
  std::swap(spec.mapping->nodes.front(), spec.mapping->nodes.back());
  EXPECT_THROW(effects_of(spec), Error);
}

}  // namespace
}  // namespace tilewright::test
