// Pictures of the golden mappings: does what they tell of re-use agree with the words that the
// model counts, and are they what a browser takes?

#include "model/report/mapping_picture.hpp"

#include <gtest/gtest.h>

#include "model/cost/evaluator.hpp"
#include "model/nest/projection.hpp"
#include "model/report/picture/view.hpp"
#include "test/golden/cases.hpp"
#include "test/support/xml_elements.hpp"

namespace tilewright::test {

namespace {

struct Evaluated {
  std::string name;
  Spec spec;
  Evaluation evaluation;
};

/// All cases with a valid mapping.
const std::vector<Evaluated>& all_cases() {
  static const std::vector<Evaluated> cases = [] {
    std::vector<Evaluated> valid;
    for (const char* folder : {"model", "imperfect"}) {
      for (const std::string& name : case_names(folder)) {
        Evaluated one{name, read_spec({(golden_dir() / name / "case.yaml").string()}), {}};
        if (Evaluator(one.spec).evaluate(*one.spec.mapping, one.evaluation)) valid.push_back(one);
      }
    }
    return valid;
  }();
  return cases;
}

bool is_imperfect(const Mapping& mapping) {
  return std::any_of(mapping.nodes.begin(), mapping.nodes.end(), [](const MappingNode& node) {
    const Loop* loop = std::get_if<Loop>(&node);
    return loop != nullptr && loop->bound != loop->residual;
  });
}

/// How often a tile is fetched in whole: the iterations of the loops from the innermost one
/// outwards that does not leave it in place. `levels` are outermost first, up to those outside of
/// the tile.
std::int64_t whole_fetches(const std::vector<std::vector<LoopEffects>>& levels, std::size_t space) {
  std::int64_t fetches = 1;
  bool has_moved = false;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    for (auto loop = level->rbegin(); loop != level->rend(); ++loop) {
      if (loop->loop.kind != LoopKind::temporal) continue;
      has_moved = has_moved || loop->effects[space] != LoopEffect::stays;
      if (has_moved) fetches *= loop->loop.bound;
    }
  }
  return fetches;
}

/// Compares the fills of all read-only tiles that are identical or disjoint with the loops'
/// effects. Returns how many there are.
int check_fills(const Evaluated& one) {
  const Spec& spec = one.spec;
  const int level_count = spec.architecture.level_count();
  auto outside = loop_effects(*spec.mapping, spec.workload, level_count, TimeloopYear::y2025);
  std::reverse(outside.begin(), outside.end());
  int checked = 0;
  for (int level = 0; level < level_count; ++level) {
    outside.pop_back();
    for (std::size_t d = 0; d < spec.workload.data_spaces.size(); ++d) {
      const DataSpace& data_space = spec.workload.data_spaces[d];
      const auto& moved = one.evaluation.storage[static_cast<std::size_t>(level)].data_spaces[d];
      if (!moved.kept || moved.fills == 0 || data_space.read_write) continue;
      if (!Projection(spec.workload, data_space).separable()) continue;
      EXPECT_EQ(moved.fills, moved.tile_size_words * whole_fetches(outside, d))
          << data_space.name << " in level " << level << " of " << one.name;
      ++checked;
    }
  }
  return checked;
}

TEST(GoldenPictures, LoopsThatLeaveATileInPlaceCauseNoFills) {
  int checked = 0;
  for (const Evaluated& one : all_cases()) {
    const Mapping& mapping = *one.spec.mapping;
    if (mapping.directives.empty() && !is_imperfect(mapping)) checked += check_fills(one);
  }
  EXPECT_GT(checked, 100);
}

TEST(GoldenPictures, ExtentsMakeUpTheTiles) {
  for (const Evaluated& one : all_cases()) {
    const auto view = picture::view_mapping(one.spec.workload, one.spec.architecture,
                                            *one.spec.mapping, one.evaluation, TimeloopYear::y2025);
    for (const picture::LevelView& level : view.levels) {
      for (const picture::TileView& tile : level.tiles) {
        std::int64_t words = tile.is_kept ? 1 : 0;
        for (const auto& [axis, extent] : tile.extents) words *= extent;
        EXPECT_EQ(tile.size_words, words) << level.name << " of " << one.name;
      }
    }
  }
}

TEST(GoldenPictures, AreWellFormedXmlWithABandForEachLevel) {
  for (const Evaluated& one : all_cases()) {
    const auto elements =
        read_xml(mapping_picture_svg(one.spec.workload, one.spec.architecture, *one.spec.mapping,
                                     one.evaluation, TimeloopYear::y2025));
    const auto bands =
        std::count_if(elements.begin(), elements.end(),
                      [](const XmlElement& element) { return element.has_class("twm-panel"); });
    EXPECT_EQ(bands, one.spec.architecture.level_count() + 1) << one.name;
  }
}

}  // namespace

}  // namespace tilewright::test
