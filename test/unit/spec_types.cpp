// Mapping, its inverse and its check; the spelling helpers.

#include "model/spec/spelling.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

constexpr auto temporal = LoopKind::temporal;
constexpr auto spatial_x = LoopKind::spatial_x;
constexpr auto spatial_y = LoopKind::spatial_y;

/// Two levels over one dimension A of bound 12, with 2 x 2 units below the inner one.
Workload twelve() {
  Workload workload;
  workload.dimensions = {"A"};
  workload.bounds = {12};
  workload.data_spaces = {{"D", true, {{{0, 1, {}}}}}};
  return workload;
}

Architecture two_levels() {
  Architecture architecture;
  architecture.compute.mesh = {4, 2, 2};
  architecture.storage.resize(2);
  architecture.storage[0].name = "Inner";
  architecture.storage[1].name = "Outer";
  return architecture;
}

std::string check_error(const Mapping& mapping) {
  try {
    check_mapping(mapping, twelve(), two_levels(), {"map.yaml", 3, 1});
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

const Mapping good{{Storage{1, 1}, Loop{0, temporal, 3, 3}, Storage{0, 1}, Loop{0, spatial_y, 2, 2},
                    Loop{0, spatial_x, 2, 2}},
                   {}};

TEST(MappingType, LevelNestsAndBack) {
  const std::vector<LevelNest> nests = to_level_nests(good, 2);
  EXPECT_EQ(nests[0].spatial, (std::vector<Loop>{{0, spatial_x, 2, 2}, {0, spatial_y, 2, 2}}));
  EXPECT_TRUE(nests[0].temporal.empty());
  EXPECT_EQ(nests[1].temporal, (std::vector<Loop>{{0, temporal, 3, 3}}));
  EXPECT_EQ(to_mapping(nests), good);
}

TEST(MappingType, LoopsWithBoundOneAreDropped) {
  std::vector<LevelNest> nests = to_level_nests(good, 2);
  nests[0].temporal.push_back({0, temporal, 1, 1});
  EXPECT_EQ(to_mapping(nests), good);
}

TEST(MappingType, UnevenMappingsHaveNoLevelNests) {
  const Loop loop{0, temporal, 2, 2};
  const Loop x{0, spatial_x, 2, 2};
  const Loop y{0, spatial_y, 2, 2};
  const std::vector<std::vector<MappingNode>> uneven = {
      {},
      {Storage{1, 1}},
      {loop, Storage{1, 1}, Storage{0, 1}},
      {Storage{0, 1}, Storage{1, 1}},
      {Storage{1, 1}, Storage{1, 2}, Storage{0, 1}},
      {Storage{1, 1}, Storage{0, 1}, x, loop},
      {Storage{1, 1}, Storage{0, 1}, x, y},
      {Storage{2, 1}, Storage{1, 1}, Storage{0, 1}}};
  for (const auto& nodes : uneven) {
    EXPECT_THROW(to_level_nests(Mapping{nodes, {}}, 2), Error);
    EXPECT_EQ(check_error({nodes, {}}).substr(0, 13), "map.yaml:3:1:");
  }
}

TEST(MappingType, CheckAcceptsWhatCoversTheProblem) {
  EXPECT_EQ(check_error(good), "");
  Mapping imperfect = good;
  // ((4 - 1) * 2 + 1) * 2 + 2 - 1 + 1 = 16, with a last pass of 1 of 2: 15 - 2 = 12 + ...
  imperfect.nodes = {Storage{1, 1}, Loop{0, temporal, 3, 3}, Storage{0, 1},
                     Loop{0, temporal, 5, 2}};
  EXPECT_EQ(check_error(imperfect), "");  // 2 * 5 + 2 = 12
}

TEST(MappingType, CheckRefusesEverythingElse) {
  const auto with_loop = [](const Loop& loop) {
    Mapping mapping = good;
    mapping.nodes[1] = loop;
    return check_error(mapping);
  };
  EXPECT_NE(with_loop({0, temporal, 4, 4}).find("multiply up to 16, but its bound is 12"),
            std::string::npos);
  EXPECT_NE(with_loop({0, temporal, 4, 3}).find("imperfect (4,3)"), std::string::npos);
  EXPECT_NE(with_loop({1, temporal, 3, 3}).find("unknown dimension"), std::string::npos);
  EXPECT_NE(with_loop({-1, temporal, 3, 3}).find("unknown dimension"), std::string::npos);
  EXPECT_NE(with_loop({0, temporal, 0, 0}).find("bound 0"), std::string::npos);
  EXPECT_NE(with_loop({0, temporal, 3, 4}).find("residual 4"), std::string::npos);
  Mapping mapping = good;
  mapping.nodes[0] = Storage{1, 2};
  EXPECT_NE(check_error(mapping).find("unknown data space"), std::string::npos);
  mapping = good;
  mapping.directives.resize(1);
  EXPECT_NE(check_error(mapping).find("one per storage level"), std::string::npos);
  mapping.directives.resize(2);
  EXPECT_EQ(check_error(mapping), "");
  mapping.directives[1].no_coalesce = 2;
  EXPECT_NE(check_error(mapping).find("unknown data space"), std::string::npos);
}

TEST(Spelling, EditDistance) {
  EXPECT_EQ(reader::edit_distance("factors", "factors"), 0);
  EXPECT_EQ(reader::edit_distance("fators", "factors"), 1);
  EXPECT_EQ(reader::edit_distance("facotrs", "factors"), 1);
  EXPECT_EQ(reader::edit_distance("", "abc"), 3);
  EXPECT_EQ(reader::edit_distance("width", "depth"), 3);
}

TEST(Spelling, NearMisses) {
  const std::vector<std::string> keys = {"word_bits", "keep", "ERT", "depth"};
  EXPECT_EQ(reader::near_miss("word-bit", keys), "word_bits");
  EXPECT_EQ(reader::near_miss("wrd_bit", keys), "word_bits");  // two edits in 9 letters
  EXPECT_EQ(reader::near_miss("dpth", keys), "depth");
  EXPECT_EQ(reader::near_miss("dph", keys), std::nullopt);
  EXPECT_EQ(reader::near_miss("kep", keys), std::nullopt);  // too short to tell
  EXPECT_EQ(reader::near_miss("Ert", keys), "ERT");
  EXPECT_EQ(reader::near_miss(std::string(100000, 'x'), keys), std::nullopt);
}

TEST(Spelling, Suggestions) {
  EXPECT_EQ(reader::suggest("Weight", {"Weights", "Inputs"}), "did you mean 'Weights'?");
  EXPECT_EQ(reader::suggest("Psums", {"Weights", "Inputs"}), "known names are Weights, Inputs");
  EXPECT_EQ(reader::suggest("X", {"A", "B"}), "known names are A, B");
}

}  // namespace
}  // namespace tilewright::test
